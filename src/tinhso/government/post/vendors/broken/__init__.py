"""A postal service that fails whatever it is asked: to prove that everything that asks it bears that."""

from collections.abc import Mapping
from typing import NoReturn

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.government.post.vendors import POST, Asked, Mark, PostVendor, Taken
from tinhso.kernel.foundation.vendors import VendorFailed, register


@register(POST)
class Broken(PostVendor):
    """Always out of order."""

    code = "broken"
    name = gettext_lazy("Luôn hỏng (giả lập)")
    sentence = gettext_lazy("Từ chối mọi yêu cầu; dùng để thử và tập huấn khi bưu chính ngừng kết nối")
    stand_in = True

    def probe(self) -> list[str]:
        return [_("Bưu chính không trả lời.")]

    def price(self, asked: Asked) -> int:
        self._fail()

    def order(self, asked: Asked) -> Taken:
        self._fail()

    def track(self, reference: str) -> list[Mark]:
        self._fail()

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Mark:
        self._fail()

    def _fail(self) -> NoReturn:
        raise VendorFailed(_("Bưu chính đang ngừng kết nối. Hãy thử lại sau, hoặc trả kết quả tại quầy."))
