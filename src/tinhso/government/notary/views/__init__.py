"""The pages: searching, recording, blocking, figures."""
