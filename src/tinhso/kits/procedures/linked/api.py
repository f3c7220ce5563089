"""The API of linked procedures: what there is, sending one, following its branches, taking it back."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import Header, Query, Router, Status

from tinhso.kernel.files.queries import own_files
from tinhso.kernel.identity.access import api_requires
from tinhso.kernel.organizations.queries import unit_by_identifier
from tinhso.kernel.web.paging import page_at
from tinhso.kits.procedures import permissions
from tinhso.kits.procedures.api import actor_of
from tinhso.kits.procedures.linked import queries, schemas
from tinhso.kits.procedures.linked.models import LinkedApplication
from tinhso.kits.procedures.linked.services import applying
from tinhso.kits.procedures.linked.services.applying import GivenFile, Whole
from tinhso.kits.procedures.services.applicants import person_for
from tinhso.kits.procedures.states import Channel

PREFIX = "/linked"
router = Router(tags=["linked procedures"])


@router.get("/procedures", response=list[schemas.LinkedProcedureOut])
@api_requires("public")
def list_linked_procedures(request: HttpRequest) -> list[Any]:
    """List the linked procedures in force."""
    return list(queries.procedures_in_force())


@router.get("/procedures/{code}", response=schemas.LinkedProcedureDetail)
@api_requires("public")
def read_linked_procedure(request: HttpRequest, code: str) -> dict[str, Any]:
    """Read a linked procedure with the version in force."""
    version = queries.version_by_code(code)
    procedure = version.procedure
    return {
        "code": procedure.code,
        "name": procedure.name,
        "plain_name": procedure.plain_name,
        "summary": procedure.summary,
        "version": version.number,
        "valid_from": version.valid_from.isoformat(),
        "definition": version.definition,
    }


@router.get("/applications", response=schemas.LinkedApplicationPage)
@api_requires(permissions.VIEW)
def list_linked_applications(
    request: HttpRequest,
    state: str = Query("", max_length=9),
    procedure: str = Query("", max_length=60),
    q: str = Query("", max_length=100),
    cursor: str = Query("", max_length=500),
) -> dict[str, Any]:
    """List the applications of which a branch lies with the key's units, the newest first."""
    found = queries.applications_for(actor_of(request), state=state, procedure=procedure, text=q)
    page = page_at(found, order=("-submitted_at", "-id"), after=cursor)
    return {"items": page.rows, "next": page.next_cursor}


@router.post("/applications", response={201: schemas.LinkedApplicationOut})
@api_requires(permissions.SUBMIT)
def submit_linked_application(
    request: HttpRequest,
    payload: schemas.LinkedApplicationIn,
    idempotency_key: str = Header(None, alias="Idempotency-Key", max_length=80),  # type: ignore[assignment]
) -> Status[LinkedApplication]:
    """Send a linked application for a citizen; with an ``Idempotency-Key`` the same call gives the same one."""
    actor = actor_of(request)
    applicant = payload.applicant.dict()
    files = own_files(actor, {given.file for given in payload.files})
    # One transaction: an application that is refused leaves no person behind either.
    with transaction.atomic():
        application = applying.submit(
            actor,
            Whole(
                version=queries.version_by_code(payload.procedure),
                agency=unit_by_identifier(payload.agency),
                person=person_for(applicant),
                applicant=applicant,
                answers=payload.answers,
                files=[GivenFile(given.code, files[given.file], given.alternative) for given in payload.files],
                channel=Channel(payload.channel),
                delivery={"way": payload.delivery},
                idempotency_key=idempotency_key or None,
            ),
        )
    return Status(201, application)


@router.get("/applications/{uuid:application_id}", response=schemas.LinkedApplicationDetail)
@api_requires(permissions.VIEW)
def read_linked_application(request: HttpRequest, application_id: UUID) -> LinkedApplication:
    """Read an application with its branches and the deadline ledger of the whole."""
    return _detail(queries.whole_application(actor_of(request), application_id))


@router.post("/applications/{uuid:application_id}/withdraw", response=schemas.LinkedApplicationOut)
@api_requires(permissions.VIEW)
def withdraw_linked_application(
    request: HttpRequest, application_id: UUID, payload: schemas.WithdrawIn
) -> LinkedApplication:
    """Take a whole application back at the citizen's wish."""
    return applying.withdraw(actor_of(request), application_id, reason=payload.reason)


def _detail(application: LinkedApplication) -> LinkedApplication:
    application.clock = list(application.clock_events.all())  # type: ignore[attr-defined]
    return application
