"""Vietnamese-aware search."""
