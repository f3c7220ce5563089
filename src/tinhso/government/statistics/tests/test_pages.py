"""The pages: figures lead to their dossiers, nothing of others' units, files as the law lays them out, few queries."""

import re
from datetime import UTC
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.government.statistics import queries
from tinhso.government.statistics.asked import asked
from tinhso.government.statistics.figures import BY_SLUG
from tinhso.government.statistics.periods import Period
from tinhso.government.statistics.services import closing as closings
from tinhso.government.statistics.services import papers
from tinhso.government.statistics.tests.conftest import NOW
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.tests.world import World

MOST_QUERIES = 12
OCTOBER = Period(2026, 10, "thang")


def sheet_of(answer: Any) -> list[list[Any]]:
    """Return the first sheet of an XLSX answer as rows of values."""
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as file:
        shared = file.read("xl/sharedStrings.xml").decode() if "xl/sharedStrings.xml" in file.namelist() else ""
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
    words = [re.sub(r"<[^>]+>", "", item) for item in re.findall(r"<si>(.*?)</si>", shared, re.DOTALL)]
    rows = []
    for row in re.findall(r"<row [^>]*>(.*?)</row>", sheet, re.DOTALL):
        values: list[Any] = []
        for kind, text in re.findall(r'<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?(?: t="([a-zA-Z]+)")?>(.*?)</c>', row):
            plain = re.sub(r"<[^>]+>", "", text)
            values.append(words[int(plain)] if kind == "s" else plain if kind else float(plain))
        rows.append(values)
    return rows


def get(client: Client, address: str) -> Any:
    with clock.at(NOW):
        return client.get(address)


@pytest.fixture
def signed_in(client: Client, year: World) -> Any:
    """Sign somebody of the world in, with the second factor given."""

    def enter(name: str) -> Client:
        client.force_login(year.accounts[name])
        session = client.session
        session["second_factor"] = str(year.accounts[name].pk)
        session.save()
        return client

    return enter


def test_every_number_on_the_form_leads_to_as_many_dossiers(year: World, signed_in: Any) -> None:
    client = signed_in("chief")
    page = get(client, "/thong-ke/?ky=thang-2026-10&theo=linh-vuc")
    assert page.status_code == 200
    rows = [*[cell for row in page.context["rows"] for cell in row["cells"]], *page.context["whole"]]
    assert sum(cell["count"] > 0 for cell in rows) > 12
    for cell in rows:
        listed = get(client, f"{cell['url']}&xuat=csv")
        lines = b"".join(listed.streaming_content).decode().strip().splitlines()
        assert len(lines) - 1 == cell["count"], cell


def test_a_leader_sees_the_figures_of_his_own_units_only(year: World, signed_in: Any) -> None:
    with clock.at(NOW):
        whole = queries.total(asked(year.actor("watcher"), {"ky": "nam-2026"}).cells())
        assert whole.received > 0
        assert queries.total(asked(year.actor("neighbour"), {"ky": "nam-2026"}).cells()).received == 0 or (
            Dossier.objects.filter(agency=year.neighbour).exists()
        )
    client = signed_in("neighbour")
    assert get(client, f"/thong-ke/?don_vi={year.commune.id}").status_code == 403
    assert get(client, f"/thong-ke/ho-so/?don_vi={year.commune.id}").status_code == 403
    assert get(client, f"/thong-ke/ho-so/?co_quan={year.commune.id}").status_code == 404
    with clock.at(NOW), pytest.raises(Forbidden):
        queries.scope_of(year.actor("neighbour"), year.commune.id)


ADDRESSES = (
    "/thong-ke/?ky=nam-2026", "/thong-ke/?ky=thang-2026-10", "/thong-ke/ho-so/?ky=nam-2026&cot=da-giai-quyet",
    "/thong-ke/hom-nay/", "/thong-ke/ai-giu/?ky=nam-2026", "/thong-ke/so-theo-doi/?tu=01/10/2026&den=31/10/2026",
    "/thong-ke/cong-khai/?ky=nam-2026", "/thong-ke/?tu=01/10/2026&den=05/10/2026",
)  # fmt: skip


@pytest.mark.parametrize("name", ["chief", "watcher"])
def test_pages_ask_the_database_few_questions(year: World, signed_in: Any, name: str) -> None:
    with clock.at(NOW):
        closings.close(year.actor("chief"), OCTOBER)
    client = signed_in(name)
    asked_for = {}
    for address in ADDRESSES:
        assert get(client, address).status_code == 200
        with CaptureQueriesContext(connection) as questions:
            get(client, address)
        asked_for[address] = len(questions)
        if len(questions) > MOST_QUERIES:
            print(address, *[query["sql"][:230] for query in questions], sep="\n  ")
    assert max(asked_for.values()) <= MOST_QUERIES, asked_for


def test_the_spreadsheet_is_laid_out_as_the_form(year: World, signed_in: Any) -> None:
    answer = get(signed_in("chief"), "/thong-ke/?ky=thang-2026-10&theo=linh-vuc&xuat=xlsx")
    rows = sheet_of(answer)
    assert rows[0][0] == "Biểu số II.06a/VPCP/KSTT"
    numbers = next(row for row in rows if row and row[0] == "(1)")
    assert numbers == [f"({number})" for number in range(1, 14)]
    total = next(row for row in rows if row and row[0] == "Tổng số" and isinstance(row[1], float))
    with clock.at(NOW):
        figures = queries.total(asked(year.actor("chief"), {"ky": "thang-2026-10"}).cells())
    assert total[1:] == [getattr(figures, column.figure) for column in list(BY_SLUG.values())[:11]]
    assert total[1] == total[5] + total[9]


def test_the_form_and_the_book_are_issued_as_papers(year: World) -> None:
    with clock.at(NOW.astimezone(UTC)):
        form = papers.issue_form(year.actor("watcher"), asked(year.actor("watcher"), {"ky": "thang-2026-10"}))
        assert form.file.size > 5000
        assert form.public_fields["Biểu"] == "II.06a/VPCP/KSTT"
        assert AuditEntry.objects.filter(code="statistics.paper-issued").count() == 1


def test_the_book_holds_what_was_received_each_line_its_dossier(year: World, signed_in: Any) -> None:
    client = signed_in("clerk")
    page = get(client, "/thong-ke/so-theo-doi/?tu=01/10/2026&den=31/10/2026")
    received = Dossier.objects.filter(
        received_at__gte="2026-09-30T17:00Z", received_at__lt="2026-10-31T17:00Z", reception_unit=year.desk
    )
    assert received.count() > 5
    assert [line["row"].id for line in page.context["lines"]] == list(
        received.order_by("received_at", "id").values_list("id", flat=True)[:50]
    )
    assert [line["place"] for line in page.context["lines"]][:3] == [1, 2, 3]
    answer = get(client, "/thong-ke/so-theo-doi/?tu=01/10/2026&den=31/10/2026&xuat=xlsx")
    rows = sheet_of(answer)
    assert len(rows) == received.count() + 1
    assert len(rows[0]) == 12
    assert AuditEntry.objects.filter(code="statistics.paper-issued").count() == 1
