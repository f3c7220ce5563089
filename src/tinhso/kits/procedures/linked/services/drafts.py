"""A linked application being written: begun, saved at every page, its files kept."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures import forms
from tinhso.kits.procedures.linked.filling import check_agency
from tinhso.kits.procedures.linked.models import LinkedDraft, LinkedDraftFile, LinkedProcedure
from tinhso.kits.procedures.linked.queries import drafts_of, published_version
from tinhso.kits.procedures.linked.versions import definition_of
from tinhso.kits.procedures.services.drafts import MOST_FILES_FOR_A_PART
from tinhso.kits.procedures.services.waiting import DRAFTS_KEPT


@transaction.atomic
def begin(actor: Actor, procedure: LinkedProcedure, *, another: bool = False) -> LinkedDraft:
    """Begin an application under the version in force, or return the one already begun and not yet sent.

    ``another`` begins a new one beside it.
    """
    version = published_version(procedure)
    standing = drafts_of(actor).filter(version=version).order_by("-updated_at").first()
    if standing is not None and not another:
        return standing
    return LinkedDraft.objects.create(account_id=actor.own_id, version=version, updated_at=clock.now())


def locked(actor: Actor, draft_id: UUID) -> LinkedDraft:
    """Return the actor's own unsent draft, locked; raise ``NotFound``, or ``Refused`` when it was sent."""
    own = LinkedDraft.objects.filter(account_id=actor.own_id, id=draft_id)
    if own.select_for_update().values_list("id").first() is None:
        raise NotFound
    draft = own.select_related("version__procedure", "agency").get()
    if draft.application_id is not None:
        raise Refused(_("Hồ sơ này đã được nộp nên không sửa được nữa."), code="already-sent")
    return draft


@transaction.atomic
def renew(actor: Actor, draft_id: UUID) -> LinkedDraft:
    """Bring a draft under the version in force today; answers that it still asks for are kept."""
    draft = locked(actor, draft_id)
    version = published_version(draft.version.procedure)
    if version.id != draft.version_id:
        names = definition_of(version).form["properties"]
        draft.version = version
        draft.answers = {name: value for name, value in draft.answers.items() if name in names}
        _touch(draft)
    return draft


@transaction.atomic
def choose_agency(actor: Actor, draft_id: UUID, agency: OrganizationUnit) -> LinkedDraft:
    """Set which agency's place the application is for; raise ``Refused`` when it is none of the tier."""
    draft = locked(actor, draft_id)
    check_agency(definition_of(draft.version), agency, clock.today())
    draft.agency = agency
    _touch(draft)
    return draft


@transaction.atomic
def save_page(actor: Actor, draft_id: UUID, page_code: str, answers: dict[str, Any]) -> LinkedDraft:
    """Keep the answers of one page as typed, right or not yet: an answer once given is never lost."""
    draft = locked(actor, draft_id)
    page = next((page for page in definition_of(draft.version).pages if page.code == page_code), None)
    if page is None:
        raise NotFound
    kept = {name: value for name, value in draft.answers.items() if name not in page.fields}
    draft.answers = kept | forms.clean({name: answers.get(name) for name in page.fields})
    _touch(draft)
    return draft


def check_page(draft: LinkedDraft, page_code: str) -> None:
    """Raise ``Invalid`` when the saved answers of a page are not right yet."""
    definition = definition_of(draft.version)
    page = next(page for page in definition.pages if page.code == page_code)
    forms.check(definition, draft.answers, only=page.fields)


@transaction.atomic
def save_applicant(actor: Actor, draft_id: UUID, *, applicant: dict[str, Any], delivery: dict[str, Any]) -> LinkedDraft:
    """Keep who applies, how to reach him, and how he wants the results."""
    draft = locked(actor, draft_id)
    draft.applicant, draft.delivery = applicant, delivery
    _touch(draft)
    return draft


@transaction.atomic
def add_file(
    actor: Actor, draft_id: UUID, part_code: str, file: StoredFile, *, alternative_code: str = ""
) -> LinkedDraftFile:
    """Put a file with a part; the same content twice with one part is kept once."""
    draft = locked(actor, draft_id)
    if not any(part.code == part_code for part in definition_of(draft.version).parts):
        raise NotFound
    standing = list(draft.files.filter(part_code=part_code).select_related("file"))
    for kept in standing:
        if kept.file.sha256 == file.sha256:
            return kept
    if len(standing) >= MOST_FILES_FOR_A_PART:
        words = _("Mỗi giấy tờ nhận tối đa {most} tệp; hãy gộp các trang vào một tệp PDF.")
        raise Invalid({part_code: words.format(most=MOST_FILES_FOR_A_PART)})
    _touch(draft)
    return LinkedDraftFile.objects.create(
        draft=draft, part_code=part_code, alternative_code=alternative_code, file=file
    )


@transaction.atomic
def remove_file(actor: Actor, draft_id: UUID, draft_file_id: UUID) -> None:
    """Take a file out of a draft; the stored content stays until no paper needs it."""
    draft = locked(actor, draft_id)
    draft.files.filter(id=draft_file_id).delete()
    _touch(draft)


@transaction.atomic
def discard(actor: Actor, draft_id: UUID) -> None:
    """Erase a draft at the citizen's wish: what was never sent is nobody's record."""
    locked(actor, draft_id).delete()


@transaction.atomic
def erase_abandoned() -> int:
    """Erase the applications that were begun and left, as those for one procedure are; return how many."""
    abandoned = LinkedDraft.objects.filter(application__isnull=True, updated_at__lt=clock.now() - DRAFTS_KEPT)
    erased, _by_model = abandoned.delete()
    return erased


def _touch(draft: LinkedDraft) -> None:
    draft.updated_at = clock.now()
    draft.save()
