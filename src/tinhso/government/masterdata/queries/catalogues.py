"""Reading shared catalogues: what holds on a day, what was published, what an old code became."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.government.masterdata.models import Catalogue, CatalogueEntry, CatalogueMapping, CatalogueVersion
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kits.registers.models import Status

_MOST_STEPS = 20


def catalogue_named(code: str) -> Catalogue:
    """Return the catalogue ``code`` that holds; raise ``NotFound``."""
    found = Catalogue.objects.select_related("unit").filter(code=code, status=Status.IN_FORCE).first()
    if found is None:
        raise NotFound(_("Không có danh mục nào mang mã {code}.").format(code=code[:60]))
    return found


def catalogues() -> QuerySet[Catalogue]:
    """Return the catalogues that hold, by the alphabet."""
    return Catalogue.objects.filter(status=Status.IN_FORCE).order_by("sort_key", "id")


def entries_on(catalogue: Catalogue, day: date | None = None) -> QuerySet[CatalogueEntry]:
    """Return the entries that hold on ``day`` (today when none), in their order."""
    day = day or clock.today()
    rows = CatalogueEntry.objects.filter(catalogue=catalogue, status=Status.IN_FORCE, valid_from__lte=day)
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day)).order_by("position", "code", "id")


def labels(code: str, day: date | None = None) -> Mapping[str, str]:
    """Return label by code of a catalogue's entries on a day; nothing for a catalogue that nobody keeps."""
    found = Catalogue.objects.filter(code=code, status=Status.IN_FORCE).first()
    return dict(entries_on(found, day).values_list("code", "name")) if found else {}


def snapshot(catalogue: Catalogue, day: date) -> list[dict[str, Any]]:
    """Return the entries of a day as a version keeps them."""
    return [
        {"code": entry.code, "name": entry.name, "parent": entry.parent_code, "position": entry.position}
        for entry in entries_on(catalogue, day)
    ]


def last_version(catalogue: Catalogue) -> CatalogueVersion | None:
    """Return what was published last."""
    return CatalogueVersion.objects.filter(catalogue=catalogue).order_by("-number").first()


def versions(catalogue: Catalogue) -> QuerySet[CatalogueVersion]:
    """Return what was published, the latest first, without the entries."""
    return CatalogueVersion.objects.filter(catalogue=catalogue).order_by("-number").defer("entries")


def version(catalogue: Catalogue, number: int) -> CatalogueVersion:
    """Return one published version; raise ``NotFound``."""
    found = CatalogueVersion.objects.filter(catalogue=catalogue, number=number).first()
    if found is None:
        raise NotFound(_("Danh mục này không có bản {number}.").format(number=number))
    return found


def mapped(catalogue: Catalogue, code: str) -> list[CatalogueMapping]:
    """Return what took the place of a code, in one step."""
    return list(
        CatalogueMapping.objects.filter(catalogue=catalogue, old_code=code, status=Status.IN_FORCE).order_by(
            "-whole", "new_code"
        )
    )


def codes_today(catalogue: Catalogue, code: str, day: date | None = None) -> list[str]:
    """Return the codes that hold on ``day`` for ``code``: itself, or what took its place, followed to the end.

    Several codes come back for one that was divided: a person must choose.
    """
    standing = set(entries_on(catalogue, day).values_list("code", flat=True))
    steps: dict[str, list[str]] = {}
    for old, new in CatalogueMapping.objects.filter(catalogue=catalogue, status=Status.IN_FORCE).values_list(
        "old_code", "new_code"
    ):
        steps.setdefault(old, []).append(new)
    found: list[str] = []
    open_codes, seen = [code], {code}
    for _step in range(_MOST_STEPS):
        following = []
        for one in open_codes:
            if one in standing:
                found.append(one)
                continue
            following += [new for new in steps.get(one, []) if new not in seen]
            seen.update(steps.get(one, []))
        open_codes = following
        if not open_codes:
            break
    return sorted(found)
