"""What screens, the API and services read of linked procedures and applications."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.queries import is_root
from tinhso.kernel.search.queries import match
from tinhso.kits.procedures import permissions
from tinhso.kits.procedures.linked.models import (
    LinkedApplication,
    LinkedBranch,
    LinkedClockEvent,
    LinkedDraft,
    LinkedLogEntry,
    LinkedProcedure,
    LinkedVersion,
)
from tinhso.kits.procedures.models import Dossier, DossierStep, DossierUnit
from tinhso.kits.procedures.queries import visible_to as dossiers_visible_to
from tinhso.kits.procedures.states import StepState, VersionState

READ_WITH = ("procedure", "version", "agency", "desk")


def procedures_in_force() -> QuerySet[LinkedProcedure]:
    """Return the linked procedures that can be applied for today, in alphabetical order."""
    return LinkedProcedure.objects.filter(in_force=True).order_by("plain_name")


def find(text: str, life_event: str = "") -> list[LinkedProcedure]:
    """Return the linked procedures that match what somebody typed or the turn of life; none when nothing is asked."""
    if not text.strip() and not life_event:
        return []
    found = procedures_in_force()
    if life_event:
        found = found.filter(life_events__contains=[life_event])
    return list(match(found, "search_text", text)[:3])


def published_version(procedure: LinkedProcedure) -> LinkedVersion:
    """Return the version in force today; raise ``NotFound``."""
    version = (
        LinkedVersion.objects.on()
        .filter(state=VersionState.PUBLISHED, procedure=procedure, procedure__in_force=True)
        .select_related("procedure")
        .order_by("-valid_from", "-number")
        .first()
    )
    if version is None:
        raise NotFound
    return version


def version_by_code(code: str) -> LinkedVersion:
    """Return the version in force today of the linked procedure of that code; raise ``NotFound``."""
    procedure = procedures_in_force().filter(code=code).first()
    if procedure is None:
        raise NotFound(_("Không có thủ tục liên thông nào đang áp dụng mang mã {code}.").format(code=code))
    return published_version(procedure)


def drafts_of(actor: Actor) -> QuerySet[LinkedDraft]:
    """Return the linked applications that the actor has begun and not sent."""
    return LinkedDraft.objects.filter(account_id=actor.own_id, application__isnull=True).select_related(
        "version__procedure", "agency"
    )


def own_draft(actor: Actor, draft_id: UUID) -> LinkedDraft:
    """Return the actor's draft, sent or not; raise ``NotFound``."""
    draft = (
        LinkedDraft.objects.filter(account_id=actor.own_id, id=draft_id)
        .select_related("version__procedure", "agency__area")
        .first()
    )
    if draft is None:
        raise NotFound
    return draft


def visible_to(actor: Actor) -> QuerySet[LinkedApplication]:
    """Return the applications that ``actor`` may see: a citizen those he sent, an officer those with a branch of his.

    That one sees the whole does not open the dossiers of other agencies: each page of them has its own door.
    """
    found = LinkedApplication.objects.all()
    if actor.is_system:
        return found
    if actor.kind == "citizen":
        return found.filter(account_id=actor.own_id)
    below = Q(pk__in=[])
    for path in actor.roots(permissions.VIEW):
        if is_root(path):
            return found
        below |= Q(unit__path__startswith=path)
    taking_part = DossierUnit.objects.filter(below, dossier__linked_branch__application_id=OuterRef("id"))
    return found.filter(Exists(taking_part))


def applications_for(
    actor: Actor, *, state: str = "", procedure: str = "", text: str = ""
) -> QuerySet[LinkedApplication]:
    """Return the applications that the actor may see, narrowed as asked; page by ``-submitted_at``, ``-id``."""
    found = visible_to(actor).select_related("procedure", "agency")
    if state:
        found = found.filter(state=state)
    if procedure:
        found = found.filter(procedure__code=procedure)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return found.prefetch_related(Prefetch("branches", LinkedBranch.objects.order_by("position")))


def whole_application(actor: Actor, application_id: UUID) -> LinkedApplication:
    """Return an application with everything that its page shows; that an officer looked is noted."""
    found = _whole(visible_to(actor).filter(id=application_id))
    if not actor.is_system and found.account_id != actor.account_id:
        audit.record_view(
            actor,
            found.person_id,
            _("Theo dõi hồ sơ liên thông"),
            subject_kind="linked.application",
            subject_id=found.id,
            subject_label=found.code,
        )
    return found


def _whole(rows: QuerySet[LinkedApplication]) -> LinkedApplication:
    found = (
        rows.select_related(*READ_WITH)
        .defer("version__definition")
        .prefetch_related(
            Prefetch("branches", branches_with_dossiers()),
            Prefetch("clock_events", LinkedClockEvent.objects.order_by("at", "position")),
            Prefetch("log", LinkedLogEntry.objects.order_by("at", "id")),
        )
        .first()
    )
    if found is None:
        raise NotFound
    return found


def branches_with_dossiers() -> QuerySet[LinkedBranch]:
    """Return branches with their dossiers: who holds each, the step that runs, the result."""
    running = DossierStep.objects.filter(state=StepState.OPEN).select_related("unit", "account__person")
    return (
        LinkedBranch.objects.select_related(
            "procedure",
            "dossier__agency",
            "dossier__holder_unit",
            "dossier__reception_unit",
            "dossier__result__paper__signed_file",
            "dossier__result__paper__file",
        )
        .defer("dossier__answers")
        .prefetch_related(Prefetch("dossier__steps", running.order_by("position"), to_attr="open_steps"))
        .order_by("position")
    )


def application_of(dossier: Dossier) -> LinkedApplication | None:
    """Return the application of which a dossier is a branch, with its branches; ``None`` for every other dossier."""
    if not (dossier.idempotency_key or "").startswith("linked:"):
        return None
    found = LinkedApplication.objects.filter(branches__dossier_id=dossier.id).select_related("procedure")
    return found.prefetch_related(Prefetch("branches", branches_with_dossiers())).first()


def by_code(code: str) -> LinkedApplication | None:
    """Return the application under ``code``, whoever asks: show no personal data of it."""
    found = LinkedApplication.objects.filter(code=code.strip().upper())
    return _whole(found) if found.exists() else None


def openable(actor: Actor, application: LinkedApplication) -> set[UUID]:
    """Return the branches' dossiers whose own pages are open to the actor."""
    keys = [branch.dossier_id for branch in application.branches.all() if branch.dossier_id is not None]
    return set(dossiers_visible_to(actor).filter(id__in=keys).values_list("id", flat=True))
