"""The invented year stands by the rules of real work."""

from datetime import timedelta
from typing import Any

import pytest

from tinhso.cli.history import generate
from tinhso.kernel.foundation import clock
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kits.procedures.codes import parse_code
from tinhso.kits.procedures.doctor import check_deadlines
from tinhso.kits.procedures.models import DailyNumber, Dossier, DossierLogEntry
from tinhso.kits.procedures.rules import FOLLOWERS
from tinhso.kits.procedures.states import Status
from tinhso.kits.procedures.tests.world import World, at, make_world


@pytest.fixture
def year(db: None, settings: Any, tmp_path: Any) -> World:
    settings.FILES_ROOT = tmp_path / "files"
    world = make_world()
    with clock.at(at("2026-11-20 10:00")):
        generate(400, seed=1)
    return world


def test_every_due_time_follows_from_its_ledger(year: World) -> None:
    assert Dossier.objects.count() == 400
    assert check_deadlines() == []


def test_every_change_of_status_is_one_that_the_rules_know(year: World) -> None:
    for before, after in DossierLogEntry.objects.exclude(status_before=None).values_list(
        "status_before", "status_after"
    ):
        assert before == after or Status(after) in FOLLOWERS[Status(before)]


def test_numbers_run_without_a_gap_and_go_on_in_real_work(year: World) -> None:
    numbers: dict[Any, set[int]] = {}
    for code in Dossier.objects.values_list("code", flat=True):
        parsed = parse_code(code)
        numbers.setdefault(parsed.day, set()).add(parsed.number)
    assert all(given == set(range(1, len(given) + 1)) for given in numbers.values())
    assert {row.day: row.last for row in DailyNumber.objects.all()} == {
        day: len(given) for day, given in numbers.items()
    }


def test_the_year_has_late_ones_pauses_ratings_and_open_work(year: World) -> None:
    ended = Dossier.objects.filter(finished_at__isnull=False, due_at__isnull=False)
    late = sum(dossier.finished_at > dossier.due_at for dossier in ended if dossier.finished_at and dossier.due_at)
    assert 0 < late < 0.15 * len(ended)
    assert Dossier.objects.filter(supplements=1).exists()
    assert Dossier.objects.filter(rating__score__gte=4).exists()
    open_ones = Dossier.objects.filter(
        status__in=[Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING, Status.FINISHED]
    )
    assert WorkItem.objects.filter(closed_at=None).count() == open_ones.count()


def test_nothing_happens_in_the_future(year: World) -> None:
    now = at("2026-11-20 10:00")
    assert not DossierLogEntry.objects.filter(at__gt=now).exists()
    assert not Dossier.objects.filter(submitted_at__gt=now + timedelta(seconds=1)).exists()
