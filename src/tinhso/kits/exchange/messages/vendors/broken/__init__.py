"""An axis that fails whatever it is asked: to prove that everything that asks it bears that."""

from collections.abc import Mapping
from typing import NoReturn

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.foundation.vendors import VendorFailed, register
from tinhso.kits.exchange.messages.vendors import AXIS, AxisVendor, Waiting


@register(AXIS)
class Broken(AxisVendor):
    """Always out of order."""

    code = "broken"
    name = gettext_lazy("Luôn hỏng (giả lập)")
    sentence = gettext_lazy("Từ chối mọi yêu cầu; dùng để thử và tập huấn khi trục ngừng kết nối")
    stand_in = True

    def probe(self) -> list[str]:
        return [_("Trục liên thông văn bản không trả lời.")]

    def send(self, content: bytes, *, reference: str, sender: str, recipient: str, kind: str) -> str:
        self._fail()

    def waiting(self, root: str) -> list[Waiting]:
        self._fail()

    def get(self, key: str) -> bytes:
        self._fail()

    def settle(self, key: str, *, taken: bool, words: str = "") -> None:
        self._fail()

    def agencies(self) -> Mapping[str, str]:
        self._fail()

    def register(self, agencies: Mapping[str, str]) -> None:
        self._fail()

    def _fail(self) -> NoReturn:
        raise VendorFailed(_("Trục liên thông văn bản đang ngừng kết nối. Văn bản được giữ và tự gửi lại."))
