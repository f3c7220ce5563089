"""Resumable uploads: the tus 1.0.0 protocol (core, creation, creation-with-upload, termination, expiration)."""

import base64
import binascii
from collections.abc import Callable
from datetime import UTC
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils.http import http_date

from tinhso.kernel.files import parts, services
from tinhso.kernel.files.models import Upload
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.access import public
from tinhso.kernel.identity.actor import Actor

VERSION = "1.0.0"
_SESSION_KEY = "upload_token"
_BODY = "application/offset+octet-stream"
_View = Callable[..., HttpResponse]


def token_of(request: HttpRequest) -> str:
    """Return the secret by which an anonymous browser owns its uploads; empty when it has none yet."""
    return cast(str, request.session.get(_SESSION_KEY, ""))


def _tus(view: _View) -> _View:
    """Speak the protocol's version, and turn refusals into its plain answers."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        method = request.headers.get("X-HTTP-Method-Override", request.method or "").upper()
        if method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            answer = HttpResponse(status=412)
            answer["Tus-Version"] = VERSION
        else:
            try:
                answer = view(request, method, *args, **kwargs)
            except Refused as refusal:
                status = 413 if "Upload-Length" in request.headers and refusal.status == 422 else refusal.status
                words = str(getattr(refusal, "fields", {}).get("file", refusal.message))
                answer = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
        answer["Tus-Resumable"] = VERSION
        answer["Cache-Control"] = "no-store"
        return answer

    return spoken


@public
@_tus
def uploads(request: HttpRequest, method: str) -> HttpResponse:
    """Say what the server can do (OPTIONS), or begin an upload (POST)."""
    if method == "OPTIONS":
        answer = HttpResponse(status=204)
        answer["Tus-Version"] = VERSION
        answer["Tus-Extension"] = "creation,creation-with-upload,termination,expiration"
        answer["Tus-Max-Size"] = str(settings.UPLOAD_LIMIT_BYTES)
        return answer
    if method != "POST":
        return HttpResponse(status=405, headers={"Allow": "OPTIONS, POST"})
    length = _number(request, "Upload-Length")
    if length is None:
        return HttpResponse(status=400)
    actor = _actor(request)
    if actor.account_id is None and not token_of(request):
        request.session[_SESSION_KEY] = services.new_token()
    upload = services.begin_upload(_name(request), length, actor=actor, token=token_of(request))
    answer = HttpResponse(status=201)
    answer["Location"] = reverse("files:upload", args=[upload.id])
    if request.content_type == _BODY:
        _append(request, upload, 0)
        answer["Upload-Offset"] = str(parts.offset(upload.id))
    _expires(answer, upload)
    return answer


@public
@_tus
def upload(request: HttpRequest, method: str, upload_id: UUID) -> HttpResponse:
    """Tell how much has arrived (HEAD), take more (PATCH), or end the upload (DELETE)."""
    if method not in {"HEAD", "PATCH", "DELETE"}:
        return HttpResponse(status=405, headers={"Allow": "HEAD, PATCH, DELETE"})
    actor, token = _actor(request), token_of(request)
    if method == "DELETE":
        services.cancel_upload(upload_id, actor, token)
        return HttpResponse(status=204)
    found = services.find_upload(upload_id, actor, token)
    answer = HttpResponse(status=200 if method == "HEAD" else 204)
    if method == "PATCH":
        if request.content_type != _BODY:
            return HttpResponse(status=415)
        offset = _number(request, "Upload-Offset")
        if offset is None:
            return HttpResponse(status=400)
        if found.file_id is not None or not _append(request, found, offset):
            return HttpResponse(status=409)
    else:
        answer["Upload-Length"] = str(found.length)
    arrived = found.length if found.file_id is not None else parts.offset(found.id)
    answer["Upload-Offset"] = str(arrived)
    _expires(answer, found)
    return answer


def _append(request: HttpRequest, upload: Upload, offset: int) -> bool:
    """Append the request's body at ``offset``; tell whether that is where the upload stands."""
    with parts.locked(upload.id) as path:
        if path.stat().st_size != offset:
            return False
        try:
            parts.append(path, cast(Any, request), upload.length - offset)
        except UnreadablePostError:
            # The line broke: what came before stays, and the client asks where to go on.
            return True
    return True


def _expires(answer: HttpResponse, upload: Upload) -> None:
    answer["Upload-Expires"] = http_date(upload.expires_at.astimezone(UTC).timestamp())


def _number(request: HttpRequest, header: str) -> int | None:
    value = request.headers.get(header, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None


def _name(request: HttpRequest) -> str:
    """Return the file's name of ``Upload-Metadata`` (``filename`` or ``name``, in base64)."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _space, value = pair.strip().partition(" ")
        if key in {"filename", "name"}:
            try:
                return base64.b64decode(value, validate=True).decode("utf-8")
            except (binascii.Error, UnicodeDecodeError):
                return ""
    return ""


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]
