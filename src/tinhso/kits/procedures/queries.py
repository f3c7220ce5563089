"""What screens, the API and services read of procedures and dossiers."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from tinhso.kernel.areas.models import Area, Tier
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.queries import is_root
from tinhso.kernel.reading.queries import found_in
from tinhso.kernel.web.paging import Cut, Narrowing
from tinhso.kits.procedures import permissions
from tinhso.kits.procedures.codes import parse_code
from tinhso.kits.procedures.coordination import Opinion
from tinhso.kits.procedures.models import (
    Dossier,
    DossierLogEntry,
    DossierPaper,
    DossierPart,
    DossierStep,
    DossierUnit,
    Draft,
    Procedure,
    ProcedureVersion,
    Supplement,
)
from tinhso.kits.procedures.states import VersionState

LEFT_OUT = ("version__definition",)
"""What a version says is long, and kept in the process once read."""
MOST_UNITS_APART = 40
"""Among how many units at most a list is read unit by unit."""
READ_WITH = (
    "procedure__field", "version", "agency", "reception_unit", "holder_unit", "holder_account__person", "result",
)  # fmt: skip


def visible_to(actor: Actor) -> QuerySet[Dossier]:
    """Return the dossiers that ``actor`` may see: a citizen those he sent, an officer those his units take part in.

    A citizen's personal number is claimed, not proven, so what was lodged under it elsewhere is not shown to him.
    """
    dossiers = Dossier.objects.all()
    if actor.is_system:
        return dossiers
    if actor.kind == "citizen":
        return dossiers.filter(account_id=actor.own_id)
    if any(is_root(path) for path in actor.roots(permissions.VIEW)):
        return dossiers
    units = actor.unit_ids(permissions.VIEW)
    if not units:
        return dossiers.none()
    return dossiers.filter(Exists(DossierUnit.objects.filter(dossier_id=OuterRef("id"), unit_id__in=units)))


def newest_first(actor: Actor) -> Narrowing | None:
    """Return how to find a page of ``visible_to`` by ``-submitted_at``, ``-id``, or nothing when that is no gain.

    Each unit's newest come from its own index, so that a small unit's page does not walk the whole province.
    """
    if actor.is_system or actor.kind == "citizen" or any(is_root(path) for path in actor.roots(permissions.VIEW)):
        return None
    units = actor.unit_ids(permissions.VIEW)
    # With many units the newest of all are soon met by walking.
    if not units or len(units) > MOST_UNITS_APART:
        return None

    def narrowing(cut: Cut) -> Q:
        newest = cut.of(DossierUnit.objects.filter(unit_id=OuterRef("id")), {"id": "dossier_id"})
        moments, keys = (ArraySubquery(newest.values(name)) for name in ("submitted_at", "dossier_id"))
        found = OrganizationUnit.objects.filter(id__in=units).values_list(moments, keys)
        merged = sorted({pair for unit in found for pair in zip(*unit, strict=True)}, reverse=not cut.backward)
        return Q(id__in=[key for _moment, key in merged[: cut.size + 1]])

    return narrowing


def get_dossier(actor: Actor, dossier_id: UUID) -> Dossier:
    """Return the dossier with what a page shows of it; raise ``NotFound``."""
    dossier = _visible_one(actor).filter(id=dossier_id).select_related(*READ_WITH).defer(*LEFT_OUT).first()
    if dossier is None:
        raise NotFound
    return dossier


def _visible_one(actor: Actor) -> QuerySet[Dossier]:
    """Return what ``visible_to`` returns, for reading one dossier: units by their paths, without listing them first."""
    if actor.is_system or actor.kind == "citizen":
        return visible_to(actor)
    below = Q(pk__in=[])
    for path in actor.roots(permissions.VIEW):
        if is_root(path):
            return Dossier.objects.all()
        below |= Q(unit__path__startswith=path)
    return Dossier.objects.filter(Exists(DossierUnit.objects.filter(below, dossier_id=OuterRef("id"))))


def drafts_of(actor: Actor) -> QuerySet[Draft]:
    """Return the applications that the actor has begun and not sent."""
    return Draft.objects.filter(account_id=actor.own_id, dossier__isnull=True).select_related(
        "version__procedure", "agency"
    )


def published_version(procedure: Procedure) -> ProcedureVersion:
    """Return the version in force today; raise ``NotFound``."""
    version = _versions_in_force().filter(procedure=procedure).first()
    if version is None:
        raise NotFound
    return version


def version_in_force(code: str) -> ProcedureVersion:
    """Return the version in force today of the procedure under a national code; raise ``NotFound``."""
    version = _versions_in_force().select_related(None).select_related("procedure").filter(procedure__code=code).first()
    if version is None:
        raise _no_procedure(code)
    return version


def _versions_in_force() -> QuerySet[ProcedureVersion]:
    versions: QuerySet[ProcedureVersion] = (
        ProcedureVersion.objects.on()
        .filter(state=VersionState.PUBLISHED, procedure__in_force=True)
        .select_related("procedure__field")
        # What it says is long, and kept in the process once read.
        .defer("definition")
        .order_by("-valid_from", "-number")
    )
    return versions


def _no_procedure(code: str) -> NotFound:
    return NotFound(_("Không có thủ tục nào đang áp dụng mang mã {code}.").format(code=code))


def procedures_in_force() -> QuerySet[Procedure]:
    """Return the procedures that can be applied for today."""
    return Procedure.objects.filter(in_force=True).select_related("field")


def procedure_by_code(code: str) -> Procedure:
    """Return the procedure in force under a national code; raise ``NotFound``."""
    procedure = procedures_in_force().filter(code=code).first()
    if procedure is None:
        raise _no_procedure(code)
    return procedure


def dossier_by_code(code: str) -> Dossier:
    """Return the dossier under ``code``, whoever asks: show no personal data of it; raise ``NotFound``."""
    try:
        parse_code(code)
    except ValueError as error:
        raise NotFound(str(error)) from error
    dossier = Dossier.objects.filter(code=code.strip().upper()).select_related(*READ_WITH).defer(*LEFT_OUT).first()
    if dossier is None:
        raise NotFound(_("Không có hồ sơ nào mang mã {code}. Hãy xem lại mã trên giấy hẹn.").format(code=code))
    return dossier


def dossiers_for(actor: Actor, *, status: int | None = None, procedure: str = "", text: str = "") -> QuerySet[Dossier]:
    """Return the dossiers that the actor may see, narrowed as asked; page by ``-submitted_at``, ``-id``."""
    found = visible_to(actor).select_related(*READ_WITH).defer(*LEFT_OUT)
    if status is not None:
        found = found.filter(status=status)
    if procedure:
        found = found.filter(procedure__code=procedure)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return found


def whole_dossier(actor: Actor, dossier_id: UUID, *, purpose: str | Callable[[Dossier], str]) -> Dossier:
    """Return the dossier with everything that its page shows, and note that the actor looked at a person's data.

    ``purpose`` says for what, or is asked once the dossier with its steps is there.
    """
    dossier = get_dossier(actor, dossier_id)
    # Asked when first read: not every page shows the ledger.
    dossier.clock = SimpleLazyObject(lambda: list(dossier.clock_events.order_by("position")))  # type: ignore[attr-defined]
    lookups = [
        Prefetch(
            "steps", DossierStep.objects.select_related("unit", "account__person").order_by("opened_at", "position")
        ),
        Prefetch("log", DossierLogEntry.objects.order_by("at", "id")),
        Prefetch("parts", _parts()),
        Prefetch("papers", DossierPaper.objects.select_related("paper__file", "paper__signed_file")),
    ]
    if dossier.supplements:
        lookups.append(Prefetch("supplement_requests", Supplement.objects.order_by("number")))
    prefetch_related_objects([dossier], *lookups)
    if not actor.is_system and dossier.account_id != actor.account_id:
        audit.record_view(
            actor,
            dossier.person_id,
            purpose if isinstance(purpose, str) else purpose(dossier),
            subject_kind="procedures.dossier",
            subject_id=dossier.id,
            subject_label=dossier.code,
        )
    return dossier


def _parts() -> QuerySet[DossierPart]:
    """Return parts with their files, and with what was found when the files were looked at (``found``)."""
    return (
        DossierPart.objects.select_related("file").annotate(found=found_in("file__sha256")).order_by("added_at", "id")
    )


def opinions_of(dossier: Dossier) -> list[Opinion]:
    """Return the opinions asked for in a dossier, the newest question first; read once for all that a page shows."""
    kept: list[Opinion] | None = dossier.__dict__.get("_opinions")
    if kept is None:
        rows = Opinion.objects.filter(dossier=dossier).select_related("unit", "file", "consultation__asker_unit")
        kept = list(rows.order_by("-consultation__number", "unit__sort_key", "id"))
        dossier.__dict__["_opinions"] = kept
    return kept


def communes() -> list[tuple[str, str]]:
    """Return the communes of today as choices: code and full name, in alphabetical order."""
    rows = Area.objects.on(clock.today()).filter(tier=Tier.COMMUNE).order_by("sort_key", "code")
    return list(rows.values_list("code", "full_name"))
