"""What every system stands on. Knows no business word."""
