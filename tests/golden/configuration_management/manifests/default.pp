# A manifest.
