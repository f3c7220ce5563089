"""Documents and events that travel between units, installations and the national axis: queued, delivered, answered."""
