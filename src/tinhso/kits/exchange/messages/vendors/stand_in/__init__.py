"""The stand-in of the national axis: a process of its own, spoken to over HTTP with requests signed by HMAC-SHA256."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as kept
from pydantic import Field, SecretStr

from tinhso.kernel.foundation.vendors import VendorFailed, VendorOptions, register
from tinhso.kernel.outside.http import call
from tinhso.kits.exchange.messages.vendors import AXIS, AxisVendor, Waiting

SIGNATURE = "X-Signature"
_LEAST_KEY = 16


class StandInOptions(VendorOptions):
    """Where the stand-in listens."""

    address: str = Field(
        title=kept("Địa chỉ"),
        description=kept("Ví dụ http://127.0.0.1:8015"),
        pattern=r"^https?://[^\s/]+(:\d+)?$",
    )
    timeout: int = Field(20, title=kept("Chờ trả lời nhiều nhất (giây)"), ge=1, le=120)
    key: SecretStr = Field(title=kept("Khóa ký yêu cầu"))


@register(AXIS)
class StandIn(AxisVendor):
    """Speaks to ``tinhso.simulators.axis``."""

    code = "stand-in"
    name = gettext_lazy("Trục văn bản giả lập")
    sentence = gettext_lazy("Chương trình đóng thế; không có văn bản thật nào được chuyển")
    stand_in = True
    demonstration = {"address": "http://127.0.0.1:8015"}
    Options = StandInOptions
    options: StandInOptions

    def check_config(self) -> list[str]:
        """Return what is wrong with the options."""
        found = []
        if len(self._key()) < _LEAST_KEY:
            found.append(
                _("Khóa ký yêu cầu ngắn hơn {least} ký tự: tạo khóa dài hơn ở cả hai bên.").format(least=_LEAST_KEY)
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

    def send(self, content: bytes, *, reference: str, sender: str, recipient: str, kind: str) -> str:
        """Hand a message over."""
        named = {"X-Reference": reference, "X-From": sender, "X-To": recipient, "X-Kind": kind}
        head = {name: quote(value) for name, value in named.items()}
        return str(self._json("POST", "/v1/documents", content, head)["id"])

    def waiting(self, root: str) -> list[Waiting]:
        """Ask what waits."""
        rows = self._json("GET", f"/v1/documents?root={quote(root)}")
        return [Waiting(row["id"], row["reference"], row["sender"], row["recipient"], row["kind"]) for row in rows]

    def get(self, key: str) -> bytes:
        """Fetch a message."""
        return self._call("GET", f"/v1/documents/{quote(key, safe='')}")

    def settle(self, key: str, *, taken: bool, words: str = "") -> None:
        """Say what became of a message."""
        said = {"state": "taken" if taken else "refused", "words": words}
        self._json("POST", f"/v1/documents/{quote(key, safe='')}/status", json.dumps(said).encode())

    def agencies(self) -> Mapping[str, str]:
        """Fetch the agencies."""
        return {row["identifier"]: row["name"] for row in self._json("GET", "/v1/agencies")}

    def register(self, agencies: Mapping[str, str]) -> None:
        """Name the own units."""
        rows = [{"identifier": key, "name": name} for key, name in agencies.items()]
        self._json("POST", "/v1/agencies", json.dumps(rows, ensure_ascii=False).encode())

    def _key(self) -> bytes:
        return self.options.key.get_secret_value().encode()

    def _json(self, method: str, path: str, body: bytes = b"", head: Mapping[str, str] | None = None) -> Any:
        try:
            return json.loads(self._call(method, path, body, head))
        except ValueError as error:
            raise VendorFailed(_("Trục liên thông văn bản trả lời không đúng khuôn dạng.")) from error

    def _call(self, method: str, path: str, body: bytes = b"", head: Mapping[str, str] | None = None) -> bytes:
        signed = body if method == "POST" else path.encode()
        signature = hmac.new(self._key(), signed, hashlib.sha256).hexdigest()
        answer = call(
            method,
            self.options.address + path,
            headers={SIGNATURE: signature, **(head or {})},
            content=body,
            timeout=self.options.timeout,
            name=str(self.name),
        )
        if answer.status >= 400:
            try:
                words = str(json.loads(answer.content)["error"])
            except (ValueError, KeyError, TypeError):
                words = f"HTTP {answer.status}"
            raise VendorFailed(words, retry=answer.status in (401, 408, 429), code="axis-refused")
        return answer.content
