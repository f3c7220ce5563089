"""The stand-in of a payment platform: a process of its own, spoken to over HTTP with messages signed by HMAC-SHA256."""

import csv
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import date, datetime
from io import StringIO
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as kept
from pydantic import Field, SecretStr

from tinhso.government.payments.vendors import PAYMENT, Fact, FileRow, Forged, Order, PaymentVendor
from tinhso.kernel.foundation.vendors import VendorFailed, VendorOptions, register
from tinhso.kernel.outside.http import Answer, call

SIGNATURE = "X-Signature"
_LEAST_KEY = 16
_STATUSES = {
    "success": "paid", "cancelled": "cancelled", "failed": "failed", "expired": "expired", "pending": "pending",
}  # fmt: skip


class StandInOptions(VendorOptions):
    """Where the stand-in listens, as whom the province is known there."""

    address: str = Field(
        title=kept("Địa chỉ"),
        description=kept("Ví dụ http://127.0.0.1:8012"),
        pattern=r"^https?://[^\s/]+(:\d+)?$",
    )
    merchant: str = Field("TINH-SO", title=kept("Mã đơn vị thụ hưởng"), min_length=2, max_length=40)
    timeout: int = Field(8, title=kept("Chờ trả lời nhiều nhất (giây)"), ge=1, le=60)
    key: SecretStr = Field(title=kept("Khóa ký thông báo"))


@register(PAYMENT)
class StandIn(PaymentVendor):
    """Speaks to ``tinhso.simulators.payments``."""

    code = "stand-in"
    name = gettext_lazy("Nền tảng thanh toán giả lập")
    sentence = gettext_lazy("Chương trình đóng thế, có trang ngân hàng riêng; không có đồng tiền thật nào chuyển đi")
    stand_in = True
    demonstration = {"address": "http://127.0.0.1:8012", "merchant": "TINH-SO"}
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

    def start(self, order: Order) -> str:
        """Register the order; the platform answers with the same page for the same reference."""
        answer = self._call(
            "POST",
            "/v1/orders",
            {
                "reference": order.reference,
                "amount": order.amount,
                "description": order.words,
                "payer": order.payer,
                "return_url": order.return_url,
                "notice_url": order.notice_url,
                "expires_at": order.expires_at.isoformat(),
            },
        )
        return str(answer["pay_url"])

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Fact:
        """Return what a signed message says."""
        given = {name.lower(): value for name, value in headers.items()}.get(SIGNATURE.lower(), "")
        if not hmac.compare_digest(given.encode(), self._sign(body).encode()):
            raise Forged
        try:
            return self._fact(json.loads(body))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Forged from error

    def query(self, order_ref: str) -> list[Fact]:
        """Ask what became of an order."""
        answer = self._call("GET", f"/v1/orders/{quote(order_ref, safe='')}", missing={"movements": []})
        return [self._fact(row) for row in answer["movements"]]

    def refund(self, order_ref: str, *, platform_ref: str, key: str, amount: int, reason: str) -> Fact:
        """Ask for money to be given back."""
        asked = {"order": order_ref, "movement": platform_ref, "key": key, "amount": amount, "reason": reason}
        return self._fact(self._call("POST", "/v1/refunds", asked))

    def day_file(self, day: date) -> bytes:
        """Fetch the file of a day."""
        return self._request("GET", f"/v1/files/{day.isoformat()}.csv").content

    def read_file(self, content: bytes) -> list[FileRow]:
        """Return the lines of a file; its last line signs what stands above it."""
        body, _mark, tail = content.rpartition(b"# hmac-sha256=")
        if not body or not hmac.compare_digest(tail.strip(), self._sign(body).encode()):
            raise Forged
        try:
            rows = csv.DictReader(StringIO(body.decode()))
            return [
                FileRow(
                    line=number,
                    kind="refund" if row["type"] == "refund" else "payment",
                    order_ref=row["order"],
                    platform_ref=row["movement"],
                    status=row["status"],  # type: ignore[arg-type]
                    amount=int(row["amount"]),
                    at=datetime.fromisoformat(row["time"]),
                    refund_key=row["refund_key"],
                )
                for number, row in enumerate(rows, 2)
            ]
        except (ValueError, KeyError, UnicodeDecodeError) as error:
            raise VendorFailed(_("Tệp đối soát không đúng mẫu; hãy tải lại từ nền tảng."), retry=False) from error

    def _fact(self, row: Mapping[str, Any]) -> Fact:
        refund = row.get("type") == "refund"
        kind = _STATUSES[row["status"]]
        return Fact(
            order_ref=str(row["order"]),
            kind="refunded" if refund and kind == "paid" else kind,  # type: ignore[arg-type]
            platform_ref=str(row.get("movement", "")),
            amount=int(row["amount"]),
            at=datetime.fromisoformat(row["time"]) if row.get("time") else None,
            refund_key=str(row.get("refund_key", "")),
            event_id=str(row.get("event", "")),
        )

    def _key(self) -> bytes:
        return self.options.key.get_secret_value().encode()

    def _sign(self, body: bytes) -> str:
        return hmac.new(self._key(), body, hashlib.sha256).hexdigest()

    def _call(
        self, method: str, path: str, asked: Any = None, *, missing: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        answer = self._request(method, path, asked, missing=missing is not None)
        if answer.status == 404 and missing is not None:
            return missing
        try:
            read: dict[str, Any] = json.loads(answer.content)
        except ValueError as error:
            raise VendorFailed(_("Nền tảng thanh toán trả lời không đúng mẫu.")) from error
        return read

    def _request(self, method: str, path: str, asked: Any = None, *, missing: bool = False) -> Answer:
        body = json.dumps(asked, ensure_ascii=False).encode() if asked is not None else b""
        signed = body or path.encode()
        headers = {
            "X-Merchant": self.options.merchant,
            SIGNATURE: self._sign(signed),
            "Content-Type": "application/json",
        }
        answer = call(
            method,
            self.options.address + path,
            headers=headers,
            content=body,
            timeout=self.options.timeout,
            name=str(self.name),
        )
        if answer.status >= 400 and not (missing and answer.status == 404):
            raise VendorFailed(
                _("Nền tảng thanh toán từ chối yêu cầu (mã {status}): {words}").format(
                    status=answer.status, words=answer.content[:200].decode(errors="replace")
                ),
                retry=False,
            )
        return answer
