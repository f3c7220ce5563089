"""The verbs: searching, recording, blocking and lifting; each one transaction."""
