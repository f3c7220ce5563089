"""What the counter's pages read."""

import re
from collections import Counter
from datetime import datetime, time
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden, NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Person
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.organizations.queries import unit_by_key
from tinhso.kernel.papers.queries import paper_by_code
from tinhso.kernel.search.queries import match
from tinhso.kits.procedures import permissions, routing
from tinhso.kits.procedures.codes import parse_code
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.models import Dossier, DossierPaper, DossierPart, Procedure
from tinhso.kits.procedures.queries import dossier_by_code, get_dossier, procedures_in_force, visible_to
from tinhso.kits.procedures.states import Status

MOST_RECENT, MOST_FREQUENT, LOOKED_AT = 8, 6, 200
MOST_FOUND = 20
MOST_EARLIER, MOST_PARTS = 10, 60
_PAPER_CODE = re.compile(r"/xac-minh/([0-9A-Za-z-]+)")


def desk_of(actor: Actor) -> OrganizationUnit:
    """Return the desk at which the officer sits: the unit of the first post that may receive; raise ``Forbidden``."""
    for post in actor.posts:
        if permissions.RECEIVE in post.permissions:
            return unit_by_key(post.unit_id)
    raise Forbidden(_("Quý vị chưa được giao tiếp nhận hồ sơ ở bộ phận một cửa nào."), permission=permissions.RECEIVE)


def today(actor: Actor) -> dict[str, int]:
    """Return the day's figures of the officer's desks."""
    midnight = datetime.combine(clock.today(), time.min, tzinfo=clock.VIETNAM)
    desks = Dossier.objects.filter(reception_unit_id__in=actor.unit_ids(permissions.RECEIVE))
    row: dict[str, int] = desks.filter(Q(submitted_at__gte=midnight) | Q(status__in=_AWAITED)).aggregate(
        came=Count("id", filter=Q(submitted_at__gte=midnight)),
        received=Count("id", filter=Q(received_at__gte=midnight, submitted_at__gte=midnight)),
        waiting=Count("id", filter=Q(status=Status.SUBMITTED)),
        results=Count("id", filter=Q(status=Status.FINISHED)),
    )
    return row


_AWAITED = (Status.SUBMITTED, Status.FINISHED)


def recent(actor: Actor) -> list[Dossier]:
    """Return the last dossiers that came to the officer's desks."""
    rows = Dossier.objects.filter(reception_unit_id__in=actor.unit_ids(permissions.RECEIVE))
    return list(rows.select_related("procedure").order_by("-submitted_at", "-id")[:MOST_RECENT])


def frequent(actor: Actor) -> list[Procedure]:
    """Return the procedures most asked for lately at the officer's desks."""
    rows = Dossier.objects.filter(reception_unit_id__in=actor.unit_ids(permissions.RECEIVE))
    keys = rows.order_by("-submitted_at").values_list("procedure_id", flat=True)[:LOOKED_AT]
    wanted = [key for key, _count in Counter(keys).most_common(MOST_FREQUENT)]
    found = {procedure.id: procedure for procedure in procedures_in_force().filter(id__in=wanted)}
    return [found[key] for key in wanted if key in found]


def procedures(text: str) -> list[Procedure]:
    """Return the procedures that match a code or what somebody typed, the likest first."""
    exact = list(procedures_in_force().filter(code=text.strip())[:1])
    if exact or not text.strip():
        return exact or list(procedures_in_force().order_by("plain_name")[:MOST_FOUND])
    return list(match(procedures_in_force(), "search_text", text)[:MOST_FOUND])


def agencies(definition: Definition) -> list[OrganizationUnit]:
    """Return the agencies that may handle the procedure: one, or those among which the place decides."""
    fixed = routing.fixed_agency(definition, clock.today())
    if fixed is not None:
        return [fixed]
    kinds = (UnitKind.COMMUNE, UnitKind.DISTRICT)
    rows = OrganizationUnit.objects.on(clock.today()).filter(tier=definition.tier, kind__in=kinds)
    return list(rows.order_by("sort_key", "id"))


def people(number: str) -> list[Person]:
    """Return the people known under a personal number."""
    return list(Person.objects.filter(personal_number=number).order_by("-created_at")[:3]) if number else []


def earlier_parts(actor: Actor, number: str) -> list[DossierPart]:
    """Return the papers with files that the holder of a personal number handed in before, the newest first.

    Only those of dossiers that the officer may see: what lies with other agencies is not shown here.
    """
    if not number:
        return []
    dossiers = visible_to(actor).filter(person__personal_number=number).order_by("-submitted_at").values("id")
    rows = DossierPart.objects.filter(dossier__in=dossiers[:MOST_EARLIER], file__isnull=False)
    return list(rows.select_related("file", "dossier__procedure").order_by("-added_at", "-id")[:MOST_PARTS])


def earlier_dossier(actor: Actor, number: str, dossier_id: str, procedure: Procedure) -> Dossier | None:
    """Return a dossier of the same person and procedure, to be repeated; none when it is not such a one."""
    try:
        key = UUID(dossier_id)
    except ValueError:
        return None
    if not number:
        return None
    return visible_to(actor).filter(person__personal_number=number, procedure=procedure, id=key).first()


def suggested(actor: Actor, fields: set[UUID]) -> list[Procedure]:
    """Return the procedures most asked for in the fields of the number's service; in all when it has none."""
    found = frequent(actor)
    mine = [procedure for procedure in found if procedure.field_id in fields]
    return mine or found


def dossiers_of(actor: Actor, number: str) -> list[Dossier]:
    """Return the dossiers of the holder of a personal number that the officer may see, the newest first."""
    if not number:
        return []
    rows = visible_to(actor).filter(person__personal_number=number).select_related("procedure")
    return list(rows.order_by("-submitted_at", "-id")[:5])


def awaiting_hand_over(actor: Actor) -> QuerySet[Dossier]:
    """Return the dossiers whose results lie at the officer's desks; page by ``finished_at``, ``id``."""
    rows = Dossier.objects.filter(reception_unit_id__in=actor.unit_ids(permissions.HAND_OVER), status=Status.FINISHED)
    return rows.select_related("procedure", "agency").order_by("finished_at", "id")


def find(actor: Actor, text: str) -> Dossier:
    """Return the dossier behind a code, or behind the QR code of one of its papers; raise ``NotFound``."""
    wanted = text.strip()
    scanned = _PAPER_CODE.search(wanted)
    try:
        if scanned is None:
            parse_code(wanted)
    except ValueError:
        scanned = re.fullmatch(r"([0-9A-Za-z-]{8,20})", wanted)
        if scanned is None:
            raise NotFound(_("Hãy quét mã QR trên giấy hẹn, hoặc nhập mã hồ sơ.")) from None
    if scanned is None:
        return get_dossier(actor, dossier_by_code(wanted).id)
    subject_id = paper_by_code(scanned.group(1)).subject_id
    if subject_id is None:
        raise NotFound
    return get_dossier(actor, subject_id)


def papers_of(dossier: Dossier) -> list[DossierPaper]:
    """Return the papers of a dossier with their files, the newest first."""
    rows = DossierPaper.objects.filter(dossier=dossier).select_related("paper__file", "paper__signed_file")
    return list(rows.order_by("-paper__issued_at"))
