"""A payment platform that fails whatever it is asked: to prove that everything that asks it bears that."""

from collections.abc import Mapping
from datetime import date
from typing import NoReturn

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.government.payments.vendors import PAYMENT, Fact, FileRow, Order, PaymentVendor
from tinhso.kernel.foundation.vendors import VendorFailed, register


@register(PAYMENT)
class Broken(PaymentVendor):
    """Always out of order."""

    code = "broken"
    name = gettext_lazy("Luôn hỏng (giả lập)")
    sentence = gettext_lazy("Từ chối mọi yêu cầu; dùng để thử và tập huấn khi nền tảng thanh toán ngừng hoạt động")
    stand_in = True

    def probe(self) -> list[str]:
        return [_("Nền tảng thanh toán không trả lời.")]

    def start(self, order: Order) -> str:
        self._fail()

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Fact:
        self._fail()

    def query(self, order_ref: str) -> list[Fact]:
        self._fail()

    def refund(self, order_ref: str, *, platform_ref: str, key: str, amount: int, reason: str) -> Fact:
        self._fail()

    def day_file(self, day: date) -> bytes:
        self._fail()

    def read_file(self, content: bytes) -> list[FileRow]:
        self._fail()

    def _fail(self) -> NoReturn:
        raise VendorFailed(_("Nền tảng thanh toán đang ngừng hoạt động. Hãy thử lại sau, hoặc nộp tiền tại quầy."))
