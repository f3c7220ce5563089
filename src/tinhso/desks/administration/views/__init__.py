"""The desk's pages, by matter."""
