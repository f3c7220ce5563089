"""What screens and verbs read of acts, notices and preparations."""
