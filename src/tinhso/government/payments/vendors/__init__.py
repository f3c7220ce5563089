"""What a payment platform must be able to do, and the kind ``payment`` of outside systems.

A vendor never decides what the province's books say: it tells facts (``Fact``), in any order and as often as it
likes; ``services.platform`` makes the books follow, once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.vendors import Vendor, VendorFailed, declare_kind

FactKind = Literal["paid", "cancelled", "failed", "expired", "pending", "refunded"]


class Forged(VendorFailed):
    """A message that does not come from the platform, or was changed on its way."""

    status = 403
    title = _("Không xác thực được nơi gửi")

    def __init__(self) -> None:
        super().__init__(_("Chữ ký của thông báo không đúng; thông báo không được dùng."), retry=False, code="forged")


@dataclass(frozen=True)
class Order:
    """What is to be paid: ``reference`` is ours, unique; the same one asked twice is the same order there."""

    reference: str
    amount: int
    """In đồng."""
    words: str
    payer: str
    return_url: str
    notice_url: str
    expires_at: datetime


@dataclass(frozen=True)
class Fact:
    """Something that the platform says of an order."""

    order_ref: str
    kind: FactKind
    platform_ref: str = ""
    """The platform's own number of the movement of money."""
    amount: int = 0
    at: datetime | None = None
    refund_key: str = ""
    event_id: str = ""
    """The platform's number of the message; empty when it was asked."""


@dataclass(frozen=True)
class FileRow:
    """A line of the platform's file of a day."""

    line: int
    kind: Literal["payment", "refund"]
    order_ref: str
    platform_ref: str
    status: Literal["success", "failed", "cancelled", "pending"]
    amount: int
    at: datetime
    refund_key: str = ""


class PaymentVendor(Vendor):
    """A payment platform. Every method may raise ``VendorFailed``."""

    def start(self, order: Order) -> str:
        """Register the order and return the address of the page where it is paid; asked twice gives the same order."""
        raise NotImplementedError

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Fact:
        """Return what a message of the platform says; raise ``Forged``."""
        raise NotImplementedError

    def query(self, order_ref: str) -> list[Fact]:
        """Return everything that the platform knows of an order, refunds too; none when it does not know the order."""
        raise NotImplementedError

    def refund(self, order_ref: str, *, platform_ref: str, key: str, amount: int, reason: str) -> Fact:
        """Give money back; the same ``key`` is the same refund. Returns a fact ``refunded`` or ``pending``."""
        raise NotImplementedError

    def day_file(self, day: date) -> bytes:
        """Return the platform's file of a day, as it is."""
        raise NotImplementedError

    def read_file(self, content: bytes) -> list[FileRow]:
        """Return the lines of a file of a day; raise ``Forged`` or ``VendorFailed``."""
        raise NotImplementedError


PAYMENT = declare_kind(
    "payment",
    _("Thanh toán trực tuyến"),
    _("Nền tảng để người dân trả phí, lệ phí bằng tài khoản ngân hàng hoặc ví điện tử"),
    interface=PaymentVendor,
    needed=True,
)
