"""The national public-service portal: dossiers arrive from it, every step and result goes back to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.connectors import portal_files, portal_forms
from tinhso.government.connectors.models import PortalArrival, PortalUpdate
from tinhso.government.connectors.vendors import PORTAL, PortalVendor
from tinhso.kernel.files import services as files
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.outside import queries as outside
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import intake
from tinhso.kits.procedures.services.intake import GivenPart
from tinhso.kits.procedures.states import Status

WHOLE, STEP = "DongBoHoSoMC", "CapNhatTienDoHoSoMC"
BATCH = 200
MOST_TRIES = 20
_WITH_RESULT = frozenset({Status.FINISHED, Status.HANDED_OVER})
"""What is told of a dossier whole again: its result is there now."""


def note(dossier_id: UUID, status: int, event: str, at: datetime) -> None:
    """Remember that the portal is to be told of a dossier; nothing while no portal is chosen."""
    if outside.choice(PORTAL) is not None:
        PortalUpdate.objects.create(dossier_id=dossier_id, status=status, event=event[:60], at=at)


def send_waiting() -> int:
    """Tell the portal what it was not told yet, each dossier's in order; return how many were told.

    A dossier of which something failed waits with all its later steps; the others go on.
    """
    if outside.choice(PORTAL) is None:
        return 0
    vendor = _vendor()
    held: set[UUID] = set()
    told = 0
    rows = PortalUpdate.objects.filter(sent_at=None, tries__lt=MOST_TRIES).order_by("at", "id")
    for row in rows.select_related("dossier__procedure__field", "dossier__agency")[:BATCH]:
        if row.dossier_id in held:
            continue
        if not _send(vendor, row):
            held.add(row.dossier_id)
            continue
        told += 1
    return told


def _send(vendor: PortalVendor, row: PortalUpdate) -> bool:
    with transaction.atomic():
        locked = PortalUpdate.objects.select_for_update(skip_locked=True).filter(id=row.pk, sent_at=None).first()
        if locked is None:
            return True
        known = PortalUpdate.objects.filter(dossier_id=row.dossier_id, sent_at__isnull=False).exists()
        code = _code_there(row.dossier)
        try:
            if not known or row.status in _WITH_RESULT:
                vendor.send(WHOLE, [portal_forms.whole(row.dossier, code, row.status)], updating=known)
            if known:
                vendor.send(STEP, [portal_forms.step(row.dossier, code, row.status, row.at)], updating=True)
        except VendorFailed as failed:
            locked.tries, locked.trouble = locked.tries + 1, str(failed.message)[:300]
            locked.save(update_fields=["tries", "trouble"])
            return False
        locked.sent_at, locked.trouble = clock.now(), ""
        locked.save(update_fields=["sent_at", "trouble"])
        return True


def _code_there(dossier: Dossier) -> str:
    """Return the code by which the portal knows a dossier: its own for what came from there."""
    came = PortalArrival.objects.filter(dossier=dossier).values_list("code", flat=True).first()
    return came or dossier.code


def take_new() -> int:
    """Take in what citizens lodged on the portal; return how many dossiers came in.

    Each by itself, once: what cannot be taken in is kept with the reason and tried again.
    """
    if outside.choice(PORTAL) is None:
        return 0
    last = PortalArrival.objects.order_by("-code").values_list("code", flat=True).first() or ""
    vendor = _vendor()
    for data in vendor.new_dossiers(last):
        PortalArrival.objects.get_or_create(code=str(data["MaHoSo"])[:60], defaults={"data": data})
    waiting = PortalArrival.objects.filter(dossier=None).order_by("id")[:BATCH]
    return sum(_brought(vendor, arrival) and _taken(arrival.pk) for arrival in waiting)


def _brought(vendor: PortalVendor, arrival: PortalArrival) -> bool:
    """Bring the files of a dossier, each once; false, with the reason kept, while one of them cannot be had."""
    name = ""
    try:
        for named in portal_files.lodged(arrival.data):
            name = f"{named.name}: "
            if named.path not in arrival.files:
                stored = files.store(vendor.fetch(named.path), named.name, actor=SYSTEM)
                arrival.files[named.path] = str(stored.pk)
                arrival.save(update_fields=["files"])
    except (Refused, KeyError, ValueError) as refused:
        arrival.trouble = f"{name}{_words(refused)}"[:500]
        arrival.save(update_fields=["trouble"])
        return False
    return True


def _parts(arrival: PortalArrival) -> list[GivenPart]:
    stored = StoredFile.objects.in_bulk([UUID(key) for key in arrival.files.values()])
    return [
        GivenPart(named.part, stored[UUID(arrival.files[named.path])]) for named in portal_files.lodged(arrival.data)
    ]


def _taken(key: UUID) -> bool:
    with transaction.atomic():
        arrival = PortalArrival.objects.select_for_update().get(id=key)
        if arrival.dossier_id is not None:
            return False
        try:
            with transaction.atomic():
                dossier: Dossier = intake.submit(SYSTEM, portal_forms.application(arrival.data, _parts(arrival)))
        except (Refused, KeyError, ValueError) as refused:
            arrival.trouble = _words(refused)[:500]
            arrival.save(update_fields=["trouble"])
            return False
        arrival.dossier, arrival.trouble = dossier, ""
        arrival.save(update_fields=["dossier", "trouble"])
        return True


def _words(refused: Exception) -> str:
    if isinstance(refused, Refused):
        fields: dict[str, Any] = getattr(refused, "fields", {})
        return "; ".join([str(refused.message), *(f"{name}: {words}" for name, words in fields.items())])
    return _("Hồ sơ của Cổng thiếu hoặc sai mục {name}.").format(name=refused)


def _vendor() -> PortalVendor:
    vendor = outside.active(PORTAL)
    if not isinstance(vendor, PortalVendor):
        raise TypeError(PORTAL)
    return vendor
