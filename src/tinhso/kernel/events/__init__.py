"""Outbox, subscribers and background jobs."""
