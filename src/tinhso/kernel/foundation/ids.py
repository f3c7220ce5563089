"""Primary keys."""

import uuid

import uuid_utils.compat


def new_id() -> uuid.UUID:
    """Return a UUIDv7 (RFC 9562): unique, and ordered by the time of its making."""
    return uuid_utils.compat.uuid7()
