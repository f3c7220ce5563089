"""What screens and the API read of the queue."""
