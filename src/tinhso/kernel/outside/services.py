"""The only place that writes which vendors are used. It stands below the log: who is asked and what is recorded
is the administration desk's."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.foundation.vendors import KINDS, VENDORS, Vendor, vendor_class
from tinhso.kernel.outside import options as vendor_options
from tinhso.kernel.outside import secrets
from tinhso.kernel.outside.models import VendorChoice

_LOCK = 7_420_117


@transaction.atomic
def choose(
    kind: str,
    vendor: str,
    options: Mapping[str, Any],
    *,
    valid_from: date | None = None,
    basis: str = "",
) -> VendorChoice:
    """Use ``vendor`` for ``kind`` from a day on (today when not given); the choice before ends the day before.

    ``options`` may hold secrets: they go to the data folder and are left as they are when empty. Raises
    ``Invalid`` naming the fields.
    """
    found = vendor_class(KINDS[kind].code, vendor)
    if found is None:
        raise Invalid({"vendor": _("Chọn một nhà cung cấp trong danh sách.")})
    kept = vendor_options.without_secrets(found, options)
    row = _put(kind, vendor, kept, valid_from, basis)
    hidden = {name: str(options.get(name) or "") for name in found.Options.secret_fields()}
    # After the commit: a secret is worth nothing to a choice that was not made.
    transaction.on_commit(lambda: _keep(found, hidden))
    return row


def _keep(vendor: type[Vendor], hidden: Mapping[str, str]) -> None:
    for name, value in hidden.items():
        if value:
            secrets.keep(vendor, name, value)


@transaction.atomic
def choose_none(kind: str, *, valid_from: date | None = None, basis: str = "") -> VendorChoice:
    """Use no vendor for ``kind`` from a day on."""
    return _put(KINDS[kind].code, "", {}, valid_from, basis)


def _put(kind: str, vendor: str, kept: dict[str, Any], valid_from: date | None, basis: str) -> VendorChoice:
    day = valid_from or clock.today()
    if day < clock.today():
        raise Invalid({"valid_from": _("Chọn hôm nay hoặc một ngày về sau: việc đã qua giữ nhà cung cấp cũ.")})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    # What was to begin later is replaced; what holds now ends the day before (at once, when it began today).
    for standing in VendorChoice.objects.filter(kind=kind).exclude(valid_to__lt=day):
        standing.valid_to = max(standing.valid_from, day) - timedelta(days=1)
        standing.save(update_fields=["valid_to"])
    return VendorChoice.objects.create(kind=kind, vendor=vendor, options=kept, valid_from=day, basis=basis.strip())


def choose_stand_ins() -> list[str]:
    """Choose, for each kind without a vendor, the stand-in that the demonstration uses; return the kinds."""
    chosen = []
    for found in VENDORS.values():
        if found.demonstration is not None and not VendorChoice.objects.filter(kind=found.kind).exists():
            choose(found.kind, found.code, found.demonstration, basis=_("Bản trình diễn"))
            chosen.append(found.kind)
    return chosen
