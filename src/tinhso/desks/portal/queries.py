"""What the portal's pages read."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.desks.portal import words
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.search.queries import match
from tinhso.kits.procedures import routing
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.life_events import LIFE_EVENTS, LifeEvent
from tinhso.kits.procedures.models import (
    ClockEvent,
    Dossier,
    DossierLogEntry,
    DossierStep,
    Draft,
    DraftFile,
    Procedure,
    ProcedureField,
    ProcedureVersion,
)
from tinhso.kits.procedures.queries import READ_WITH, published_version
from tinhso.kits.procedures.states import RUNNING, ClockEventKind, Status


def procedures() -> QuerySet[Procedure]:
    """Return the procedures in force."""
    return Procedure.objects.filter(in_force=True).select_related("field")


def fields_with_counts() -> list[ProcedureField]:
    """Return the fields that have procedures in force, each with ``total``, the fullest first."""
    counted = ProcedureField.objects.annotate(total=Count("procedures", filter=Q(procedures__in_force=True)))
    return list(counted.filter(total__gt=0).order_by("-total", "name"))


def life_events_with_counts() -> list[tuple[LifeEvent, int]]:
    """Return the life events that have procedures in force, with how many, in the order of a life."""
    lists = procedures().exclude(life_events=[]).values_list("life_events", flat=True)
    counts = Counter(code for codes in lists for code in codes)
    return [(event, counts[code]) for code, event in LIFE_EVENTS.items() if counts[code]]


def search_procedures(text: str, filters: dict[str, str]) -> QuerySet[Procedure]:
    """Return the procedures that match what somebody typed, under the filters of the page."""
    found = procedures()
    if filters.get("linh_vuc"):
        found = found.filter(field__code=filters["linh_vuc"])
    if filters.get("cap"):
        found = found.filter(tier=filters["cap"])
    if filters.get("muc_do"):
        found = found.filter(online_level=filters["muc_do"])
    if filters.get("doi_tuong"):
        found = found.filter(audience__contains=[filters["doi_tuong"]])
    if filters.get("su_kien"):
        found = found.filter(life_events__contains=[filters["su_kien"]])
    return match(found, "search_text", text)


def procedure_by_code(code: str) -> tuple[Procedure, ProcedureVersion]:
    """Return a procedure in force and its version of today; raise ``NotFound``."""
    procedure = procedures().filter(code=code).first()
    if procedure is None:
        raise NotFound
    return procedure, published_version(procedure)


def agency_of(definition: Definition) -> OrganizationUnit | None:
    """Return the one agency of a procedure, or ``None`` when it depends on the place or is not set up yet."""
    try:
        return routing.fixed_agency(definition, clock.today())
    except NotFound:
        return None


def agencies_by_place(definition: Definition) -> QuerySet[OrganizationUnit]:
    """Return the agencies among which the place decides, in alphabetical order."""
    return (
        OrganizationUnit.objects.on(clock.today())
        .filter(tier=definition.tier, kind__in=(UnitKind.COMMUNE, UnitKind.DISTRICT))
        .select_related("area")
        .order_by("sort_key", "id")
    )


def own_draft(actor: Actor, draft_id: UUID) -> Draft:
    """Return the actor's draft, sent or not, with its files; raise ``NotFound``."""
    draft = (
        Draft.objects.filter(account_id=actor.account_id, id=draft_id)
        .select_related("version__procedure", "agency__area")
        .first()
    )
    if draft is None:
        raise NotFound
    return draft


def files_of(draft: Draft) -> list[DraftFile]:
    """Return the files of a draft, in the order they came."""
    return list(draft.files.select_related("file").order_by("created_at"))


def files_by_draft(drafts: Iterable[Draft]) -> dict[UUID, list[DraftFile]]:
    """Return the files of many drafts by the draft's key; one query."""
    found: dict[UUID, list[DraftFile]] = defaultdict(list)
    for file in DraftFile.objects.filter(draft__in=drafts).select_related("file").order_by("created_at"):
        found[file.draft_id].append(file)
    return found


def drafts_for(actor: Actor, procedure: Procedure) -> list[Draft]:
    """Return the actor's unsent drafts of a procedure, the latest first."""
    found = Draft.objects.filter(account_id=actor.account_id, dossier=None, version__procedure=procedure)
    return list(found.select_related("agency").order_by("-updated_at")[:5])


def own(actor: Actor) -> QuerySet[Dossier]:
    """Return the dossiers that the actor sent; a personal number is claimed, not proven, so it opens nothing."""
    return Dossier.objects.filter(account_id=actor.account_id)


def own_dossier(actor: Actor, dossier_id: UUID, *, whole: bool = False) -> Dossier:
    """Return the actor's own dossier with what a page shows of it, ``whole`` with its story; raise ``NotFound``."""
    steps = DossierStep.objects.select_related("unit", "account__person")
    lookups = [
        Prefetch("steps", steps.order_by("opened_at", "position")),
        Prefetch("log", DossierLogEntry.objects.select_related("unit").order_by("at", "id")),
        Prefetch("clock_events", ClockEvent.objects.order_by("position")),
    ]
    found = (
        own(actor)
        .filter(id=dossier_id)
        .select_related(*READ_WITH, "result__paper__signed_file", "result__paper__file", "rating")
        .prefetch_related(*(lookups if whole else [Prefetch("steps", open_steps(), to_attr="open_steps")]))
        .first()
    )
    if found is None:
        raise NotFound
    if whole:
        running = [step for step in found.steps.all() if step.state in RUNNING]
        found.open_steps = sorted(running, key=lambda step: step.position)  # type: ignore[attr-defined]
    return found


def _read(dossier: Dossier, name: str) -> bool:
    """Tell whether the page has read these lines of the dossier already."""
    return name in getattr(dossier, "_prefetched_objects_cache", {})


def open_steps() -> QuerySet[DossierStep]:
    """Return the steps under way, with who does them."""
    return DossierStep.objects.filter(state__in=RUNNING).select_related("unit", "account__person").order_by("position")


def story_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Return a dossier's story in plain words, the latest first: what, when, where, and reasons meant for citizens."""
    story = []
    lines = dossier.log.all() if _read(dossier, "log") else dossier.log.select_related("unit").order_by("at", "id")
    for line in reversed([line for line in lines if line.act not in words.INSIDE]):
        act = words.act_words(line.act)
        shown = line.act in words.REASONS_SHOWN
        story.append(
            {
                "title": act.title,
                "icon": act.icon,
                "tone": act.tone,
                "at": line.at,
                "unit": words.unit_name(line.unit) if line.unit else "",
                "reason": line.reason if shown else "",
                "article": line.article if shown else "",
            }
        )
    return story


def ledger_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the deadline ledger in plain words, in order."""
    lines = []
    rows = dossier.clock_events.all()
    for line in rows if _read(dossier, "clock_events") else rows.order_by("position"):
        event = words.CLOCK_EVENTS[ClockEventKind(line.kind)]
        lines.append(
            {
                "title": event.title,
                "icon": event.icon,
                "tone": event.tone,
                "at": line.at,
                "reason": _(line.reason),
                "basis": line.basis,
                "term": words.term_words(line.term) if line.term else "",
                "due_after": line.due_after,
            }
        )
    return lines


def holder_of(dossier: Dossier) -> dict[str, Any]:
    """Return where a dossier lies now and since when: the steps under way, else the unit that holds it."""
    steps = getattr(dossier, "open_steps", None)
    if steps and dossier.status in (Status.RECEIVED, Status.PROCESSING, Status.FINISHED):
        step = steps[0]
        return {
            "unit": words.unit_name(step.unit),
            "officer": str(step.account) if step.account else "",
            "step": step.name,
            "since": step.opened_at,
        }
    if dossier.status in (Status.SUPPLEMENT, Status.PAYMENT):
        return {"unit": "", "officer": "", "step": "", "since": dossier.last_acted_at}
    return {"unit": words.unit_name(dossier.holder_unit), "officer": "", "step": "", "since": dossier.last_acted_at}
