"""What the post shows on a dossier's pages."""

from typing import Any

from tinhso.government.post import permissions, queries
from tinhso.government.post.models import Parcel
from tinhso.government.post.states import ENDED, Direction
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.panels import CITIZEN, OFFICER, PUBLIC, DossierPanel
from tinhso.kits.procedures.states import OPEN, Status


def _parcels(dossier: Dossier) -> list[Parcel]:
    """Return the dossier's parcels; without a question when it never had one."""
    return queries.parcels_of(dossier.id) if dossier.delivery.get("parcels") else []


def _context(actor: Actor, dossier: Dossier) -> dict[str, Any] | None:
    rows = _parcels(dossier)
    wanted = dossier.delivery.get("way") == "post"
    officer = actor.is_official and actor.may(permissions.SEND)
    under_way = {row.direction for row in rows if row.state not in ENDED}
    may_send = officer and dossier.status == Status.FINISHED and Direction.RESULT not in under_way
    may_fetch = actor.kind == "citizen" and dossier.status in OPEN and Direction.PAPERS not in under_way
    if not rows and not may_fetch and not (may_send and wanted):
        return None
    return {"parcels": rows, "may_send": may_send, "may_fetch": may_fetch, "wanted": wanted, "named": officer}


def _public(_actor: Actor, dossier: Dossier) -> dict[str, Any] | None:
    rows = _parcels(dossier)
    return {"parcels": rows, "public": True} if rows else None


OWN = DossierPanel("post.own", frozenset({CITIZEN, OFFICER}), "post/panel.html", _context, 60)
OPEN_TO_ALL = DossierPanel("post.public", frozenset({PUBLIC}), "post/panel.html", _public, 60)
