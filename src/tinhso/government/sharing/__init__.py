"""What the province's own modules share: their data as services of the exchange, each with a sandbox twin."""
