"""A lab as other tools read it."""
