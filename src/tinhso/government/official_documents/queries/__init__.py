"""What screens, other modules and the API read of official documents."""

from tinhso.government.official_documents.queries.signing import awaiting_signature

__all__ = ["awaiting_signature"]
