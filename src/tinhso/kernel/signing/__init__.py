"""Electronic signatures: create, validate, timestamp."""
