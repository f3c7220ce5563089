"""Systems that every agency uses."""
