"""Two installations as real processes that exchange documents over loopback: for tests and for the bench."""
