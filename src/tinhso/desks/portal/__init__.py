"""The citizen's face: find, apply, follow, receive, rate."""
