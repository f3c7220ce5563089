"""Other systems: introduced by a file that names them with their certificates; their units kept up to date."""

import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid
from tinhso.kernel.foundation.text import fold, sort_key
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.identifiers import check_identifier
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.exchange import keys
from tinhso.kits.exchange.messages import audit_events, permissions, queue, trust
from tinhso.kits.exchange.messages.models import Correspondent, KnownUnit, Lane
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.messages.states import Route
from tinhso.kits.exchange.messages.transport.peer import ROOT, PeerClient
from tinhso.kits.exchange.models import Algorithm, Participant, ParticipantCertificate

FORMAT = "tinhso-exchange-introduction/1"


def introduction() -> dict[str, Any]:
    """Return how this installation introduces itself: code, name, root identifier, address, certificates."""
    root = OrganizationUnit.objects.on().filter(parent=None).order_by("path").first()
    return {
        "format": FORMAT,
        "code": trust.own_code(),
        "name": root.name if root else "",
        "root_identifier": root.identifier if root else "",
        "address": settings.BASE_URL,
        "certificates": [
            keys.current(algorithm).chain.split("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n"
            for algorithm in (Algorithm.EC, Algorithm.RSA)
        ],
    }


@transaction.atomic
def introduce(
    actor: Actor, letter: str | dict[str, Any], *, route: str = Route.PEER, fetches: bool = False
) -> Correspondent:
    """Know another system by its introduction; raise ``Invalid`` when it cannot be read, ``Forbidden``.

    Introduced again, its new certificates and address are taken over. Whoever introduces it has made sure, by
    another way, that the certificates' SHA-256 are those that the other side reads out.
    """
    actor.demand(permissions.MANAGE)
    said = _read(letter)
    instance, member_class, member_code = said["code"].split("/")[:3]
    if said["code"] == trust.own_code():
        raise Invalid({"letter": _("Đây là thư giới thiệu của chính hệ thống này. Hãy nạp thư của hệ thống kia.")})
    participant, _new = Participant.objects.get_or_create(
        instance=instance,
        member_class=member_class,
        member_code=member_code,
        defaults={"name": said["name"][:200], "valid_from": clock.today()},
    )
    for pem in said["certificates"]:
        try:
            with transaction.atomic():
                keys.register_certificate(actor, participant, pem)
        except Conflict:
            if not ParticipantCertificate.objects.filter(participant=participant).exists():
                raise
    row, _new = Correspondent.objects.update_or_create(
        code=said["code"],
        defaults={
            "name": said["name"][:200],
            "root_identifier": said["root_identifier"],
            "address": said["address"].rstrip("/"),
            "route": route,
            "fetches": fetches,
            "active": True,
        },
    )
    _note(actor, row, _("nạp thư giới thiệu"))
    return row


def _read(letter: str | dict[str, Any]) -> dict[str, Any]:
    try:
        said = json.loads(letter) if isinstance(letter, str) else letter
        if said["format"] != FORMAT or len(said["code"].split("/")) < 3 or not said["certificates"]:
            raise ValueError("format")
        if not said["address"].startswith(("http://", "https://")):
            raise ValueError("address")
        return {**said, "root_identifier": check_identifier(said["root_identifier"])}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid(
            {"letter": _("Không đọc được thư giới thiệu. Hãy tải tệp này từ màn hình “Hệ thống gửi nhận” của bên kia.")}
        ) from error


@transaction.atomic
def set_active(actor: Actor, row: Correspondent, *, active: bool) -> None:
    """Stop or go on exchanging with another system; what waits for it stays."""
    actor.demand(permissions.MANAGE)
    Correspondent.objects.filter(id=row.id).update(active=active, next_at=None, tries=0)
    _note(actor, row, _("mở lại") if active else _("tạm dừng"))
    if active:
        for lane_id in Lane.objects.filter(correspondent=row, waiting=True).values_list("id", flat=True):
            Lane.objects.filter(id=lane_id).update(next_at=None, tries=0)
            queue.wake(lane_id)


def _note(actor: Actor, row: Correspondent, what: str) -> None:
    audit.record(
        actor,
        audit_events.CORRESPONDENT,
        subject_kind="exchange.correspondent",
        subject_id=row.id,
        subject_label=row.name,
        correspondent=row.code,
        what=what,
    )


def synchronise(row: Correspondent) -> int:
    """Bring the units of another system up to date; return how many stand. Raises ``Undeliverable``."""
    found: dict[str, dict[str, str]] = {}
    after = ""
    with PeerClient(row) as client:
        while True:
            page = client.get(f"{ROOT}/units", after=after)
            found |= {item["identifier"]: item for item in page["items"]}
            after = page["next"]
            if not after:
                break
    return keep_units(found, row)


def synchronise_all() -> int:
    """Bring the units of every system up to date; one that cannot be reached holds no other up."""
    count = 0
    for row in Correspondent.objects.filter(active=True).exclude(address=""):
        try:
            count += synchronise(row)
        except Undeliverable:
            continue
    return count


@transaction.atomic
def keep_units(found: dict[str, dict[str, str]], correspondent: Correspondent | None) -> int:
    """Keep the units that a system (none: the axis) names; those it names no longer end. Return how many stand."""
    now = clock.now()
    rows = []
    for identifier, said in found.items():
        try:
            canonical = check_identifier(identifier)
        except ValueError:
            continue
        name = str(said.get("name") or identifier)[:200]
        rows.append(
            KnownUnit(
                identifier=canonical,
                name=name,
                folded=fold(name)[:250],
                sort_key=sort_key(name)[:500],
                email=str(said.get("email") or "")[:254],
                correspondent=correspondent,
                seen_at=now,
            )
        )
    KnownUnit.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["identifier"],
        update_fields=["name", "folded", "sort_key", "email", "correspondent", "ended_at", "seen_at"],
        batch_size=1000,
    )
    KnownUnit.objects.filter(correspondent=correspondent, ended_at=None, seen_at__lt=now).update(ended_at=now)
    return len(rows)
