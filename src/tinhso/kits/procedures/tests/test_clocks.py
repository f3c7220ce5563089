"""Worked examples of the deadline ledger, in the office hours 07:30–11:30 and 13:30–17:30."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from tinhso.kernel.worktime.datafiles import default_calendar
from tinhso.kits.procedures.clocks import replay
from tinhso.kits.procedures.definition import ClockRules
from tinhso.kits.procedures.tests.world import at

THREE_DAYS = {"label": "Thông thường", "working_days": 3, "basis": "Điều 2"}
FIVE_DAYS = {"label": "Phải xác minh", "working_days": 5, "basis": "Điều 3"}


@dataclass
class Line:
    kind: str
    at: datetime
    term: dict[str, Any] = field(default_factory=dict)


def due(*lines: Line, **rules: Any) -> datetime | None:
    clock_rules = ClockRules.model_validate({"supplement": {"effect": "pause", "most": 1, "basis": "x"}} | rules)
    return replay(default_calendar(), clock_rules, lines).due_at


def test_three_working_days_from_friday_afternoon_before_tet() -> None:
    assert due(Line("start", at("2026-02-13 16:30"), THREE_DAYS)) == at("2026-02-25 16:30")


def test_a_pause_for_a_supplement_moves_the_due_time_by_the_working_time_it_took() -> None:
    started = Line("start", at("2026-11-16 08:00"), THREE_DAYS)
    assert due(started) == at("2026-11-19 08:00")
    waited_two_days = [Line("pause", at("2026-11-17 09:00")), Line("resume", at("2026-11-19 09:00"))]
    assert due(started, *waited_two_days) == at("2026-11-23 08:00")


def test_a_pause_over_a_weekend_only_counts_its_working_time() -> None:
    lines = [
        Line("start", at("2026-11-19 08:00"), THREE_DAYS),
        Line("pause", at("2026-11-20 16:30")),
        Line("resume", at("2026-11-23 08:30")),
    ]
    # Friday 16:30–17:30 and Monday 07:30–08:30 are two hours; Tuesday the 24th is a day off.
    assert due(*lines) == at("2026-11-25 10:00")


def test_while_it_waits_the_due_time_is_unknown_and_nothing_is_late() -> None:
    assert due(Line("start", at("2026-11-16 08:00"), THREE_DAYS), Line("pause", at("2026-11-17 08:00"))) is None


def test_three_pauses_add_up_and_never_make_a_dossier_late() -> None:
    lines = [Line("start", at("2026-11-16 08:00"), FIVE_DAYS)]
    for day in (17, 18, 19):
        lines += [Line("pause", at(f"2026-11-{day} 08:00")), Line("resume", at(f"2026-11-{day} 10:00"))]
    assert due(lines[0]) == at("2026-11-23 08:00")
    assert due(*lines) == at("2026-11-23 16:00")


def test_a_restart_counts_the_whole_term_again_and_forgets_earlier_pauses() -> None:
    lines = [
        Line("start", at("2026-11-16 08:00"), THREE_DAYS),
        Line("pause", at("2026-11-17 08:00")),
        Line("restart", at("2026-11-20 09:00"), THREE_DAYS),
    ]
    assert due(*lines) == at("2026-11-26 09:00")


def test_an_extension_adds_working_days_to_what_stood() -> None:
    lines = [
        Line("start", at("2026-11-16 08:00"), THREE_DAYS),
        Line("extend", at("2026-11-18 08:00"), {"working_days": 2}),
    ]
    assert due(*lines) == at("2026-11-23 08:00")


def test_after_the_cut_off_it_counts_from_the_next_opening() -> None:
    assert due(Line("start", at("2026-11-16 15:00"), THREE_DAYS), cutoff="15:00") == at("2026-11-19 17:30")


def test_whole_days_end_at_closing_time() -> None:
    assert due(Line("start", at("2026-11-16 09:12"), THREE_DAYS), whole_days=True) == at("2026-11-19 17:30")


def test_the_end_keeps_the_due_time_it_is_judged_by() -> None:
    lines = [Line("start", at("2026-11-16 08:00"), THREE_DAYS), Line("stop", at("2026-11-18 08:00"))]
    state = replay(
        default_calendar(),
        ClockRules.model_validate({"supplement": {"effect": "pause", "most": 1, "basis": "x"}}),
        lines,
    )
    assert state.due_at == at("2026-11-19 08:00")
    assert state.stopped_at == at("2026-11-18 08:00")
    assert not state.running


@pytest.mark.parametrize("effect", ["pause", "restart"])
def test_same_day_terms_end_today_or_tomorrow_after_the_cut_off(effect: str) -> None:
    term = {"label": "Trong ngày", "same_day": True, "basis": "Luật Hộ tịch"}
    assert due(Line("start", at("2026-11-16 14:59"), term), cutoff="15:00") == at("2026-11-16 17:30")
    assert due(Line("start", at("2026-11-16 15:00"), term), cutoff="15:00") == at("2026-11-17 17:30")
