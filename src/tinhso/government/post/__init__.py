"""Papers by post: fetched from the citizen, results brought to him, followed on their way."""
