"""Stand-in of the national registers and the national public-service portal: tests, demonstration and training only."""
