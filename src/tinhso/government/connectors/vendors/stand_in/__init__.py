"""The stand-in of the national registers: one process of its own, spoken to over HTTP; all its people are invented."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as kept
from pydantic import Field, SecretStr

from tinhso.government.connectors.vendors import LOOKUPS, LookupVendor
from tinhso.government.connectors.vendors.http import LEAST_KEY, signed_call
from tinhso.kernel.foundation.vendors import VendorFailed, VendorOptions, register

SECRETS = "national"
"""One process plays all national systems, with one key: ``TINHSO_VENDOR_NATIONAL_STAND_IN_KEY``."""


class StandInOptions(VendorOptions):
    """Where the stand-in listens."""

    address: str = Field(
        title=kept("Địa chỉ"),
        description=kept("Ví dụ http://127.0.0.1:8016"),
        pattern=r"^https?://[^\s/]+(:\d+)?$",
    )
    timeout: int = Field(6, title=kept("Chờ trả lời nhiều nhất (giây)"), ge=1, le=60)
    key: SecretStr = Field(title=kept("Khóa ký yêu cầu"))


def config_problems(options: StandInOptions) -> list[str]:
    """Return what is wrong with the options."""
    found = []
    if len(options.key.get_secret_value()) < LEAST_KEY:
        found.append(_("Khóa ký ngắn hơn {least} ký tự: tạo khóa dài hơn ở cả hai bên.").format(least=LEAST_KEY))
    if options.address.startswith("http://") and not settings.DEMONSTRATION and not settings.TESTING:
        found.append(_("Địa chỉ không dùng https: đổi sang https để không ai đọc được trên đường truyền."))
    return found


class StandIn(LookupVendor):
    """Speaks to ``tinhso.simulators.national``."""

    code = "stand-in"
    name = gettext_lazy("Cơ sở dữ liệu quốc gia giả lập")
    sentence = gettext_lazy("Chương trình đóng thế; mọi người và doanh nghiệp trong đó đều không có thật")
    stand_in = True
    secrets_kind = SECRETS
    demonstration = {"address": "http://127.0.0.1:8016"}
    Options = StandInOptions
    options: StandInOptions

    def check_config(self) -> list[str]:
        """Return what is wrong with the options."""
        return config_problems(self.options)

    def probe(self) -> list[str]:
        """Ask whether it is there."""
        try:
            self._call("/v1/ping", {})
        except VendorFailed as failed:
            return [failed.message]
        return []

    def ask(self, service: str, question: Mapping[str, str], purpose: str, asked_by: str) -> dict[str, str] | None:
        """Ask one register."""
        asked = {"question": dict(question), "purpose": purpose, "asked_by": asked_by}
        answer = self._call(f"/v1/{service}", asked)
        return {str(name): str(value) for name, value in answer.get("answer", {}).items()} or None

    def _call(self, path: str, asked: object) -> dict[str, dict[str, str]]:
        options = self.options
        return signed_call(options.address, path, asked, key=options.key, timeout=options.timeout, name=str(self.name))


for _code, _kind in LOOKUPS.items():
    register(_kind)(type(f"StandIn{_code.title().replace('-', '')}", (StandIn,), {"__doc__": StandIn.__doc__}))
