"""What the desk's pages read."""
