"""Connectors to national systems: registers that officers ask, and the national public-service portal."""
