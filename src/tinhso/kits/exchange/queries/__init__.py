"""What screens read of the exchange."""
