"""Locks of what an act or a notice is about: whoever comes second waits, and then reads what the first has written.

Always taken in one order (keys in the order of their text, then the property's row), so that nobody waits in a ring.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _

from tinhso.government.notary.models import Property
from tinhso.kernel.foundation.errors import Refused
from tinhso.kits.registers.models import Status


def lock_keys(keys: Iterable[str]) -> None:
    """Lock keys of properties and persons until the transaction ends, whether rows of theirs exist or not."""
    numbers = [_number(key) for key in sorted(set(keys))]
    if not numbers:
        return
    with connection.cursor() as cursor:
        # One question; the list is unnested in its own order, which is that of the keys for everybody.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) WITH ORDINALITY AS t (number, place)"
            " ORDER BY place",
            [numbers],
        )


def _number(key: str) -> int:
    digest = hashlib.blake2b(f"notary:{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def lock_property(keys: Iterable[str]) -> Property | None:
    """Return the property with one of ``keys``, its row locked; none when there is none yet.

    Raise ``Refused`` when the keys are of different properties: then one number is mistyped, or not of this thing.
    """
    found = list(
        Property.objects.select_for_update(of=("self",))
        .filter(keys__key__in=list(keys), status=Status.IN_FORCE)
        .order_by("pk")
    )
    different = {row.pk: row for row in found}
    if len(different) > 1:
        raise Refused(
            _("Các số đã nhập thuộc về hai tài sản khác nhau: {things}. Hãy xem lại từng số.").format(
                things="; ".join(str(row) for row in different.values())
            ),
            code="two-properties",
        )
    return next(iter(different.values()), None)
