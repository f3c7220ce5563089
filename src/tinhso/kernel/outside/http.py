"""Calling an outside system over HTTP: bounded time and size, and every failure as ``VendorFailed``."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from tinhso.kernel.foundation.vendors import VendorFailed

TIMEOUT_SECONDS = 10.0
MOST_BYTES = 20 * 2**20


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    content: bytes
    headers: Mapping[str, str]


@cache
def trusted() -> ssl.SSLContext:
    """Return what the certificates of outside systems are checked by.

    The authorities of ``SSL_CERT_FILE`` or ``SSL_CERT_DIR``, else those of the certifi package. Read once in a
    process: to read them all takes longer than a call to a neighbour.
    """
    import httpx

    return httpx.create_ssl_context()


def call(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
    timeout: float = TIMEOUT_SECONDS,
    name: str = "",
) -> Answer:
    """Call ``url`` and return the answer, of whatever status below 500; redirects are not followed.

    Raises ``VendorFailed`` (retry) when it cannot be reached, does not answer within ``timeout`` seconds, answers
    5xx, or sends more than can be taken. ``name`` is the system's name in the words of the refusal.
    """
    import httpx

    called = name or _("Hệ thống bên ngoài")
    try:
        with (
            httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False, verify=trusted()) as client,
            client.stream(method, url, headers=dict(headers or {}), content=content) as response,
        ):
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise VendorFailed(_("%(system)s trả lời dài quá mức nhận.") % {"system": called}, retry=False)
            answer = Answer(response.status_code, bytes(body), response.headers)
    except httpx.TimeoutException as error:
        raise VendorFailed(_("%(system)s không trả lời kịp. Hãy thử lại sau ít phút.") % {"system": called}) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise VendorFailed(
            _("Không kết nối được với %(system)s. Hãy thử lại sau ít phút.") % {"system": called}
        ) from error
    if answer.status >= 500:
        raise VendorFailed(
            _("%(system)s đang gặp lỗi (mã %(status)s). Hãy thử lại sau ít phút.")
            % {"system": called, "status": answer.status}
        )
    return answer
