"""The API of procedures and dossiers: every screen's act, for programs."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Header, Query, Router, Status

from tinhso.kernel.files.queries import own_files
from tinhso.kernel.identity.access import api_requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.queries import account_by_username
from tinhso.kernel.identity.requests import address_of
from tinhso.kernel.search.queries import match
from tinhso.kernel.web.paging import page_at
from tinhso.kits.procedures import permissions, queries, routing, schemas
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import intake, outcome, processing, supplements, tracking
from tinhso.kits.procedures.services.intake import Application, GivenPart
from tinhso.kits.procedures.services.paper_data import masked
from tinhso.kits.procedures.states import Channel

PREFIX = "/procedures"
router = Router(tags=["procedures"])

Cursor = Query("", max_length=500)


def actor_of(request: HttpRequest) -> Actor:
    """Return who calls."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@router.get("/catalogue", response=schemas.ProcedurePage)
@api_requires("public")
def list_procedures(
    request: HttpRequest,
    q: str = Query("", max_length=200),
    field: str = Query("", max_length=60),
    cursor: str = Cursor,
) -> dict[str, Any]:
    """Find procedures in force by plain words, with or without marks, or by field."""
    found = queries.procedures_in_force()
    if field:
        found = found.filter(field__code=field)
    if q.strip():
        found = match(found, "search_text", q)
        return {"items": list(found[:50]), "next": ""}
    page = page_at(found, order=("code",), after=cursor)
    return {"items": page.rows, "next": page.next_cursor}


@router.get("/catalogue/{code}", response=schemas.ProcedureDetail)
@api_requires("public")
def read_procedure(request: HttpRequest, code: str) -> dict[str, Any]:
    """Read a procedure with the version in force."""
    procedure = queries.procedure_by_code(code)
    version = queries.published_version(procedure)
    return {
        "code": procedure.code,
        "name": procedure.name,
        "plain_name": procedure.plain_name,
        "field.code": procedure.field.code,
        "tier": procedure.tier,
        "online_level": procedure.online_level,
        "version": version.number,
        "valid_from": version.valid_from.isoformat(),
        "definition": version.definition,
    }


@router.get("/tracking/{code}", response=schemas.TrackingOut)
@api_requires("public")
def track(request: HttpRequest, code: str) -> dict[str, Any]:
    """Follow a dossier by its code, without personal data; counted for each address, and recorded."""
    dossier = tracking.track(actor_of(request), code, address=address_of(request))
    return {
        "code": dossier.code,
        "procedure_name": dossier.procedure.name,
        "applicant_name": masked(dossier.applicant_name),
        "agency": dossier.agency.name,
        "status": dossier.status,
        "status_name": dossier.get_status_display(),
        "submitted_at": dossier.submitted_at,
        "due_at": dossier.due_at,
    }


@router.get("/dossiers", response=schemas.DossierPage)
@api_requires(permissions.VIEW)
def list_dossiers(
    request: HttpRequest,
    status: int | None = Query(None, ge=1, le=10),
    procedure: str = Query("", max_length=30),
    q: str = Query("", max_length=100),
    cursor: str = Cursor,
) -> dict[str, Any]:
    """List the dossiers that the key's unit takes part in, the newest first."""
    actor = actor_of(request)
    found = queries.dossiers_for(actor, status=status, procedure=procedure, text=q)
    narrowing = None if status or procedure or q else queries.newest_first(actor)
    page = page_at(found, order=("-submitted_at", "-id"), after=cursor, narrowing=narrowing)
    return {"items": page.rows, "next": page.next_cursor}


@router.post("/dossiers", response={201: schemas.DossierOut})
@api_requires(permissions.SUBMIT)
def submit(
    request: HttpRequest,
    payload: schemas.ApplicationIn,
    idempotency_key: str = Header(None, alias="Idempotency-Key", max_length=80),  # type: ignore[assignment]
) -> Status[Dossier]:
    """Send an application for a citizen; with an ``Idempotency-Key`` the same call gives the same dossier."""
    actor = actor_of(request)
    agency, desk = routing.agency_with_desk(payload.agency, payload.desk)
    dossier = intake.submit(
        actor,
        Application(
            version=queries.version_in_force(payload.procedure),
            agency=agency,
            desk=desk,
            person=None,
            applicant=payload.applicant.dict(),
            answers=payload.answers,
            parts=_parts(actor, payload.parts),
            channel=Channel(payload.channel),
            delivery={"way": payload.delivery},
            idempotency_key=idempotency_key or None,
        ),
    )
    return Status(201, dossier)


@router.get("/dossiers/{uuid:dossier_id}", response=schemas.DossierDetail)
@api_requires(permissions.VIEW)
def read_dossier(request: HttpRequest, dossier_id: UUID) -> Dossier:
    """Read a dossier whole: answers, steps, story, deadline ledger."""
    return queries.whole_dossier(actor_of(request), dossier_id, purpose="API")


@router.post("/dossiers/{uuid:dossier_id}/receive", response=schemas.DossierOut)
@api_requires(permissions.RECEIVE)
def receive(request: HttpRequest, dossier_id: UUID, payload: schemas.ActIn) -> Dossier:
    """Receive a full and valid dossier."""
    return intake.receive(actor_of(request), dossier_id, note=payload.note, seen_revision=payload.revision)


@router.post("/dossiers/{uuid:dossier_id}/refuse", response=schemas.DossierOut)
@api_requires(permissions.RECEIVE)
def refuse(request: HttpRequest, dossier_id: UUID, payload: schemas.ReasonIn) -> Dossier:
    """Refuse to receive a dossier."""
    return intake.refuse(
        actor_of(request),
        dossier_id,
        reason=payload.reason,
        article=payload.article,
        seen_revision=payload.revision,
    )


@router.post("/dossiers/{uuid:dossier_id}/supplement-requests", response=schemas.DossierOut)
@api_requires(permissions.VIEW)
def ask_supplement(request: HttpRequest, dossier_id: UUID, payload: schemas.SupplementIn) -> Dossier:
    """Ask for a supplement, complete in one request."""
    return supplements.ask(
        actor_of(request),
        dossier_id,
        [item.dict() for item in payload.items],
        note=payload.note,
        seen_revision=payload.revision,
    )


@router.post("/dossiers/{uuid:dossier_id}/supplement-answers", response=schemas.DossierOut)
@api_requires(permissions.VIEW)
def answer_supplement(request: HttpRequest, dossier_id: UUID, payload: schemas.AnswerIn) -> Dossier:
    """Answer a supplement request."""
    actor = actor_of(request)
    return supplements.answer(
        actor,
        dossier_id,
        parts=_parts(actor, payload.parts),
        answers=payload.answers,
        note=payload.note,
        seen_revision=payload.revision,
    )


@router.post("/dossiers/{uuid:dossier_id}/assign", response=schemas.DossierOut)
@api_requires(permissions.ASSIGN)
def assign(request: HttpRequest, dossier_id: UUID, payload: schemas.AssignIn) -> Dossier:
    """Give the dossier to a specialist."""
    return processing.assign(
        actor_of(request),
        dossier_id,
        account_by_username(payload.to),
        note=payload.note,
        seen_revision=payload.revision,
    )


@router.post("/dossiers/{uuid:dossier_id}/do", response=schemas.DossierOut)
@api_requires(permissions.PROCESS)
def do(request: HttpRequest, dossier_id: UUID, payload: schemas.ActIn) -> Dossier:
    """Finish an appraisal or a consultation."""
    return processing.do(actor_of(request), dossier_id, note=payload.note, seen_revision=payload.revision)


@router.post("/dossiers/{uuid:dossier_id}/return", response=schemas.DossierOut)
@api_requires(permissions.VIEW)
def return_step(request: HttpRequest, dossier_id: UUID, payload: schemas.ReturnIn) -> Dossier:
    """Send the dossier back to an earlier step."""
    return processing.return_step(
        actor_of(request),
        dossier_id,
        to_step=payload.to_step,
        reason=payload.reason,
        seen_revision=payload.revision,
    )


@router.post("/dossiers/{uuid:dossier_id}/propose", response=schemas.DossierOut)
@api_requires(permissions.PROCESS)
def propose(request: HttpRequest, dossier_id: UUID, payload: schemas.ProposeIn) -> Dossier:
    """Put a result before the leader."""
    return processing.propose(
        actor_of(request),
        dossier_id,
        granted=payload.granted,
        content=dict(payload.content),
        note=payload.note,
        reason=payload.reason,
        article=payload.article,
        seen_revision=payload.revision,
    )


@router.post("/dossiers/{uuid:dossier_id}/sign", response=schemas.DossierOut)
@api_requires(permissions.SIGN)
def sign(request: HttpRequest, dossier_id: UUID, payload: schemas.SignIn) -> Dossier:
    """Sign the proposed result with the caller's own key and the agency's seal."""
    return outcome.sign(
        actor_of(request), dossier_id, pin=payload.pin, note=payload.note, seen_revision=payload.revision
    )


@router.post("/dossiers/{uuid:dossier_id}/hand-over", response=schemas.DossierOut)
@api_requires(permissions.HAND_OVER)
def hand_over(request: HttpRequest, dossier_id: UUID, payload: schemas.ActIn) -> Dossier:
    """Hand the result over."""
    return outcome.hand_over(actor_of(request), dossier_id, note=payload.note, seen_revision=payload.revision)


@router.post("/dossiers/{uuid:dossier_id}/withdraw", response=schemas.DossierOut)
@api_requires(permissions.VIEW)
def withdraw(request: HttpRequest, dossier_id: UUID, payload: schemas.ReasonIn) -> Dossier:
    """Take an application back at the citizen's wish."""
    return outcome.withdraw(actor_of(request), dossier_id, reason=payload.reason, seen_revision=payload.revision)


@router.post("/dossiers/{uuid:dossier_id}/stop", response=schemas.DossierOut)
@api_requires(permissions.VIEW)
def stop(request: HttpRequest, dossier_id: UUID, payload: schemas.ReasonIn) -> Dossier:
    """Stop the handling."""
    return outcome.stop(
        actor_of(request),
        dossier_id,
        reason=payload.reason,
        article=payload.article,
        seen_revision=payload.revision,
    )


def _parts(actor: Actor, parts: list[schemas.PartIn]) -> list[GivenPart]:
    files = own_files(actor, {part.file for part in parts if part.file is not None})
    return [
        GivenPart(
            code=part.code,
            file=files[part.file] if part.file else None,
            alternative_code=part.alternative,
            form=part.form,
            count=part.count,
            certified=part.certified,
        )
        for part in parts
    ]
