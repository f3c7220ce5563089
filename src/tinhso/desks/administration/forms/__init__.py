"""The desk's forms, by matter."""
