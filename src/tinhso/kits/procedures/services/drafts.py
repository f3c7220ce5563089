"""An application being written: begun, saved at every page, its files kept."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures import forms, routing
from tinhso.kits.procedures.models import Dossier, Draft, DraftFile, Procedure
from tinhso.kits.procedures.queries import drafts_of, published_version
from tinhso.kits.procedures.versions import definition_of

MOST_FILES_FOR_A_PART = 20


@transaction.atomic
def begin(
    actor: Actor, procedure: Procedure, *, agency: OrganizationUnit | None = None, another: bool = False
) -> Draft:
    """Begin an application under the version in force, or return the one already begun and not yet sent.

    ``another`` begins a new one beside it.
    """
    version = published_version(procedure)
    agency = agency or routing.fixed_agency(definition_of(version), clock.today())
    standing = drafts_of(actor).filter(version=version, agency=agency).first()
    if standing is not None and not another:
        return standing
    return Draft.objects.create(
        account_id=actor.own_id, version=version, agency=agency, updated_at=clock.now(), answers={}
    )


@transaction.atomic
def repeat(actor: Actor, dossier_id: UUID) -> Draft:
    """Begin an application like one that the actor sent before: same agency, answers and files, to be looked through.

    It follows the version in force today; what that version does not ask for is left out.
    """
    dossier = (
        Dossier.objects.filter(account_id=actor.own_id, id=dossier_id)
        .select_related("procedure", "agency")
        .prefetch_related("parts__file")
        .first()
    )
    if dossier is None:
        raise NotFound
    version = published_version(dossier.procedure)
    definition = definition_of(version)
    fixed = routing.fixed_agency(definition, clock.today())
    agency = fixed or (dossier.agency if dossier.agency.holds_on(clock.today()) else None)
    draft = Draft.objects.create(
        account_id=actor.own_id,
        version=version,
        agency=agency,
        updated_at=clock.now(),
        answers={name: value for name, value in dossier.answers.items() if name in definition.form["properties"]},
        applicant={name: value for name, value in dossier.applicant.items() if name != "declared_true"},
        delivery=dossier.delivery,
    )
    known = {part.code for part in definition.parts if not part.to_show}
    DraftFile.objects.bulk_create(
        DraftFile(draft=draft, part_code=part.code, alternative_code=part.alternative_code, file=part.file)
        for part in dossier.parts.all()
        if part.file is not None and part.code in known
    )
    return draft


@transaction.atomic
def renew(actor: Actor, draft_id: UUID) -> Draft:
    """Bring a draft under the version in force today; answers that it still asks for are kept."""
    draft = locked(actor, draft_id)
    version = published_version(draft.version.procedure)
    if version.id != draft.version_id:
        names = definition_of(version).form["properties"]
        draft.version = version
        draft.answers = {name: value for name, value in draft.answers.items() if name in names}
        _touch(draft)
    return draft


def locked(actor: Actor, draft_id: UUID) -> Draft:
    """Return the actor's own unsent draft, locked; raise ``NotFound``, or ``Refused`` when it was sent."""
    own = Draft.objects.filter(account_id=actor.own_id, id=draft_id)
    # Locked first and read after: in one statement, whoever waited would get the new draft without its new agency.
    if own.select_for_update().values_list("id").first() is None:
        raise NotFound
    draft = own.select_related("version__procedure", "agency").get()
    if draft.dossier_id is not None:
        raise Refused(_("Hồ sơ này đã được nộp nên không sửa được nữa."), code="already-sent")
    return draft


@transaction.atomic
def choose_agency(actor: Actor, draft_id: UUID, agency: OrganizationUnit) -> Draft:
    """Set where the application goes; raise ``Refused`` when the agency is not competent."""
    draft = locked(actor, draft_id)
    routing.check_agency(definition_of(draft.version), agency, clock.today())
    draft.agency = agency
    _touch(draft)
    return draft


@transaction.atomic
def save_page(actor: Actor, draft_id: UUID, page_code: str, answers: dict[str, Any]) -> Draft:
    """Keep the answers of one page as typed, right or not yet: an answer once given is never lost.

    ``check_page`` says what is not right yet.
    """
    draft = locked(actor, draft_id)
    definition = definition_of(draft.version)
    page = next((page for page in definition.pages if page.code == page_code), None)
    if page is None:
        raise NotFound
    kept = {name: value for name, value in draft.answers.items() if name not in page.fields}
    given = forms.clean({name: answers.get(name) for name in page.fields})
    draft.answers = kept | given
    _touch(draft)
    return draft


def check_page(draft: Draft, page_code: str) -> None:
    """Raise ``Invalid`` when the saved answers of a page are not right yet."""
    definition = definition_of(draft.version)
    page = next(page for page in definition.pages if page.code == page_code)
    forms.check(definition, draft.answers, only=page.fields)


@transaction.atomic
def save_applicant(actor: Actor, draft_id: UUID, *, applicant: dict[str, Any], delivery: dict[str, Any]) -> Draft:
    """Keep who applies, how to reach him, and how he wants the result."""
    draft = locked(actor, draft_id)
    draft.applicant = applicant
    draft.delivery = delivery
    _touch(draft)
    return draft


@transaction.atomic
def add_file(
    actor: Actor, draft_id: UUID, part_code: str, file: StoredFile, *, alternative_code: str = ""
) -> DraftFile:
    """Put a file with a part; the same content twice with one part is kept once."""
    draft = locked(actor, draft_id)
    definition = definition_of(draft.version)
    part = next((part for part in definition.parts if part.code == part_code), None)
    if part is None:
        raise NotFound
    standing = list(draft.files.filter(part_code=part_code).select_related("file"))
    for kept in standing:
        if kept.file.sha256 == file.sha256:
            return kept
    if len(standing) >= MOST_FILES_FOR_A_PART:
        raise Invalid(
            {
                part_code: _("Mỗi giấy tờ nhận tối đa {most} tệp; hãy gộp các trang vào một tệp PDF.").format(
                    most=MOST_FILES_FOR_A_PART
                )
            }
        )
    _touch(draft)
    return DraftFile.objects.create(draft=draft, part_code=part_code, alternative_code=alternative_code, file=file)


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


def _touch(draft: Draft) -> None:
    draft.updated_at = clock.now()
    draft.save()
