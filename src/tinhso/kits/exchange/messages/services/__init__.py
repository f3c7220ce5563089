"""The only places that write documents and messages on their way."""
