"""Pages of the desk and of the systems that documents travel between."""
