"""The screens of the statistics."""
