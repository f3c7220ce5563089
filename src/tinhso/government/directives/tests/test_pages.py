"""Pages and the API of directives, as people and programs use them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tinhso.government.directives.models import Directive, DirectiveDigest, RankingClosing
from tinhso.government.directives.services import assigning, deciding, recurring, reminders, work
from tinhso.government.directives.states import Every, ProductKind, State
from tinhso.government.directives.subscribers import make_directive
from tinhso.government.directives.tests.province import Province, day
from tinhso.kernel.events import EventRecord
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.notify.models import Message
from tinhso.kits.procedures.tests.world import at

PAPER = [work.Product(ProductKind.DOCUMENT, "456/BC-STC")]


def test_the_office_enters_an_order_and_the_unit_reports_it(here: Province) -> None:
    office = here.browser("office")
    form = {
        "order": "Sở Tài chính báo cáo giải ngân", "lead": str(here.units["finance"].pk), "due": "20/11/2026",
        "source": "meeting", "source_label": "Họp giao ban tuần 46", "ordered_name": "Nguyễn Văn Chủ Tịch",
        "ordered_on": "16/11/2026", "ordered_time": "8:30", "entry_kind": "urgent",
        "also": [str(here.units["health"].pk)], "monitor": str(here.accounts["monitor"].pk), "priority": "1",
    }  # fmt: skip
    refused = office.post(reverse("directives:assign"), form | {"due": "01/11/2026"})
    assert refused.status_code == 422
    assert "Hạn phải sau lúc chỉ đạo" in refused.content.decode()
    answer = office.post(reverse("directives:assign"), form)
    assert answer.status_code == 302
    first, second = Directive.objects.order_by("code")
    assert (first.lead, second.lead) == (here.units["finance"], here.units["health"])
    assert not first.entry_late
    head = here.browser("head")
    url = reverse("directives:act", args=[first.pk, "bao-cao"])
    sent = {"kind": "document", "label": "456/BC-STC", "text": "Đã báo cáo", "seen": "1"}
    assert head.post(url, sent | {"label": ""}).status_code == 422
    assert head.post(url, sent).status_code == 302
    assert head.post(url, sent).status_code == 422
    page = office.get(reverse("directives:directive", args=[first.pk])).content.decode()
    assert "Xác nhận hoàn thành" in page and "456/BC-STC" in page and "chờ xác nhận" in page


@pytest.mark.parametrize("name", ["list", "board", "blocked", "ranking", "rules", "templates", "overdue", "assign"])
def test_pages_of_the_office_ask_the_same_however_many_rows(
    here: Province, django_assert_max_num_queries: Callable[..., Any], name: str
) -> None:
    client = here.browser("office")
    for number in range(12):
        row = here.given(due_at=day("2026-11-17"), source_label=f"{number}/UBND")
        if number % 3 == 0:
            work.block(here.actor("head"), row.pk, "Thiếu số liệu", by=here.units["health"])
    with clock.at(at("2026-11-25 09:00")), django_assert_max_num_queries(12):
        assert client.get(reverse(f"directives:{name}")).status_code == 200


def test_the_page_of_a_directive_shows_its_tree_and_story_in_few_questions(
    here: Province, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    made = here.given(joint=[here.units["health"]])
    for number in range(5):
        assigning.hand_on(
            here.actor("head"), made.pk, lead=here.units["budget"], order=f"Phần {number}", due_at=day("2026-11-18")
        )
    client = here.browser("office")
    with django_assert_max_num_queries(12):
        text = client.get(reverse("directives:directive", args=[made.pk])).content.decode()
    assert "Cây nhiệm vụ" in text and "Phần 4" in text and "Sở Y tế" in text


def test_the_list_exports_what_it_shows(here: Province) -> None:
    here.given()
    answer = here.browser("office").get(reverse("directives:list"), {"xuat": "csv", "trang_thai": State.NOT_STARTED})
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2 and "NV2026-00001" in lines[1] and "Chưa thực hiện" in lines[1]


def test_urging_is_one_click_once_a_day_and_told_to_the_head(here: Province) -> None:
    made = here.given()
    leader = here.browser("leader")
    url = reverse("directives:urge", args=[made.pk])
    assert leader.post(url, {"next": reverse("directives:blocked")}).headers["Location"] == reverse(
        "directives:blocked"
    )
    assert leader.post(url).status_code == 422
    told = Message.objects.filter(template_code="directives-urged", channel="inapp")
    assert [message.account for message in told] == [here.accounts["head"]]


def test_a_restricted_directive_is_not_found_by_others_and_its_reading_is_on_record(here: Province) -> None:
    from tinhso.kernel.audit.models import AuditEntry

    made = here.given(restricted=True)
    url = reverse("directives:directive", args=[made.pk])
    assert here.browser("head").get(url).status_code == 404
    assert here.browser("leader").get(url).status_code == 200
    assert AuditEntry.objects.filter(code="directives.read-restricted", subject_id=made.pk).count() == 1


def test_one_digest_a_day_and_escalation_to_head_and_office(here: Province) -> None:
    head = here.actor("head")
    near = here.given(due_at=day("2026-11-23"), source_label="1")
    for number in range(30):
        here.given(due_at=day("2026-12-30"), source_label=f"xa {number}")
    late = here.given(due_at=day("2026-11-17"), source_label="2")
    child = assigning.hand_on(
        head, late.pk, lead=here.units["budget"], order="Phần", due_at=None, account=here.accounts["officer"]
    )
    with clock.at(at("2026-11-16 17:00")):
        found = reminders.gather(at("2026-11-16 00:00").date())
        assert {digest.account.username: [row for _left, row in digest.own] for digest in found.values()} == {
            "nv-head": [near]
        }
    with clock.at(at("2026-11-27 07:15")):
        assert reminders.send_digests() == 4
        assert reminders.send_digests() == 0
        found = reminders.gather(at("2026-11-27 00:00").date())
        office, officer = found[here.accounts["monitor"].pk], found[here.accounts["officer"].pk]
        assert [row for _left, row in office.escalated] == [late]
        assert [row for _left, row in officer.own] == [child]
        # The division's head and the department's are told of what their officer is late with.
        assert child in [row for _left, row in found[here.accounts["head"].pk].escalated]
    with clock.at(at("2026-11-28 07:15")):
        assert reminders.send_digests() == 0  # a Saturday
    assert DirectiveDigest.objects.count() == 4


def test_a_recurring_directive_is_given_once_for_each_of_its_days(here: Province) -> None:
    office = here.actor("office")
    values = {
        "name": "Báo cáo tuần", "order": "Báo cáo tuần", "ordered_name": "Chủ tịch", "every": Every.WEEK,
        "next_on": at("2026-11-13 00:00").date(), "term_days": 2,
    }  # fmt: skip
    template = recurring.keep(
        office, None, here.units["province"], values, [here.units["finance"], here.units["health"]]
    )
    assert recurring.give_due() == 2
    assert recurring.give_due() == 0
    template.refresh_from_db()
    assert template.next_on is not None and template.next_on.isoformat() == "2026-11-20"
    assert len(recurring.give(office, template.pk)) == 2
    assert recurring.following(at("2026-01-31 00:00").date(), Every.MONTH).isoformat() == "2026-02-28"


def test_a_ranking_is_worked_out_in_the_open_and_frozen(here: Province) -> None:
    with clock.at(at("2026-09-01 08:00")):
        rows = [here.given(due_at=day("2026-09-18"), source_label=str(n), ordered_at=clock.now()) for n in range(4)]
        other = here.given(lead=here.units["health"], due_at=day("2026-09-18"), ordered_at=clock.now())
    office = here.actor("office")
    with clock.at(at("2026-09-15 08:00")):
        for row in rows[:2]:
            work.report(here.actor("head"), row.pk, "", PAPER)
        deciding.give_back(office, rows[1].pk, "Thiếu")
        work.report(here.actor("outsider"), other.pk, "", PAPER)
        deciding.confirm(office, rows[0].pk)
        deciding.confirm(office, other.pk)
    with clock.at(at("2026-09-22 08:00")):
        work.report(here.actor("head"), rows[1].pk, "", PAPER)
        deciding.confirm(office, rows[1].pk)
        deciding.suspend(office, rows[3].pk, "Chờ")
    client = here.browser("office")
    with clock.at(at("2026-10-01 08:00")):
        # (1×100 + 1×50 + 1×0)/3 − 1×5/3 − min(20; (2+9)/3) = 50 − 1,67 − 3,67
        page = client.get(reverse("directives:ranking"), {"ky": "2026-Q3"}).content.decode()
        assert "44,67" in page and "100,00" in page
        assert client.post(reverse("directives:close-ranking"), {"ky": "2026-Q3"}).status_code == 302
        assert client.post(reverse("directives:close-ranking"), {"ky": "2026-Q3"}).status_code == 409
        assert client.post(reverse("directives:close-ranking"), {"ky": "2026-Q4"}).status_code == 422
    closing = RankingClosing.objects.get()
    assert [row["rank"] for row in closing.rows] == [1, 2]
    with clock.at(at("2026-11-01 08:00")):
        assert "44,67" in client.get(reverse("directives:ranking"), {"ky": "2026-Q3"}).content.decode()
        assert "44,67" not in client.get(reverse("directives:ranking"), {"ky": "2026"}).content.decode()


def test_a_documents_instruction_becomes_a_directive_once_and_its_parts_below(here: Province) -> None:
    document = new_id()

    def tell(lead: str, **more: Any) -> None:
        data = {
            "document": str(document), "instruction": str(new_id()), "assignments": [], "lead_unit": lead,
            "due_on": "2026-11-20", "text": "Báo cáo trước ngày 20",
        } | more  # fmt: skip
        account = str(here.accounts["leader"].pk)
        event = EventRecord(
            new_id(), "official_document.instructed", new_id(), data, {"account_id": account, "name": "Lê Thị Leader"},
            clock.now(), "",
        )  # fmt: skip
        make_directive(event)
        make_directive(event)

    tell(str(here.units["finance"].pk))
    tell(str(here.units["budget"].pk), due_on="2026-11-25")
    tell(str(here.units["health"].pk), due_on="")
    top, below = Directive.objects.order_by("level")
    assert (top.unit, top.lead, top.source_key) == (here.units["province"], here.units["finance"], document)
    assert (below.parent, below.unit, below.due_at) == (top, here.units["finance"], top.due_at)
    assert not top.entry_late


def test_programs_enter_report_and_read(here: Province) -> None:
    from tinhso.kernel.identity import programs
    from tinhso.kernel.identity.actor import SYSTEM
    from tinhso.kernel.identity.queries import role_by_code

    keys = {}
    for name in ("office", "head"):
        role, place = ("nv-office", "province") if name == "office" else ("nv-head", "finance")
        held = role_by_code(role)
        _key, secret = programs.create_api_key(SYSTEM, unit=here.units[place], role=held, label=name)
        keys[name] = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    client = here.browser("office")
    body = {
        "order": "Báo cáo", "unit": "H77", "lead": "H77.12", "ordered_name": "Chủ tịch", "source_label": "1/UBND",
        "due_at": "2026-11-20T17:00:00+07:00",
    }  # fmt: skip
    sent = client.post("/api/v1/directives", body, content_type="application/json", **keys["office"])
    assert sent.status_code == 201, sent.content
    key = sent.json()["id"]
    url = f"/api/v1/directives/{key}"
    report = client.post(f"{url}/report", {"label": "4/BC"}, content_type="application/json", **keys["head"])
    assert report.json()["state"] == "doing"
    done = client.post(f"{url}/confirm", {"text": ""}, content_type="application/json", **keys["office"])
    assert done.json()["state"] == "done_on_time"
    (listed,) = client.get("/api/v1/directives", **keys["head"]).json()["items"]
    assert listed["code"] == "NV2026-00001"


def test_orders_are_proposed_from_a_documents_words_with_the_clause_quoted(here: Province) -> None:
    text = """Căn cứ Luật Tổ chức chính quyền địa phương ngày 16/6/2025;
Điều 2. Giao Sở Tài chính chủ trì, phối hợp với Sở Y tế rà soát, báo cáo trước ngày 30/11/2026.
3. UBND xã Thượng Ninh triển khai, xong chậm nhất ngày 15 tháng 12 năm 2026.
Nơi nhận: Như trên."""
    client = here.browser("office")
    sent = {"source_label": "12/QĐ-UBND", "ordered_name": "Nguyễn Văn Chủ Tịch", "text": text}
    page = client.post(reverse("directives:extract"), sent)
    first, second = page.context["proposals"]
    told = [(each["found"].place, each["found"].unit_name, str(each["found"].due)) for each in (first, second)]
    assert told == [
        ("Điều 2", "Sở Tài chính", "2026-11-30"),
        ("3.", "Ủy ban nhân dân xã Thượng Ninh", "2026-12-15"),
    ]
    assert first["found"].joint_names == ("Sở Y tế",)
    form = client.get(first["url"]).context["form"]
    assert form.initial["due"] == "30/11/2026" and form.initial["joint"] == [str(here.units["health"].pk)]
