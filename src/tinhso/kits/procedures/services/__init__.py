"""The verbs of the kit: each function is one change of state and one transaction."""
