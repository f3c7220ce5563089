"""What changes the queue; every verb is one transaction."""
