"""A register with ten rows and with a million: questions and time of each page, as ordinary officers; exports' memory.

``python -m bench --registers`` runs it alone. The rows are those of places to stay, laid by COPY with their history.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.measure import Report, medians_ms
from tinhso.kernel.events.tests.processes import database_url
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.foundation.text import fold, sort_key
from tinhso.kernel.identity import programs
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.web import paging
from tinhso.kits.registers.testing import query_counts
from tinhso.sectors.tourism.models import Lodging, LodgingKind

CODE = Lodging.definition.code
FEW, MANY = 10, 1_000_000
ORDER = Lodging.definition.order
MOST_TIMES, MOST_TIMES_SEARCHING = 3.0, 10.0
"""How many times longer than among ten rows a page may take among a million."""
MOST_MEMORY = 100
"""MB that an export of a million rows may hold beyond one of a thousand."""
FIRST = ("Khách sạn", "Nhà nghỉ", "Homestay", "Biệt thự", "Khu nghỉ dưỡng", "Căn hộ", "Bãi cắm trại")
SECOND = ("Lam Sơn", "Hàm Rồng", "Sầm Sơn", "Hải Tiến", "Pù Luông", "Bến En", "Thành Nhà Hồ", "Sông Mã", "Biển Xanh")
THIRD = ("Hoa", "Ngọc", "Phương", "Minh Châu", "An Bình", "Thảo Nguyên", "Kim Cương", "Hướng Dương", "Bình Minh")
COLUMNS = (
    "id", "created_at", "updated_at", "unit_id", "status", "revision", "changed_by", "reason", "search_text",
    "sort_key", "name", "kind", "area_id", "address", "location_lat", "location_lon", "stars", "rooms", "beds",
    "phone", "website", "description", "manager", "manager_phone", "source",
)  # fmt: skip


@dataclass
class Desk:
    """An ordinary officer's browser, and a key of a program, at one unit."""

    where: str
    browser: Client
    headers: dict[str, str]
    counts: dict[str, int] = field(default_factory=dict)
    row: UUID | None = None


def measure(report: Report, *, rows: int = MANY) -> bool:
    """Measure with ten rows, then with ``rows``; return whether all keeps its limits."""
    units = list(OrganizationUnit.objects.on().filter(kind=UnitKind.COMMUNE, area__isnull=False).order_by("id"))
    province = OrganizationUnit.objects.on().get(kind=UnitKind.PROVINCE)
    within = True
    _lay(units[:1], FEW, seed=1)
    desks = [_desk("province", province), _desk("commune", units[0])]
    few = {desk.where: _pages(desk) for desk in desks}
    for desk in desks:
        within &= _counted(report, desk, few[desk.where], f"{FEW} rows")
    began = time.perf_counter()
    _lay(units, rows - FEW, seed=2)
    report.add(f"registers: {rows:,} rows laid by COPY", rows / (time.perf_counter() - began), "rows/s", 1.0)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE tourism_lodging")
    few_ms = _few_times(desks)
    for desk in desks:
        many = _pages(desk)
        within &= _counted(report, desk, many, f"{rows:,} rows", before=desk.counts)
        for name, ms in zip(many, medians_ms(*many.values(), times=15), strict=True):
            base = few_ms[desk.where, name]
            most = MOST_TIMES_SEARCHING if "search" in name else MOST_TIMES
            within &= ms / base <= most
            report.add(
                f"registers: {name}, {desk.where}, {rows:,}", ms, "ms", base, limit=f"<= {most}",
                note=f"baseline: the same among {FEW} rows",
            )  # fmt: skip
    return within & _exports(report, rows)


_TIMES: dict[tuple[str, str], float] = {}


def _few_times(desks: list[Desk]) -> dict[tuple[str, str], float]:
    return {(desk.where, name): _TIMES[desk.where, name] for desk in desks for name in PAGES}


PAGES = (
    "list",
    "page in the middle",
    "filtered list",
    "search",
    "detail",
    "export, first bytes",
    "API list",
    "API search",
)


def _pages(desk: Desk) -> dict[str, Callable[[], object]]:
    """Return what is asked for, by name; each raises when it is not answered."""
    browser, headers = desk.browser, desk.headers
    address, api = reverse("registers:list", args=[CODE]), f"/api/v1/registers/{CODE}/records"
    own = Lodging.objects.filter(unit__in=_units(desk)).order_by("-id").first()
    assert own is not None
    desk.row = own.pk
    ordered = Lodging.objects.filter(unit__in=_units(desk), status="in_force").order_by(*ORDER)
    middle = ordered[ordered.count() // 2]
    onward = "?" + urlencode({paging.AFTER: paging._write(middle, ORDER)})
    kept = {"area": str(own.area_id), "kind": own.kind}

    def got(path: str, query: Any = None, **more: Any) -> Callable[[], object]:
        def ask() -> object:
            answer = browser.get(path, query or {}, **more)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")
            return answer

        return ask

    def first_bytes() -> object:
        answer: Any = browser.get(address, {"xuat": "csv"})
        pieces = iter(answer.streaming_content)
        head = [next(pieces), next(pieces)]
        answer.close()
        return head

    asked = (
        got(address), got(address + onward), got(address, kept), got(address, {"tim": "khach san lam son ngoc"}),
        got(reverse("registers:row", args=[CODE, own.pk])), first_bytes, got(api, headers=headers),
        got(api, {"q": "khach san lam son ngoc"}, headers=headers),
    )  # fmt: skip
    named = dict(zip(PAGES, asked, strict=True))
    if (desk.where, "list") not in _TIMES:
        for name, ms in zip(named, medians_ms(*named.values(), times=15), strict=True):
            _TIMES[desk.where, name] = ms
    return named


def _units(desk: Desk) -> Any:
    units = OrganizationUnit.objects.on().filter(kind=UnitKind.COMMUNE, area__isnull=False).order_by("id")
    return units if desk.where == "province" else units[:1]


def _counted(
    report: Report, desk: Desk, pages: dict[str, Callable[[], object]], words: str, before: dict[str, int] | None = None
) -> bool:
    """Count the questions of each page, against what is written down and against what there was before."""
    most, within = query_counts(CODE), True
    limits = {"detail": most["row"], "export, first bytes": most["export"], "API list": most["api"]}
    for name, ask in pages.items():
        with CaptureQueriesContext(connection) as asked:
            ask()
        limit = limits.get(name, most["api" if name.startswith("API") else "list"])
        # Looking for words asks at most three times more: as typed, mistyped, alike. A filter reads what it points to.
        limit += 3 if "search" in name else 1 if "filtered" in name else 0
        no_more = before is None or before[name] >= len(asked)
        within &= len(asked) <= limit and no_more
        note = "" if no_more else f"{(before or {})[name]} among {FEW} rows"
        report.add(
            f"registers: questions of {name}, {desk.where}, {words}", len(asked), "", limit, limit="<= 1", note=note
        )
        desk.counts.setdefault(name, len(asked))
    return within


def _desk(where: str, unit: OrganizationUnit) -> Desk:
    rights = Lodging.definition.rights
    wanted = {"code": f"bench-{where}", "name": where, "permissions": [rights.view, rights.export]}
    role = identity.load_roles([wanted])[0]
    officer = identity.create_official(
        SYSTEM, username=f"so.{where}", full_name="Lê Thị Sổ", password="Do@luong2026", must_change_password=False
    )
    identity.assign_role(SYSTEM, officer, role, unit, position="Chuyên viên")
    identity.enrol_totp(officer)
    client = Client()
    client.force_login(officer)
    session = client.session
    session["second_factor"] = str(officer.pk)
    session.save()
    _key, secret = programs.create_api_key(SYSTEM, unit=unit, role=role, label="bench")
    desk = Desk(where, client, {"Authorization": f"Bearer {secret}"})
    client.get(f"/api/v1/registers/{CODE}", headers=desk.headers)  # the first use of a key is noted
    return desk


def _lay(units: list[OrganizationUnit], count: int, *, seed: int) -> None:
    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {Lodging._meta.db_table} ({columns}) FROM STDIN") as into,
    ):
        for row in _rows(units, count, seed):
            into.write_row(row)


def _rows(units: list[OrganizationUnit], count: int, seed: int) -> Iterator[tuple[Any, ...]]:
    random, now = Random(seed), clock.now()
    kinds = LodgingKind.values
    for place in range(count):
        unit = units[random.randrange(len(units))]
        name = f"{random.choice(FIRST)} {random.choice(SECOND)} {random.choice(THIRD)} {random.randrange(9999)}"
        street = f"Số {random.randrange(1, 400)}, đường {random.choice(SECOND)}"
        phone = f"+8423{random.randrange(10_000_000, 99_999_999)}"
        yield (
            new_id(), now, now, unit.pk, "in_force", 1, "bench", "", f"{fold(name)} {fold(street)} 0{phone[3:]}",
            sort_key(name), name, kinds[place % len(kinds)], unit.area_id, street, 19 + random.random(),
            105 + random.random(), random.choice((None, 1, 2, 3, 4, 5)), random.randrange(5, 200), None, phone, "", "",
            "Lê Thị Hoa", "+84983246802", "bench",
        )  # fmt: skip


def _exports(report: Report, rows: int) -> bool:
    """Export everything in processes of their own, and a thousand rows for comparison; see what memory they hold."""
    within = True
    for kind in ("csv", "xlsx"):
        small, large = _exported(kind, 1000), _exported(kind, rows)
        more = large["peak"] - small["peak"]
        within &= more <= MOST_MEMORY and large["rows"] >= min(rows, 1_000_000)
        report.add(
            f"registers: peak memory to export {rows:,} as {kind.upper()}", large["peak"], "MB", small["peak"],
            limit=f"<= baseline + {MOST_MEMORY} MB",
            note=f"{large['rows']:,} rows, {large['bytes'] >> 20} MB in {large['seconds']:.0f} s; first byte after "
            f"{large['first']:.2f} s; baseline: a thousand rows",
        )  # fmt: skip
    return within


def _exported(kind: str, rows: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.exporting", kind, str(rows)], stdout=subprocess.PIPE, check=True,
        env={**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "bench.settings"},
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
