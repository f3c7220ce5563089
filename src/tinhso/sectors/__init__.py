"""Systems of one sector."""
