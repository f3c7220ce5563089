"""The stand-in of a postal service: a process of its own, spoken to over HTTP with messages signed by HMAC-SHA256."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as kept
from pydantic import Field, SecretStr

from tinhso.government.post.vendors import MARKS, POST, Asked, Forged, Mark, PostVendor, Taken
from tinhso.kernel.foundation.vendors import VendorFailed, VendorOptions, register
from tinhso.kernel.outside.http import call

SIGNATURE = "X-Signature"
_LEAST_KEY = 16


class StandInOptions(VendorOptions):
    """Where the stand-in listens."""

    address: str = Field(
        title=kept("Địa chỉ"),
        description=kept("Ví dụ http://127.0.0.1:8013"),
        pattern=r"^https?://[^\s/]+(:\d+)?$",
    )
    timeout: int = Field(8, title=kept("Chờ trả lời nhiều nhất (giây)"), ge=1, le=60)
    key: SecretStr = Field(title=kept("Khóa ký thông báo"))


@register(POST)
class StandIn(PostVendor):
    """Speaks to ``tinhso.simulators.post``."""

    code = "stand-in"
    name = gettext_lazy("Bưu chính giả lập")
    sentence = gettext_lazy("Chương trình đóng thế; không có bưu gửi thật nào được chuyển")
    stand_in = True
    demonstration = {"address": "http://127.0.0.1:8013"}
    Options = StandInOptions
    options: StandInOptions

    def check_config(self) -> list[str]:
        """Return what is wrong with the options."""
        found = []
        if len(self._key()) < _LEAST_KEY:
            found.append(
                _("Khóa ký thông báo ngắn hơn {least} ký tự: tạo khóa dài hơn ở cả hai bên.").format(least=_LEAST_KEY)
            )
        if self.options.address.startswith("http://") and not settings.DEMONSTRATION and not settings.TESTING:
            found.append(_("Địa chỉ không dùng https: đổi sang https để không ai đọc được trên đường truyền."))
        return found

    def probe(self) -> list[str]:
        """Ask for the stand-in's own description."""
        try:
            self._call("GET", "/v1/ping")
        except VendorFailed as failed:
            return [failed.message]
        return []

    def price(self, asked: Asked) -> int:
        """Ask what carrying would cost."""
        return int(self._call("POST", "/v1/prices", asdict(asked))["price"])

    def order(self, asked: Asked) -> Taken:
        """Order the carrying."""
        answer = self._call("POST", "/v1/parcels", asdict(asked))
        return Taken(number=str(answer["number"]), price=int(answer["price"]))

    def track(self, reference: str) -> list[Mark]:
        """Ask where a parcel is."""
        answer = self._call("GET", f"/v1/parcels/{quote(reference, safe='')}")
        return [self._mark(row) for row in answer["marks"]]

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Mark:
        """Return what a signed message says."""
        given = {name.lower(): value for name, value in headers.items()}.get(SIGNATURE.lower(), "")
        if not hmac.compare_digest(given.encode(), self._sign(body).encode()):
            raise Forged
        try:
            return self._mark(json.loads(body))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Forged from error

    def _mark(self, row: Mapping[str, Any]) -> Mark:
        if row["kind"] not in MARKS:
            raise ValueError(row["kind"])
        return Mark(
            reference=str(row["reference"]),
            kind=row["kind"],
            at=datetime.fromisoformat(row["time"]),
            event_id=str(row["event"]),
            place=str(row.get("place", "")),
            words=str(row.get("words", "")),
        )

    def _key(self) -> bytes:
        return self.options.key.get_secret_value().encode()

    def _sign(self, body: bytes) -> str:
        return hmac.new(self._key(), body, hashlib.sha256).hexdigest()

    def _call(self, method: str, path: str, asked: Any = None) -> dict[str, Any]:
        body = json.dumps(asked, ensure_ascii=False).encode() if asked is not None else b""
        answer = call(
            method,
            self.options.address + path,
            headers={SIGNATURE: self._sign(body or path.encode()), "Content-Type": "application/json"},
            content=body,
            timeout=self.options.timeout,
            name=str(self.name),
        )
        if answer.status >= 400:
            raise VendorFailed(
                _("Bưu chính từ chối yêu cầu (mã {status}): {words}").format(
                    status=answer.status, words=answer.content[:200].decode(errors="replace")
                ),
                retry=False,
            )
        try:
            read: dict[str, Any] = json.loads(answer.content)
        except ValueError as error:
            raise VendorFailed(_("Bưu chính trả lời không đúng mẫu.")) from error
        return read
