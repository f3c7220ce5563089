"""What screens, other modules and jobs read of master data."""
