"""The door for other installations: messages, files ahead of them, messages to be fetched, the units of this one.

Who asks proves it with a token over the request (``tokens``), signed with a key that the exchange's directory knows.
"""

from typing import Any
from urllib.parse import unquote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tinhso.kernel.foundation.errors import Conflict
from tinhso.kernel.identity.access import api_requires
from tinhso.kits.exchange.messages import cloudevents, queries, tokens
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.messages.services import contents, fetching, receiving
from tinhso.kits.exchange.messages.states import Kind, Route

PREFIX = "/exchange/messages"
router = Router(tags=["exchange"])


class TakenOut(Schema):
    """That a message was taken: ``again`` when it had been taken before."""

    message_id: str
    again: bool


class CatalogueUnit(Schema):
    """A unit to which documents can be sent."""

    identifier: str
    name: str
    email: str


class CataloguePage(Schema):
    """A page of units by identifier; ``next`` is the identifier to go on after, empty at the end."""

    items: list[CatalogueUnit]
    next: str


def _caller(request: HttpRequest) -> tokens.Caller:
    return tokens.read(request.headers.get("Authorization", ""), request.method or "", request.path, request.body)


@router.post("", response=TakenOut)
@api_requires("public")
def take_message(request: HttpRequest) -> dict[str, Any]:
    """Take an edXML message (CloudEvents 1.0, binary mode) or an event (structured mode), once whatever happens.

    Refusals carry a stable ``code``; those of status 424, 425, 5xx pass by waiting.
    """
    caller = _caller(request)
    said = caller.claims
    envelope = receiving.Envelope(
        source=caller.correspondent.code,
        route=Route.PEER if caller.correspondent.route == Route.PEER else Route.PULL,
        correspondent=caller.correspondent,
        message_id=str(said.get("mid", ""))[:120],
        kind=Kind.EVENT if request.content_type == cloudevents.JSON else Kind.DOCUMENT,
        sender=str(said.get("snd", ""))[:35],
        number=int(said.get("seq") or 0),
        after=int(said.get("aft") or 0),
    )
    if not envelope.message_id or not envelope.sender:
        raise Undeliverable("bad-signature", "mid")
    taken = receiving.receive(envelope, request.body)
    return {"message_id": taken.message_id, "again": taken.again}


@router.get("/contents/{sha256}", response={204: None})
@api_requires("public")
def ask_content(request: HttpRequest, sha256: str) -> HttpResponse:
    """Tell in ``Upload-Offset`` how much of a file is here, so that handing it over goes on from there."""
    caller = _caller(request)
    held = contents.offset(caller.correspondent.code, _sha(sha256))
    return HttpResponse(status=204, headers={"Upload-Offset": str(held), "Cache-Control": "no-store"})


@router.patch("/contents/{sha256}", response={204: None})
@api_requires("public")
def hand_over_content(request: HttpRequest, sha256: str) -> HttpResponse:
    """Take a part of a file (``Upload-Offset``, ``Upload-Length``, ``X-File-Name``), at most 4 MiB at a time."""
    caller = _caller(request)
    try:
        at, size = int(request.headers.get("Upload-Offset", "")), int(request.headers.get("Upload-Length", ""))
    except ValueError:
        raise Undeliverable("bad-schema", "Upload-Offset, Upload-Length") from None
    name = unquote(request.headers.get("X-File-Name", ""))[:200] or "tep"
    if not 0 < size <= contents.most_bytes():
        raise Undeliverable("too-large", name)
    source = caller.correspondent.code
    try:
        held = contents.append(source, _sha(sha256), name, size=size, at=at, body=request.body)
    except Conflict as conflict:
        held = int(conflict.message)
    return HttpResponse(status=204, headers={"Upload-Offset": str(held)})


def _sha(text: str) -> str:
    if not contents.is_sha256(text):
        raise Undeliverable("bad-schema", "sha256")
    return text


@router.get("/units", response=CataloguePage)
@api_requires("public")
def list_own_units(request: HttpRequest, after: str = Query("", max_length=35)) -> dict[str, Any]:
    """List the units of this installation to which documents can be sent, by identifier."""
    _caller(request)
    rows = queries.own_units(after)
    names = queries.own_names(rows)
    items = [{"identifier": row.identifier, "name": names[row.identifier], "email": row.email} for row in rows]
    return {"items": items, "next": items[-1]["identifier"] if len(items) == queries.UNITS_PAGE else ""}


class FetchedOut(Schema):
    """A message that waits for the one who asks; ``content`` is its body, base64."""

    message_id: str
    kind: str
    sender: str
    number: int
    content_type: str
    content: str


class FetchedPage(Schema):
    """Messages that wait, in their order."""

    items: list[FetchedOut]


class RefusedIn(Schema):
    """A message that was fetched and cannot be taken, with its code and words."""

    message_id: UUID
    code: str = Field(max_length=30)
    detail: str = Field("", max_length=400)


class AcknowledgeIn(Schema):
    """What became of the messages that were fetched."""

    taken: list[UUID] = Field(default_factory=list, max_length=200)
    refused: list[RefusedIn] = Field(default_factory=list, max_length=200)


class AcknowledgedOut(Schema):
    """How many messages were settled."""

    settled: int


@router.get("/waiting", response=FetchedPage)
@api_requires("public")
def fetch_messages(
    request: HttpRequest, most: int = Query(20, ge=1, le=50), wait: int = Query(0, ge=0, le=20)
) -> dict[str, Any]:
    """Fetch the first messages that wait, in order; with none, the answer comes after ``wait`` seconds at the latest.

    What was fetched waits on until it is acknowledged.
    """
    return {"items": fetching.waiting(_caller(request).correspondent, most=most, wait=wait)}


@router.get("/waiting/contents/{sha256}", response={200: None})
@api_requires("public")
def fetch_content(request: HttpRequest, sha256: str, at: int = Query(0, ge=0)) -> HttpResponse:
    """Fetch a part (at most 4 MiB) of a file that a waiting message names."""
    part, size = fetching.content_part(_caller(request).correspondent, _sha(sha256), at)
    return HttpResponse(
        part, content_type="application/octet-stream", headers={"Upload-Length": str(size), "Cache-Control": "no-store"}
    )


@router.post("/acknowledge", response=AcknowledgedOut)
@api_requires("public")
def acknowledge(request: HttpRequest, payload: AcknowledgeIn) -> dict[str, int]:
    """Say which of the fetched messages were taken, and why others cannot be."""
    caller = _caller(request)
    refused = [{"message_id": str(row.message_id), "code": row.code, "detail": row.detail} for row in payload.refused]
    return {"settled": fetching.acknowledge(caller.correspondent, [str(key) for key in payload.taken], refused)}
