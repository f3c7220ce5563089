"""Each role does its own and is refused the rest: Office clerk, leader, head of unit, officer, monitor, outsider."""

from collections.abc import Callable
from typing import Any

import pytest

from tinhso.government.directives import queries
from tinhso.government.directives.models import Directive
from tinhso.government.directives.services import assigning, closing, deciding, recurring, ruling, work
from tinhso.government.directives.states import ProductKind, RuleKind
from tinhso.government.directives.tests.province import MONDAY, Province, day
from tinhso.kernel.foundation.errors import Forbidden, NotFound, Refused
from tinhso.kernel.identity.actor import Actor

PAPER = [work.Product(ProductKind.DOCUMENT, "456/BC-STC")]
EVERYBODY = ("office", "leader", "head", "officer", "monitor", "outsider")

Do = Callable[[Province, Actor, Directive], Any]

ACTS: dict[str, tuple[Do, set[str]]] = {
    "see": (lambda _here, actor, row: queries.get(actor, row.pk), {"office", "leader", "head", "officer", "monitor"}),
    "assign": (lambda here, actor, _row: assigning.assign(actor, here.order()), {"office", "leader"}),
    "hand": (lambda here, actor, row: assigning.hand(actor, row.pk, here.accounts["colleague"]), {"head"}),
    "hand on": (
        lambda here, actor, row: assigning.hand_on(
            actor, row.pk, lead=here.units["budget"], order="Phần", due_at=None
        ),
        {"head"},
    ),
    "start": (lambda _here, actor, row: work.start(actor, row.pk), {"head", "officer"}),
    "note": (lambda _here, actor, row: work.add_note(actor, row.pk, "Đang làm"), {"head", "officer"}),
    "block": (lambda _here, actor, row: work.block(actor, row.pk, "Thiếu số liệu"), {"head", "officer"}),
    "report": (lambda _here, actor, row: work.report(actor, row.pk, "", PAPER), {"head", "officer"}),
    "ask for time": (
        lambda _here, actor, row: work.ask_extension(actor, row.pk, day("2026-12-01"), "Bão"),
        {"head", "officer"},
    ),
    "extend": (lambda _here, actor, row: deciding.extend(actor, row.pk, day("2026-12-01"), "Bão"), {"office"}),
    "suspend": (lambda _here, actor, row: deciding.suspend(actor, row.pk, "Chờ"), {"office"}),
    "cancel": (lambda _here, actor, row: deciding.cancel(actor, row.pk, "Trùng"), {"office"}),
    "urge": (lambda _here, actor, row: deciding.urge(actor, row.pk), {"office", "leader", "monitor"}),
    "link": (
        lambda _here, actor, row: work.link(actor, row.pk, kind="dossier", label="H77.101-261116-0001"),
        {"office", "leader", "head", "officer"},
    ),
    "rule": (
        lambda _here, actor, _row: ruling.rule(
            actor, RuleKind.REMINDERS, {"before": [3, 0], "head_after": 1, "office_after": 2},
            valid_from=MONDAY.date(), basis="Quyết định 1/QĐ-UBND",
        ),
        {"office"},
    ),
    "template": (
        lambda here, actor, _row: recurring.keep(
            actor, None, here.units["province"], {"name": "Báo cáo tuần", "order": "Báo cáo", "ordered_name": "CT"},
            [here.units["finance"]],
        ),
        {"office"},
    ),
    "close": (lambda here, actor, _row: closing.close(actor, here.units["province"], "2026-Q3"), {"office"}),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_each_role_does_its_own_and_is_refused_the_rest(here: Province, act: str) -> None:
    do, allowed = ACTS[act]
    done = set()
    for name in EVERYBODY:
        row = here.given(lead=here.units["budget"], account=here.accounts["officer"], source_label=name)
        # The head of the department stands above its division.
        try:
            do(here, here.actor(name), row)
        except (Forbidden, NotFound):
            continue
        except Refused as refused:
            raise AssertionError(f"{name}: {refused.message}") from refused
        done.add(name)
        if act == "close":
            break
    assert done == allowed


@pytest.mark.parametrize("confirm", [True, False])
def test_only_the_office_of_the_unit_that_ordered_decides_on_a_report(here: Province, confirm: bool) -> None:
    for name in EVERYBODY:
        row = here.given(source_label=name)
        work.report(here.actor("head"), row.pk, "", PAPER)
        decide = deciding.confirm if confirm else deciding.give_back
        if name == "office":
            decide(here.actor(name), row.pk, "Được")
        else:
            with pytest.raises((Forbidden, NotFound)):
                decide(here.actor(name), row.pk, "Được")


def test_a_restricted_directive_is_seen_by_those_named_and_those_with_the_right(here: Province) -> None:
    row = here.given(
        restricted=True, lead=here.units["budget"], account=here.accounts["officer"], joint=[here.units["health"]]
    )
    seen = {name for name in here.accounts if queries.visible_to(here.actor(name)).filter(pk=row.pk).exists()}
    assert seen == {"office", "leader", "monitor", "officer"}
    child = here.given(parent=row, lead=here.units["budget"], due_at=row.due_at)
    assert child.restricted


def test_joint_units_see_and_note_and_decide_nothing(here: Province) -> None:
    row = here.given(joint=[here.units["health"]])
    outsider = here.actor("outsider")
    assert work.add_note(outsider, row.pk, "Đã gửi số liệu").unit == here.units["health"]
    assert Directive.objects.get(pk=row.pk).phase == "waiting"
    with pytest.raises(Forbidden):
        work.report(outsider, row.pk, "", PAPER)


def test_one_commune_does_not_see_the_work_of_others(here: Province) -> None:
    own, other = here.given(lead=here.units["commune"]), here.given()
    visible = set(queries.visible_to(here.actor("commune_head")).values_list("pk", flat=True))
    assert visible == {own.pk} and other.pk not in visible
