"""Reading the pages of uploaded files: what cannot be used, and whose paper it is."""
