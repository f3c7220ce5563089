"""The life of a directive: given, handed on within its term, reported with a product, confirmed or returned."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from tinhso.government.directives import doctor, inbox_kinds, lateness, queries
from tinhso.government.directives.models import Directive, DirectiveEvent
from tinhso.government.directives.queries import rows
from tinhso.government.directives.services import assigning, deciding, work
from tinhso.government.directives.states import Act, EntryKind, Phase, ProductKind, Source, State
from tinhso.government.directives.tests.province import MONDAY, Province, day
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, Refused
from tinhso.kernel.inbox import queries as inbox
from tinhso.kits.procedures.tests.world import at

PAPER = [work.Product(ProductKind.DOCUMENT, "456/BC-STC")]


def fresh(directive: Directive) -> Directive:
    return Directive.objects.get(pk=directive.pk)


def kinds(directive: Directive) -> set[tuple[str, Any]]:
    return {(item.kind, item.account_id) for item in inbox.open_items(directive.pk)}


def test_an_order_keeps_its_words_and_awaits_the_leading_unit(here: Province) -> None:
    made = here.given(joint=[here.units["health"]])
    assert made.code == "NV2026-00001"
    assert made.order.startswith("Sở Tài chính chủ trì")
    assert lateness.state_of(made) == State.NOT_STARTED
    assert kinds(made) == {(inbox_kinds.TAKE, None), (inbox_kinds.JOIN, None)}
    assert inbox.items_for(here.actor("head")).get().subject_id == made.pk
    assert not inbox.items_for(here.actor("leader")).exists()
    (line,) = made.ledger.all()
    assert (line.act, line.text) == (Act.ASSIGNED, made.order)


@pytest.mark.parametrize(
    ("kind", "ordered", "late"),
    [
        (EntryKind.URGENT, "2026-11-16 08:30", False),
        (EntryKind.URGENT, "2026-11-13 16:00", True),
        (EntryKind.NORMAL, "2026-11-13 10:00", False),
        (EntryKind.NORMAL, "2026-11-12 10:00", True),
        (EntryKind.MANY, "2026-11-12 10:00", False),
        (EntryKind.MANY, "2026-11-11 10:00", True),
    ],
)
def test_entering_late_is_measured_by_the_rule_of_its_kind(here: Province, kind: str, ordered: str, late: bool) -> None:
    made = here.given(entry_kind=kind, ordered_at=at(ordered))
    assert made.entry_late is late


def test_what_is_missing_is_told_field_by_field(here: Province) -> None:
    with pytest.raises(Invalid) as refused:
        here.given(
            order=" ", ordered_name="", source=Source.MEETING, source_label="", due_at=MONDAY - timedelta(days=3),
            ordered_at=MONDAY + timedelta(minutes=1),
        )  # fmt: skip
    assert set(refused.value.fields) == {"order", "ordered_name", "source_label", "due", "ordered_on"}


def test_a_due_day_off_moves_to_the_next_working_day(here: Province) -> None:
    assert day("2026-11-21").astimezone(clock.VIETNAM).date().isoformat() == "2026-11-23"


def test_handing_on_stays_within_the_parents_term_and_below_its_unit(here: Province) -> None:
    made = here.given()
    head = here.actor("head")
    with pytest.raises(Invalid) as late:
        assigning.hand_on(head, made.pk, lead=here.units["budget"], order="Tổng hợp", due_at=day("2026-11-23"))
    assert "due" in late.value.fields
    with pytest.raises(Invalid) as foreign:
        assigning.hand_on(head, made.pk, lead=here.units["health"], order="Tổng hợp", due_at=None)
    assert "lead" in foreign.value.fields
    child = assigning.hand_on(
        head, made.pk, lead=here.units["budget"], order="Tổng hợp", due_at=day("2026-11-18"),
        account=here.accounts["officer"],
    )  # fmt: skip
    assert (child.level, child.unit, child.root_id) == (1, here.units["finance"], made.pk)
    assert kinds(child) == {(inbox_kinds.TAKE, here.accounts["officer"].pk)}
    assert fresh(made).phase == Phase.DOING


def test_how_much_is_done_follows_from_what_was_handed_on(here: Province) -> None:
    made, head = here.given(), here.actor("head")
    children = [
        assigning.hand_on(head, made.pk, lead=here.units["budget"], order=f"Phần {n}", due_at=day("2026-11-18"))
        for n in range(3)
    ]
    with pytest.raises(Refused, match="chưa xong"):
        work.report(head, made.pk, "", PAPER)
    work.report(here.actor("officer"), children[0].pk, "", PAPER)
    deciding.confirm(head, children[0].pk)
    deciding.cancel(head, children[2].pk, "Trùng việc")
    tree = rows.tree(head, fresh(made))
    assert [node.percent for node in rows.flat(tree)] == [50, 100, 0, 0]
    assert rows.percents([fresh(made)]) == {made.pk: 50}


def test_a_result_needs_a_product_and_counts_from_when_it_was_reported(here: Province) -> None:
    made, head = here.given(), here.actor("head")
    with pytest.raises(Invalid, match="chưa hợp lệ"):
        work.report(head, made.pk, "Xong", [])
    with clock.at(at("2026-11-20 16:00")):
        work.report(head, made.pk, "Xong", PAPER)
    # The monitor holds no right to confirm here: it awaits who entered it.
    assert kinds(fresh(made)) == {(inbox_kinds.CONFIRM, here.accounts["office"].pk)}
    with clock.at(at("2026-11-24 09:00")):
        assert lateness.state_of(fresh(made)) == State.DOING
        deciding.confirm(here.actor("office"), made.pk)
        assert lateness.state_of(fresh(made)) == State.DONE_ON_TIME
    assert not kinds(fresh(made))


def test_what_is_returned_counts_as_not_done(here: Province) -> None:
    made, head = here.given(), here.actor("head")
    with clock.at(at("2026-11-20 16:00")):
        work.report(head, made.pk, "Xong", PAPER)
    with clock.at(at("2026-11-25 09:00")):
        with pytest.raises(Invalid):
            deciding.give_back(here.actor("office"), made.pk, " ")
        deciding.give_back(here.actor("office"), made.pk, "Thiếu số liệu cấp xã")
        row = fresh(made)
        assert (lateness.state_of(row), row.returns, lateness.days_late(row)) == (State.OVERDUE, 1, 2)
        work.report(head, made.pk, "Bổ sung", PAPER)
        deciding.confirm(here.actor("office"), made.pk)
    row = fresh(made)
    assert (lateness.state_of(row), lateness.days_late(row)) == (State.DONE_LATE, 2)


def test_days_late_are_working_days(here: Province) -> None:
    made = here.given()  # due on Friday the 20th
    for moment, late in (
        ("2026-11-20 18:00", 0),
        ("2026-11-22 10:00", 0),
        ("2026-11-23 10:00", 1),
        ("2026-12-01 10:00", 6),  # the 24th is a day off
    ):
        with clock.at(at(moment)):
            assert (lateness.state_of(made), lateness.days_late(made)) == (State.OVERDUE, late), moment


def test_extensions_are_asked_answered_counted_and_never_go_back(here: Province) -> None:
    made, head, office = here.given(), here.actor("head"), here.actor("office")
    work.ask_extension(head, made.pk, day("2026-11-27"), "Chờ số liệu của các xã")
    assert (inbox_kinds.EXTENSION, here.accounts["office"].pk) in kinds(fresh(made))
    deciding.refuse_extension(office, made.pk, "Không có lý do khách quan")
    assert fresh(made).asked_due_at is None
    with pytest.raises(Invalid):
        deciding.extend(office, made.pk, day("2026-11-19"), "Sớm hơn")
    deciding.extend(office, made.pk, day("2026-11-25"), "Bão số 9")
    row = fresh(made)
    assert (row.extensions, row.due_at, row.first_due_at) == (1, day("2026-11-25"), day("2026-11-20"))


def test_a_rest_moves_the_due_time_by_its_working_days_for_the_whole_tree(here: Province) -> None:
    made, head, office = here.given(), here.actor("head"), here.actor("office")
    child = assigning.hand_on(head, made.pk, lead=here.units["budget"], order="Phần", due_at=day("2026-11-18"))
    with clock.at(at("2026-11-17 10:00")):
        deciding.suspend(office, made.pk, "Chờ Trung ương hướng dẫn")
        assert lateness.state_of(fresh(child)) == State.SUSPENDED
        assert not kinds(fresh(made))
    with clock.at(at("2026-11-23 10:00")):
        deciding.resume(office, made.pk)
    assert fresh(made).due_at == day("2026-11-27")  # four working days: 18, 19, 20, 23
    assert fresh(child).due_at == day("2026-11-25")


def test_cancelling_ends_what_was_handed_on(here: Province) -> None:
    made, head = here.given(), here.actor("head")
    child = assigning.hand_on(head, made.pk, lead=here.units["budget"], order="Phần", due_at=None)
    deciding.cancel(here.actor("office"), made.pk, "Thay bằng chỉ đạo khác")
    assert {fresh(made).phase, fresh(child).phase} == {Phase.CANCELLED}
    with pytest.raises(Refused, match="Hủy bỏ"):
        work.start(head, made.pk)


def test_whoever_looked_at_an_older_state_is_told_who_acted(here: Province) -> None:
    made, head = here.given(), here.actor("head")
    work.start(head, made.pk, seen=1)
    with pytest.raises(Conflict, match="Lê Thị Head"):
        work.add_note(head, made.pk, "Đang làm", seen=1)


def test_what_blocks_is_told_by_whom_and_since_when(here: Province) -> None:
    made, head = here.given(), here.actor("head")
    work.block(head, made.pk, "Chưa có số liệu viện phí", by=here.units["health"])
    with clock.at(at("2026-11-19 09:00")):
        from tinhso.government.directives.queries import boards

        (block,) = boards.blocked(here.actor("leader"))
        assert (block.kind, block.who, block.days) == ("blocked", "Sở Y tế", 3)
        work.clear(head, made.pk, "Đã nhận số liệu")
        assert not boards.blocked(here.actor("leader"))


def test_an_officer_does_what_was_given_to_him_and_nobody_elses(here: Province) -> None:
    made, head = here.given(), here.actor("head")
    child = assigning.hand_on(
        head, made.pk, lead=here.units["budget"], order="Phần", due_at=None, account=here.accounts["officer"]
    )
    with pytest.raises(Forbidden, match="đã giao cho"):
        work.start(here.actor("colleague"), child.pk)
    assigning.hand(head, child.pk, here.accounts["colleague"])
    work.start(here.actor("colleague"), child.pk)
    with pytest.raises(Invalid):
        assigning.hand(head, child.pk, here.accounts["outsider"])


@pytest.mark.parametrize(
    "change", ["UPDATE directives_directiveevent SET text = 'khác'", "DELETE FROM directives_directiveevent"]
)
def test_nothing_changes_a_line_of_the_ledger(here: Province, change: str) -> None:
    here.given()
    with (
        pytest.raises(ProgrammingError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(DirectiveEvent._meta.db_table))
    assert DirectiveEvent.objects.count() == 1


def test_the_doctor_names_a_directive_that_does_not_follow_from_its_ledger(here: Province) -> None:
    made = here.given()
    work.start(here.actor("head"), made.pk)
    assert not doctor.check_ledger()
    Directive.objects.filter(pk=made.pk).update(extensions=3, due_at=day("2026-12-20"))
    assert doctor.check_ledger() == ["Nhiệm vụ NV2026-00001: khác với sổ ở due_at, extensions."]


def test_the_states_of_python_and_of_the_database_are_the_same(here: Province) -> None:
    office, head = here.actor("office"), here.actor("head")
    acts = [
        lambda key: None,
        lambda key: work.start(head, key),
        lambda key: work.report(head, key, "", PAPER),
        lambda key: (work.report(head, key, "", PAPER), deciding.confirm(office, key)),
        lambda key: deciding.suspend(office, key, "Chờ"),
        lambda key: deciding.cancel(office, key, "Thôi"),
    ]
    for act in acts:
        for due in (day("2026-11-17"), day("2026-12-20"), None):
            key = here.given(due_at=due).pk
            with clock.at(at("2026-11-18 10:00")):
                act(key)
    with clock.at(at("2026-11-19 10:00")):
        found = list(queries.listing(office, queries.Filters()))
        assert len(found) == 18
        assert {row.state for row in found} == {str(state) for state in State}
        assert all(row.state == lateness.state_of(row) for row in found)
        counts = rows.counts(office, queries.Filters())
        assert sum(counts[str(state)] for state in State) == 18
