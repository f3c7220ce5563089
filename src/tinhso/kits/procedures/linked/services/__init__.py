"""The verbs of linked procedures."""
