"""This computer: what it has, what it lacks, how to set it up."""
