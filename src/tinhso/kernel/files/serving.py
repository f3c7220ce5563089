"""Sending a stored file to a browser: harmless headers, and parts of it on request (RFC 9110 ranges)."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from tinhso.kernel.files import kinds, vault
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.queries import open_file

_SHOWN = frozenset({kinds.PDF, kinds.JPEG, kinds.PNG, kinds.WEBP, kinds.TEXT})
_SANDBOX = "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'"
# A browser's own PDF viewer does not start inside a sandbox; it runs no script of the file in the page's origin.
_PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


def respond(request: HttpRequest, file: StoredFile, *, download: bool = False) -> HttpResponseBase:
    """Return the answer that carries ``file``, whole or the range that was asked for."""
    tag = f'"{file.sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return _dress(HttpResponse(status=304), file, download)
    asked = _asked(request, file, tag)
    if asked == (-1, -1):
        answer = HttpResponse(status=416)
        answer["Content-Range"] = f"bytes */{file.size}"
        return _dress(answer, file, download)
    content = open_file(file)
    if asked is None:
        return _dress(FileResponse(content), file, download, length=file.size)
    first, last = asked
    content.seek(first)
    part = StreamingHttpResponse(_pieces(content, last - first + 1), status=206)
    part["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    return _dress(part, file, download, length=last - first + 1)


def _dress(
    answer: HttpResponseBase, file: StoredFile, download: bool, *, length: int | None = None
) -> HttpResponseBase:
    media_type = file.media_type
    shown = media_type in _SHOWN and not download
    answer["Content-Type"] = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    answer["Content-Disposition"] = content_disposition_header(not shown, file.name) or "attachment"
    answer["Content-Security-Policy"] = _PDF_POLICY if media_type == kinds.PDF else _SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, max-age=300"
    answer["ETag"] = f'"{file.sha256}"'
    answer["Accept-Ranges"] = "bytes"
    if length is not None:
        answer["Content-Length"] = str(length)
    return answer


def _asked(request: HttpRequest, file: StoredFile, tag: str) -> tuple[int, int] | None:
    """Return the first and last byte asked for, none for the whole file, ``(-1, -1)`` when it cannot be met."""
    if request.headers.get("If-Range", tag) != tag:
        return None
    match = _RANGE.match(request.headers.get("Range", ""))
    if match is None or not any(match.groups()):
        return None
    start, end = match.groups()
    if not start:
        first, last = max(file.size - int(end), 0), file.size - 1
    else:
        first, last = int(start), min(int(end), file.size - 1) if end else file.size - 1
    if first > last or first >= file.size:
        return (-1, -1)
    return first, last


def _pieces(content: BinaryIO, left: int) -> Iterator[bytes]:
    with content:
        while left > 0 and (chunk := content.read(min(vault.CHUNK, left))):
            left -= len(chunk)
            yield chunk
