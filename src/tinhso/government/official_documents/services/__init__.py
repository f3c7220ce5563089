"""The verbs of official documents; each is one transaction."""
