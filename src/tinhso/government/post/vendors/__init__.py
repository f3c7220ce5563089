"""What a postal service must be able to do, and the kind ``post`` of outside systems."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.vendors import Vendor, VendorFailed, declare_kind

MARKS = ("accepted", "moving", "tried", "delivered", "returning", "returned", "lost")
"""What a postal service says of a parcel."""


class Forged(VendorFailed):
    """A message that does not come from the postal service, or was changed on its way."""

    status = 403
    title = _("Không xác thực được nơi gửi")

    def __init__(self) -> None:
        super().__init__(_("Chữ ký của thông báo không đúng; thông báo không được dùng."), retry=False, code="forged")


@dataclass(frozen=True)
class Asked:
    """What is to be carried: ``reference`` is ours, unique; the same one asked twice is the same order there."""

    reference: str
    from_name: str
    from_address: str
    from_phone: str
    to_name: str
    to_address: str
    to_phone: str
    words: str
    notice_url: str


@dataclass(frozen=True)
class Taken:
    """An order that the postal service took."""

    number: str
    price: int
    """In đồng."""


@dataclass(frozen=True)
class Mark:
    """Something that the postal service says of a parcel."""

    reference: str
    kind: str
    at: datetime
    event_id: str
    place: str = ""
    words: str = ""


class PostVendor(Vendor):
    """A postal service. Every method may raise ``VendorFailed``."""

    def price(self, asked: Asked) -> int:
        """Return what carrying would cost, in đồng."""
        raise NotImplementedError

    def order(self, asked: Asked) -> Taken:
        """Order the carrying; asked twice with one reference gives the same order."""
        raise NotImplementedError

    def track(self, reference: str) -> list[Mark]:
        """Return everything that the postal service knows of a parcel."""
        raise NotImplementedError

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Mark:
        """Return what a message says; raise ``Forged``."""
        raise NotImplementedError


POST = declare_kind(
    "post",
    _("Bưu chính"),
    _("Dịch vụ nhận giấy tờ tại nhà và chuyển kết quả đến tay người dân"),
    interface=PostVendor,
)
