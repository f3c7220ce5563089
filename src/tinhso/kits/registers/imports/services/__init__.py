"""The verbs of importing: receive, match, check, store, undo, mark. Each step is a transaction of its own."""
