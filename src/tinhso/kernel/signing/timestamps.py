"""Timestamps over HTTP (RFC 3161), on connections that stay open."""

from functools import lru_cache
from typing import Any

import httpx
from asn1crypto import tsp
from django.conf import settings
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, set_tsp_headers

from tinhso.kernel.outside.http import trusted

_TIMEOUT_SECONDS = 10


class HttpTimestamps(TimeStamper):
    """Asks one service. Its connections are kept, and so is what is known of the size of its answers."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self._client = httpx.Client(timeout=_TIMEOUT_SECONDS, headers=set_tsp_headers({}), verify=trusted())

    async def async_request_tsa_response(self, req: Any) -> Any:
        """Return the service's answer; raise ``TimestampRequestError`` when there is none."""
        # Every signature runs in a loop of its own with nothing beside it: waiting here holds up nobody.
        try:
            answer = self._client.post(self.url, content=req.dump())
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise TimestampRequestError(f"{self.url}: {error}") from error
        if answer.headers.get("Content-Type") != "application/timestamp-reply":
            raise TimestampRequestError(f"{self.url}: not a timestamp reply")
        return tsp.TimeStampResp.load(answer.content)


def current() -> HttpTimestamps | None:
    """Return the configured service (``TIMESTAMP_URL``); none when no service is configured."""
    return _service(settings.TIMESTAMP_URL) if settings.TIMESTAMP_URL else None


@lru_cache(maxsize=4)
def _service(url: str) -> HttpTimestamps:
    return HttpTimestamps(url)
