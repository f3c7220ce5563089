"""What changes the exchange's directory and agreements."""
