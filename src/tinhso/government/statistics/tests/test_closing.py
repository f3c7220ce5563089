"""A closed period stands for ever, whatever comes later; a correction is another number beside it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tinhso.government.statistics import doctor, queries, slow
from tinhso.government.statistics.figures import BY_SLUG, Figures
from tinhso.government.statistics.models import ClosedRow, Closing, CountedDossier
from tinhso.government.statistics.periods import Period
from tinhso.government.statistics.services import closing as services
from tinhso.government.statistics.services import rolling
from tinhso.government.statistics.services.closing import WHOLE
from tinhso.government.statistics.tests.conftest import NOW
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.procedures.models import ClockEvent, Dossier
from tinhso.kits.procedures.services import outcome
from tinhso.kits.procedures.tests.world import World

NOVEMBER = Period(2026, 11, "thang")
YEAR = Period(2026, 1, "nam")


def opened(world: World, closing: Closing) -> dict[str, set[str]]:
    """Return the dossiers that each figure of a closed report opens."""
    chief = world.actor("chief")
    scope = queries.scope_of(chief)
    return {
        column.slug: {
            str(row.dossier_id)
            for row in queries.dossiers_of(
                chief, scope, column.figure, closing.begins_at, closing.ends_at, closing=closing
            )
        }
        for column in BY_SLUG.values()
    }


def counts(closing: Closing) -> Figures:
    return queries.total(queries.closed_cells(WHOLE, closing))


def test_a_closed_period_does_not_move_when_late_acts_come(year: World) -> None:
    with clock.at(NOW):
        closing = services.close(year.actor("chief"), NOVEMBER)
        before, lists = counts(closing), opened(year, closing)
        assert {slug: len(found) for slug, found in lists.items()} == {
            slug: getattr(before, column.figure) for slug, column in BY_SLUG.items()
        }
    # Acts of later days, and a line that somebody dates back into the closed period.
    with clock.at(NOW + timedelta(days=1)):
        open_ones = Dossier.objects.filter(status__in=(2, 4, 5), received_at__lt=NOVEMBER.ends_at)
        assert open_ones.exists()
        for dossier in open_ones:
            outcome.stop(SYSTEM, dossier.id, reason="Thử", article="Điều 1")
        back = Dossier.objects.filter(finished_at__gte=NOVEMBER.begins_at, finished_at__lt=NOVEMBER.ends_at).first()
        assert back is not None
        line = back.clock_events.order_by("-position").first()
        assert line is not None
        ClockEvent.objects.create(
            dossier=back, position=line.position + 1, kind="stop", at=NOVEMBER.ends_at + timedelta(days=2),
            reason="Nhập lại", due_after=line.due_after,
        )  # fmt: skip
        rolling.roll_up()
    assert counts(closing) == before
    assert opened(year, closing) == lists
    assert CountedDossier.objects.filter(dossier=back).count() == 2
    assert doctor.check_closings() == []
    now = queries.total(queries.cells(WHOLE, NOVEMBER.begins_at, NOVEMBER.ends_at))
    assert now.resolved == before.resolved - 1


def test_a_correction_is_numbered_and_says_why(year: World) -> None:
    chief = year.actor("chief")
    with clock.at(NOW):
        first = services.close(chief, NOVEMBER)
        with pytest.raises(Conflict):
            services.close(chief, NOVEMBER)
        with pytest.raises(Invalid):
            services.correct(chief, NOVEMBER, reason=" ")
        second = services.correct(chief, NOVEMBER, reason="Bổ sung hồ sơ giấy nhập sau")
    assert (first.number, second.number, second.closed_by_name) == (0, 1, "Lê Thị chief")
    assert first.digest != second.digest
    assert queries.closing_of(NOVEMBER.code) == second
    assert queries.closing_of(NOVEMBER.code, 0) == first
    assert doctor.check_closings() == []


def test_only_who_may_and_only_what_has_ended_is_closed(year: World) -> None:
    with clock.at(NOW):
        with pytest.raises(Forbidden):
            services.close(year.actor("watcher"), NOVEMBER)
        with pytest.raises(Refused) as refusal:
            services.close(year.actor("chief"), YEAR)
        assert refusal.value.code == "period-open"
        with pytest.raises(Refused) as refusal:
            services.correct(year.actor("chief"), NOVEMBER, reason="Sửa")
        assert refusal.value.code == "not-closed"
    assert not Closing.objects.exists()


def test_what_nobody_closed_is_closed_by_night_and_equals_the_independent_count(year: World) -> None:
    with clock.at(NOW):
        assert services.close_ended() > 12
        assert services.close_ended() == 0
    dossiers = list(slow.walk())
    for closing in Closing.objects.all():
        cells = queries.closed_cells(WHOLE, closing)
        found = slow.count(dossiers, closing.begins_at, closing.ends_at)
        assert cells.keys() == found.keys()
        for key, figures in cells.items():
            for column in BY_SLUG.values():
                assert getattr(figures, column.figure) == len(found[key].get(column.figure, ()))


def test_the_doctor_tells_when_a_closed_line_was_changed(year: World) -> None:
    with clock.at(NOW):
        closing = services.close(year.actor("chief"), NOVEMBER)
    assert doctor.check_closings() == []
    row = ClosedRow.objects.filter(closing=closing).first()
    assert row is not None
    with pytest.raises(DatabaseError), transaction.atomic():
        ClosedRow.objects.filter(id=row.id).update(late=row.late + 1)
    with connection.cursor() as cursor:
        # As who owns the tables could.
        cursor.execute("ALTER TABLE statistics_closedrow DISABLE TRIGGER USER")
        cursor.execute("UPDATE statistics_closedrow SET late = late + 1 WHERE id = %s", [row.id])
        cursor.execute("ALTER TABLE statistics_closedrow ENABLE TRIGGER USER")
    assert len(doctor.check_closings()) == 1
