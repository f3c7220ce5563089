"""People who do not exist, made for demonstrations, tests and measurements; the same seed makes the same people."""
