"""What national systems must be able to do, and their kinds of outside systems."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.government.connectors.catalogue import services
from tinhso.kernel.foundation.vendors import Vendor, declare_kind


class LookupVendor(Vendor):
    """A national register. It may raise ``VendorFailed``."""

    def ask(self, service: str, question: Mapping[str, str], purpose: str, asked_by: str) -> dict[str, str] | None:
        """Return what it knows, by the names of the service's answer; ``None`` when there is no such record."""
        raise NotImplementedError


class PortalVendor(Vendor):
    """The national public-service portal. It may raise ``VendorFailed``."""

    def send(self, service: str, data: Sequence[Mapping[str, Any]], *, updating: bool) -> None:
        """Send dossiers (``DongBoHoSoMC``) or their steps (``CapNhatTienDoHoSoMC``)."""
        raise NotImplementedError

    def new_dossiers(self, after: str) -> list[dict[str, Any]]:
        """Return dossiers that citizens lodged there after the one with the code ``after``, the oldest first."""
        raise NotImplementedError

    def fetch(self, path: str) -> bytes:
        """Return the content of a file that such a dossier names (``DuongDanTaiTepTin``)."""
        raise NotImplementedError


LOOKUPS = {
    one.code: declare_kind(f"national-{one.code}", one.name, f"{one.holder}; {one.ground}", interface=LookupVendor)
    for one in services()
}
PORTAL = declare_kind(
    "national-portal",
    _("Cổng Dịch vụ công quốc gia"),
    _("Hồ sơ đến từ Cổng; các bước và kết quả được đồng bộ trở lại"),
    interface=PortalVendor,
)
