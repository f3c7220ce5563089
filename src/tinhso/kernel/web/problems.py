"""Problem documents after RFC 9457: how the API says no."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, JsonResponse

API_PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"


def is_api(request: HttpRequest) -> bool:
    """Tell whether the request came to the API."""
    return request.path.startswith(API_PREFIX)


def problem(
    request: HttpRequest,
    status: int,
    title: str,
    detail: str,
    *,
    code: str,
    errors: Sequence[Mapping[str, str]] = (),
    details: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JsonResponse:
    """Return a problem document.

    ``code`` is stable and documented; ``errors`` has one ``field``, ``message`` pair for each wrong field. Of
    ``details`` only ``fields`` (field → message) is given away; the rest may hold what the caller must not see.
    """
    fields = dict((details or {}).get("fields") or {})
    listed = [*errors, *({"field": name, "message": message} for name, message in fields.items())]
    document: dict[str, Any] = {
        "type": f"urn:tinhso:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "instance": request.path,
    }
    if listed:
        document["errors"] = listed
    kept = {name: value for name, value in (headers or {}).items() if value}
    return JsonResponse(
        document, status=status, content_type=MEDIA_TYPE, headers=kept, json_dumps_params={"ensure_ascii": False}
    )
