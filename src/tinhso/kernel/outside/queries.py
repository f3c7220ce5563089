"""What everybody reads about outside systems: the vendor in use, and whether it is well."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.foundation.modules import WARNING
from tinhso.kernel.foundation.vendors import KINDS, Vendor, VendorKind, VendorMissing, vendor_class
from tinhso.kernel.outside import options
from tinhso.kernel.outside.models import VendorChoice


def choices(kind: str) -> QuerySet[VendorChoice]:
    """Return the choices of a kind at all times, the latest first."""
    return VendorChoice.objects.filter(kind=kind)


def choice(kind: str, day: date | None = None) -> VendorChoice | None:
    """Return the choice that holds on a day (today when not given); none while nothing is chosen."""
    found: VendorChoice | None = VendorChoice.objects.on(day).filter(kind=kind).first()
    return found if found is not None and found.vendor else None


def made(chosen: VendorChoice) -> Vendor:
    """Return the chosen vendor with its options and secrets; raise ``VendorMissing`` when they are not right."""
    found = vendor_class(chosen.kind, chosen.vendor)
    if found is None:
        raise VendorMissing(
            _("Phần mềm không còn nhà cung cấp “%(code)s”. Người quản trị cần chọn nhà cung cấp khác.")
            % {"code": chosen.vendor}
        )
    try:
        return found(options.whole(found, chosen.options))
    except Invalid as invalid:
        raise VendorMissing("; ".join(options.wrong_words(invalid, found))) from None


def active(kind: str) -> Vendor:
    """Return the vendor that the province uses today for ``kind``, ready to be asked.

    Raises ``VendorMissing`` (a ``VendorFailed``) when none is chosen or its options are unfinished.
    """
    chosen = choice(kind)
    if chosen is None:
        raise VendorMissing(
            _("Tỉnh chưa chọn hệ thống cho “%(kind)s”. Người quản trị chọn tại trang Hệ thống bên ngoài.")
            % {"kind": KINDS[kind].name}
        )
    return made(chosen)


def was_used(kind: str, code: str) -> bool:
    """Tell whether the province uses a vendor, or has ever used it."""
    return VendorChoice.objects.filter(kind=kind, vendor=code).exists()


def vendor_named(kind: str, code: str) -> Vendor:
    """Return a vendor by its code with its latest options: for what was begun while another vendor was in use."""
    chosen = VendorChoice.objects.filter(kind=kind, vendor=code).order_by("-valid_from", "-created_at").first()
    if chosen is None:
        raise VendorMissing(_("Tỉnh chưa từng dùng nhà cung cấp “%(code)s”.") % {"code": code})
    return made(chosen)


@dataclass(frozen=True)
class Standing:
    """How one kind stands: what is chosen, and what is wrong."""

    kind: VendorKind
    chosen: VendorChoice | None
    vendor: type[Vendor] | None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def standings() -> list[Standing]:
    """Return how every kind stands today; one query, no call to an outside system."""
    chosen = {row.kind: row for row in VendorChoice.objects.on() if row.vendor}
    return [_standing(kind, chosen.get(kind.code)) for kind in KINDS.values()]


def _standing(kind: VendorKind, chosen: VendorChoice | None) -> Standing:
    if chosen is None:
        words = _("Chưa chọn nhà cung cấp; chức năng cần đến nó sẽ báo là chưa dùng được.")
        return Standing(kind, None, None, warnings=(words,) if kind.needed else ())
    found = vendor_class(kind.code, chosen.vendor)
    warnings: list[str] = []
    try:
        vendor = made(chosen)
        problems = vendor.check_config()
    except Refused as refused:
        problems = [refused.message]
    if found is not None and found.stand_in and not settings.DEMONSTRATION:
        warnings.append(_("Đang dùng hệ thống giả lập: chỉ để trình diễn, tập huấn và kiểm thử."))
    return Standing(kind, chosen, found, tuple(problems), tuple(warnings))


def check() -> list[str]:
    """Return what is wrong with the vendors chosen, for the doctor and the health page."""
    found: list[str] = []
    for standing in standings():
        found += [f"{standing.kind.name}: {words}" for words in standing.problems]
        found += [f"{WARNING}{standing.kind.name}: {words}" for words in standing.warnings]
    return found


def probe(kind: str) -> list[str]:
    """Call the outside system of a kind and return what is wrong; slow when it does not answer."""
    try:
        return active(kind).probe()
    except Refused as refused:
        return [refused.message]


def probe_all() -> list[str]:
    """Call every outside system that is chosen."""
    return [
        f"{WARNING}{standing.kind.name}: {words}"
        for standing in standings()
        if standing.chosen is not None
        for words in probe(standing.kind.code)
    ]
