"""The authority that this installation gets its certificates from (``TRUST_URL``)."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.kernel.outside.http import trusted
from tinhso.kernel.signing.signers import CannotSign

_TIMEOUT_SECONDS = 20


def root() -> str:
    """Return the authority's own certificate (PEM); raise ``CannotSign`` when it does not answer."""
    return str(_ask("GET", "ca.pem").text)


def certify(request: dict[str, Any]) -> dict[str, Any]:
    """Return what the authority answers to a request for a certificate, its ``chain`` (PEM) among it.

    Raises ``CannotSign`` when none is configured, or it does not answer.
    """
    try:
        found: dict[str, Any] = _ask("POST", "certificates", json=request).json()
    except ValueError as error:
        raise _silent() from error
    return found


def _ask(method: str, path: str, **body: Any) -> Any:
    # Loaded when a certificate is asked for: every process names the services that sign.
    import httpx

    if not settings.TRUST_URL:
        raise CannotSign(_("Chưa cấu hình cơ quan chứng thực (TINHSO_TRUST_URL)."))
    try:
        address = f"{settings.TRUST_URL}/{path}"
        answer = httpx.request(method, address, timeout=_TIMEOUT_SECONDS, verify=trusted(), **body)
        return answer.raise_for_status()
    except httpx.HTTPError as error:
        raise _silent() from error


def _silent() -> CannotSign:
    return CannotSign(_("Cơ quan chứng thực không trả lời. Xin thử lại sau ít phút."))
