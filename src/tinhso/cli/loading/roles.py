"""Roles of a pack."""

from collections.abc import Iterable

from tinhso.cli.loading.pack import Pack
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity import services as identity


def load_roles(pack: Pack) -> tuple[int, list[str]]:
    """Lay the roles; return how many, and the permissions left out because no module here declares them."""
    rows = [{**row, "permissions": spread(row["permissions"])} for row in pack.yaml("roles.yaml")]
    unknown = sorted({code for row in rows for code in row["permissions"] if code not in PERMISSIONS})
    identity.load_roles(
        [{**row, "permissions": [code for code in row["permissions"] if code in PERMISSIONS]} for row in rows]
    )
    return len(rows), unknown


def spread(codes: Iterable[str]) -> list[str]:
    """Return the codes with ``tourism.*`` replaced by every declared permission that begins with ``tourism.``."""
    found: list[str] = []
    for code in codes:
        stem = code.removesuffix("*")
        found += [code] if stem == code else [known for known in PERMISSIONS if known.startswith(stem)] or [code]
    return found
