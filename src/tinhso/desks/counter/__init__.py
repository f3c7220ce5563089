"""The one-stop desk: intake for a person at the desk."""
