"""What screens and services read of directives; rows start from ``visible_to``."""

from tinhso.government.directives.queries.rows import Filters, get, listing, visible_to

__all__ = ["Filters", "get", "listing", "visible_to"]
