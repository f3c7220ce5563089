"""Stand-ins of outside systems, each a process of its own: tests, demonstration and training only."""
