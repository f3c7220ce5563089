"""Units merge, split, are renamed, a tier ends: planned, previewed, run in steps, undone until closed."""
