"""Roles of a pack."""

from tinhso.cli.loading.pack import Pack
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity import services as identity


def load_roles(pack: Pack) -> tuple[int, list[str]]:
    """Lay the roles; return how many, and the permissions left out because no module here declares them."""
    rows = pack.yaml("roles.yaml")
    unknown = sorted({code for row in rows for code in row["permissions"] if code not in PERMISSIONS})
    identity.load_roles(
        [{**row, "permissions": [code for code in row["permissions"] if code in PERMISSIONS]} for row in rows]
    )
    return len(rows), unknown
