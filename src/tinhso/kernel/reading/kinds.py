"""What can be looked at. HEIC cannot: there is no decoder of it whose licence goes with this software's."""

READABLE = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp", "image/tiff"})
NOT_READABLE = frozenset({"image/heic"})
"""Kinds of picture that nobody but the officer looks at; it is said so."""
