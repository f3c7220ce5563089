"""Who held how long: working minutes of each unit, the citizen's time and the clock's pauses left out."""

from typing import Any

import pytest

from tinhso.government.statistics import held, queries
from tinhso.government.statistics.dossier_panel import context
from tinhso.government.statistics.holding import RECEPTION, Run, Wait, account_for
from tinhso.government.statistics.models import CountedDossier
from tinhso.government.statistics.periods import read
from tinhso.government.statistics.services.closing import WHOLE
from tinhso.government.statistics.tests.conftest import NOW
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.tests.world import World, at

DESK, DIVISION, LEADER, OTHER = new_id(), new_id(), new_id(), new_id()


def run(unit: Any, step: str, opened: str, closed: str | None, **more: Any) -> Run:
    return Run(unit, step, step, more.pop("kind", "do"), at(opened), at(closed) if closed else None, **more)


def account(runs: list[Run], waits: list[Wait] = [], **changes: Any) -> Any:  # noqa: B006 - never changed
    given = {
        "desk_id": DESK,
        "submitted_at": at("2026-11-16 08:00"),
        "received_at": at("2026-11-16 09:00"),
        "runs": runs,
        "waits": waits,
        "until": at("2026-11-18 10:00"),
    }
    return account_for(current_calendar(), **(given | changes))


def minutes(found: Any) -> dict[Any, int]:
    return {(hold.unit_id, hold.step): hold.minutes for hold in found.holds}


@pytest.mark.django_db
def test_each_unit_is_charged_with_its_working_minutes_and_nights_are_nobodys() -> None:
    found = account(
        [
            run(DIVISION, "tham-dinh", "2026-11-16 09:00", "2026-11-17 09:00"),
            run(LEADER, "ky", "2026-11-17 09:00", "2026-11-18 10:00"),
            run(DESK, "tra", "2026-11-18 10:00", None, kind="hand_over"),
        ]
    )
    assert minutes(found) == {(DESK, RECEPTION): 60, (DIVISION, "tham-dinh"): 480, (LEADER, "ky"): 540}
    assert (found.elapsed_minutes, found.waited_minutes) == (1080, 0)


@pytest.mark.django_db
def test_waiting_for_the_citizen_is_taken_off_whoever_held_the_dossier_meanwhile() -> None:
    waits = [Wait(at("2026-11-16 14:00"), at("2026-11-17 08:30")), Wait(at("2026-11-17 08:00"), at("2026-11-17 09:00"))]
    found = account([run(DIVISION, "tham-dinh", "2026-11-16 09:00", "2026-11-18 10:00")], waits)
    # 09:00–11:30, 13:30–14:00; then 09:00–17:30 and 07:30–10:00.
    assert minutes(found)[DIVISION, "tham-dinh"] == 180 + 390 + 150
    assert found.waited_minutes == 210 + 90
    assert sum(minutes(found).values()) == found.elapsed_minutes - found.waited_minutes


@pytest.mark.django_db
def test_a_repeated_step_adds_up_and_neighbours_are_each_charged() -> None:
    found = account(
        [
            run(DIVISION, "tham-dinh", "2026-11-16 09:00", "2026-11-16 10:00", due_at=at("2026-11-16 09:30")),
            run(OTHER, "y-kien", "2026-11-16 09:00", "2026-11-16 11:00"),
            run(DIVISION, "tham-dinh", "2026-11-17 08:00", None),
        ]
    )
    held_by = {hold.step: hold for hold in found.holds}
    assert (held_by["tham-dinh"].runs, held_by["tham-dinh"].minutes) == (2, 60 + 450 + 150)
    assert (held_by["tham-dinh"].late, held_by["tham-dinh"].running) == (True, True)
    assert held_by["y-kien"].minutes == 120


@pytest.mark.django_db
def test_who_is_asked_holds_the_dossier_and_not_who_asked() -> None:
    asked, back = at("2026-11-16 10:00"), at("2026-11-17 10:00")
    found = account(
        [
            run(DIVISION, "tham-dinh", "2026-11-16 09:00", "2026-11-17 11:00", away=((asked, back),)),
            run(OTHER, "y-kien", "2026-11-16 10:00", "2026-11-17 10:00", kind="opinion"),
        ]
    )
    assert minutes(found)[DIVISION, "tham-dinh"] == 60 + 60
    assert minutes(found)[OTHER, "y-kien"] == 480


def test_figures_are_the_sums_of_the_dossiers_that_ended(year: World) -> None:
    period = read("thang-2026-10")
    ended = CountedDossier.objects.filter(
        ended_at__gte=period.begins_at, ended_at__lt=period.ends_at, until_closing=None
    )
    expected: dict[str, list[int]] = {}
    for row in ended:
        of_unit: dict[str, int] = {}
        for unit, _step, _name, spent, _late in row.held:
            of_unit[unit] = of_unit.get(unit, 0) + spent
        for unit, spent in of_unit.items():
            expected.setdefault(unit, []).append(spent)
    found = {row.key: row for row in held.by_unit(WHOLE, period)}
    assert found.keys() == expected.keys()
    assert all((row.dossiers, row.minutes) == (len(expected[key]), sum(expected[key])) for key, row in found.items())
    agencies = held.agencies(period, queries.published_scope(None))
    assert sum(row.ended for row in agencies) == ended.count()
    assert [row.mean_minutes for row in held.by_unit(WHOLE, period)] == sorted(
        (row.mean_minutes for row in found.values()), reverse=True
    )


def test_the_panel_of_a_dossier_tells_who_held_it_and_of_a_refused_one_nothing(year: World) -> None:
    with clock.at(NOW):
        done = Dossier.objects.filter(status=10, supplements=1).select_related("reception_unit").first()
        assert done is not None
        shown = context(year.actor("citizen"), done)
        assert shown is not None
        assert shown["ended"] and shown["waited"]
        assert shown["holds"][0]["unit"] == year.desk.name
        refused = Dossier.objects.filter(status=3).first()
        assert refused is not None and context(year.actor("citizen"), refused) is None
