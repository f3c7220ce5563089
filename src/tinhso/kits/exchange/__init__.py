"""Kit exchange (C1): services and messages between systems, by agreement, with a log that cannot be changed unseen."""
