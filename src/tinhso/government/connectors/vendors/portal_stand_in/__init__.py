"""The stand-in of the national public-service portal: its envelope, sessions and two services, over HTTP."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as kept
from pydantic import Field

from tinhso.government.connectors.vendors import PORTAL, PortalVendor
from tinhso.government.connectors.vendors.http import signed_call, signed_content
from tinhso.government.connectors.vendors.stand_in import SECRETS, StandInOptions, config_problems
from tinhso.kernel.foundation.vendors import VendorFailed, register


class PortalOptions(StandInOptions):
    """Where it listens, and who we are there."""

    unit: str = Field("000.00.00.H56", title=kept("Mã đơn vị trên Cổng (madonvi)"), max_length=35)


@register(PORTAL)
class PortalStandIn(PortalVendor):
    """Speaks to ``tinhso.simulators.national``: a session first, then envelopes that name it."""

    code = "stand-in"
    name = gettext_lazy("Cổng Dịch vụ công quốc gia giả lập")
    sentence = gettext_lazy("Chương trình đóng thế; không có hồ sơ nào đến Cổng thật")
    stand_in = True
    secrets_kind = SECRETS
    demonstration = {"address": "http://127.0.0.1:8016"}
    Options = PortalOptions
    options: PortalOptions

    def check_config(self) -> list[str]:
        """Return what is wrong with the options."""
        return config_problems(self.options)

    def probe(self) -> list[str]:
        """Open a session."""
        try:
            self._session()
        except VendorFailed as failed:
            return [failed.message]
        return []

    def send(self, service: str, data: Sequence[Mapping[str, Any]], *, updating: bool) -> None:
        """Send an envelope."""
        envelope = {"service": service, "isUpdating": updating, "data": list(data)}
        answer = self._in_session("/portal/service", envelope)
        if str(answer.get("error_code", "")) != "0":
            words = str(answer.get("message", ""))
            raise VendorFailed(_("Cổng không nhận: {words}").format(words=words), retry=False)

    def new_dossiers(self, after: str) -> list[dict[str, Any]]:
        """Ask for what was lodged there."""
        found: list[dict[str, Any]] = self._in_session("/portal/new", {"service": "LayHoSoMoi", "after": after})["data"]
        return found

    def fetch(self, path: str) -> bytes:
        """Ask for a file by the path that the portal gave it."""
        options = self.options
        asked = {**self._standing(), "DuongDanTaiTepTin": path}
        name = str(self.name)
        content = signed_content(
            options.address, "/portal/file", asked, key=options.key, timeout=options.timeout, name=name
        )
        if content is None:
            raise VendorFailed(_("{name} không có tệp này.").format(name=name), retry=False)
        return content

    def _standing(self) -> dict[str, Any]:
        return {"session": self._session(), "madonvi": self.options.unit}

    def _in_session(self, path: str, envelope: Mapping[str, Any]) -> dict[str, Any]:
        return self._call(path, {**self._standing(), **envelope})

    def _session(self) -> str:
        session = str(self._call("/portal/session", {"madonvi": self.options.unit}).get("session", ""))
        if not session:
            raise VendorFailed(_("Cổng không mở phiên làm việc."))
        return session

    def _call(self, path: str, asked: object) -> dict[str, Any]:
        options = self.options
        return signed_call(options.address, path, asked, key=options.key, timeout=options.timeout, name=str(self.name))
