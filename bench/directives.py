"""A year of directives, and what the screens say of them against a second reckoning from the ledger.

``python -m bench --directives`` runs it alone: 15,000 directives over 48 units; every cell that the list, the board of
units and the rankings export is compared. The number of differences is 0, or the run says where.
"""

import csv
import io
import time
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.test import Client
from django.urls import reverse

from bench import directives_again as again
from bench.measure import Report
from bench.province import create_database
from tinhso.cli.history.directives import UNITS, generate_directives
from tinhso.government.directives import periods, permissions, rules
from tinhso.government.directives.states import RuleKind, State
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.worktime.datafiles import FOLDER

COUNT = 15_000
NUMBERS = ("on_time", "late", "overdue", "pending", "returned", "extended", "late_days")


def measure(report: Report, *, count: int = COUNT) -> None:
    """Write a year, read the screens, reckon again, and report how many cells were compared and differ."""
    top = OrganizationUnit.objects.on().get(parent=None)
    clerk = office(top)
    began = time.perf_counter()
    lines = generate_directives(count)
    report.add(
        "directives: lines of the ledger written", lines / (time.perf_counter() - began), "lines/s", 1,
        note=f"{count:,} directives over {UNITS} units, {lines:,} lines",
    )  # fmt: skip
    now = clock.now()
    with clock.at(now):
        began = time.perf_counter()
        compared, wrong = compare(clerk, top, now)
        report.add(
            "directives: cells that differ from the ledger", len(wrong), f"of {compared:,}", compared, limit="= 0",
            note=f"{time.perf_counter() - began:.0f} s {wrong[:3] or ''}",
        )  # fmt: skip


def office(top: OrganizationUnit) -> Account:
    """Make the clerk of the Office who looks at the screens."""
    rights = [permissions.VIEW, permissions.RESTRICTED, permissions.CONFIRM, permissions.ASSIGN]
    role = identity.load_roles([{"code": "bench-office", "name": "Văn phòng", "permissions": rights}])[0]
    account = identity.create_official(
        SYSTEM, username="vanphong.do", full_name="Trần Thị Văn Phòng", password="Do@luong2026",
        must_change_password=False,
    )  # fmt: skip
    identity.assign_role(SYSTEM, account, role, top, position="Chuyên viên")
    return account


def compare(clerk: Account, top: OrganizationUnit, now: datetime) -> tuple[int, list[str]]:
    """Return how many cells of the screens were compared, and what is wrong with those that differ."""
    names = {str(key): identifier for key, identifier in OrganizationUnit.objects.values_list("pk", "identifier")}
    with connection.cursor() as cursor:
        found = again.read(cursor)
    again.judge(found.values(), again.Calendar(Path(FOLDER) / "holidays.csv"), now)
    client = _browser(clerk)
    compared, wrong = _list(client, found)
    for part in (_board(client, found, names), *_rankings(client, found, names, str(top.pk))):
        compared, wrong = compared + part[0], wrong + part[1]
    return compared, wrong


def _list(client: Client, found: dict[str, again.Told]) -> tuple[int, list[str]]:
    done = again.percents(found)
    labels = {str(state): str(state.label) for state in State}
    rows = {row["Mã"]: row for row in _table(client, reverse("directives:list"))}
    wrong = [f"{code}: missing" for code in found.keys() ^ rows.keys()]
    compared = 0
    for code in found.keys() & rows.keys():
        told, row = found[code], rows[code]
        wanted = {
            "Trạng thái": labels[told.state],
            "Hạn": _when(told.due),
            "Báo cáo lúc": _when(told.done),
            "Số lần gia hạn": str(told.extended),
            "Số lần trả lại": str(told.returned),
            "Số ngày làm việc quá hạn": str(told.late_days),
            "Tỷ lệ hoàn thành (%)": str(done[code]),
        }
        compared += len(wanted)
        wrong += [f"{code} {name}: {row[name]} ≠ {value}" for name, value in wanted.items() if row[name] != value]
    return compared, wrong


def _board(client: Client, found: dict[str, again.Told], names: dict[str, str]) -> tuple[int, list[str]]:
    cells = again.boards(found.values(), names)
    rows = {row["Mã định danh"]: row for row in _table(client, reverse("directives:board"))}
    wrong, compared = [], 0
    for identifier in {key for key, _state in cells} | rows.keys():
        for state in State:
            wanted = str(cells.get((identifier, str(state)), 0))
            shown = rows.get(identifier, {}).get(str(state.label), "0")
            compared += 1
            if shown != wanted:
                wrong.append(f"{identifier} {state}: {shown} ≠ {wanted}")
    return compared, wrong


def _rankings(
    client: Client, found: dict[str, again.Told], names: dict[str, str], top: str
) -> list[tuple[int, list[str]]]:
    headings = (
        "Đúng hạn",
        "Quá hạn đã xong",
        "Quá hạn chưa xong",
        "Chưa đến hạn",
        "Trả lại",
        "Gia hạn",
        "Ngày quá hạn",
    )
    results = []
    for period in periods.around(clock.today()):
        formula = dict(rules.rule_on(RuleKind.RANKING, period.last_day).content)
        lines = again.ranking(found.values(), names, period.first_day, period.last_day, formula, top)
        rows = {row["Mã định danh"]: row for row in _table(client, reverse("directives:ranking"), ky=period.code)}
        wrong = [f"{period.code} {key}: missing" for key in lines.keys() ^ rows.keys()]
        compared = 0
        for key in lines.keys() & rows.keys():
            line = lines[key]
            wanted = {heading: str(line[name]) for heading, name in zip(headings, NUMBERS, strict=True)}
            wanted |= {"Hạng": str(line["rank"]), "Điểm": f"{line['score'] // 100},{line['score'] % 100:02d}"}
            compared += len(wanted)
            wrong += [
                f"{period.code} {key} {name}: {rows[key][name]} ≠ {value}"
                for name, value in wanted.items()
                if rows[key][name] != value
            ]
        results.append((compared, wrong))
    return results


def _table(client: Client, url: str, **query: str) -> list[dict[str, str]]:
    answer = client.get(url, {**query, "xuat": "csv"})
    if answer.status_code != 200:
        raise RuntimeError(f"{url}: {answer.status_code}")
    content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(content.lstrip("\ufeff"))))


def _browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    session = client.session
    session["second_factor"] = str(account.pk)
    session.save()
    return client


def _when(moment: datetime | None) -> str:
    return f"{moment.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}" if moment else ""


def alone(report: Report, *, count: int = COUNT) -> None:
    """Make the database and measure."""
    from tinhso.cli.load import load

    create_database()
    load.main(["thanh-hoa"], standalone_mode=False)
    measure(report, count=count)
