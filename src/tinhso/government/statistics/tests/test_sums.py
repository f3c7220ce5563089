"""The sums equal an independent count, cell by cell, and each cell opens exactly its dossiers."""

from tinhso.government.statistics import queries, slow
from tinhso.government.statistics.doctor import check_sums
from tinhso.government.statistics.figures import BY_SLUG, Figures
from tinhso.government.statistics.models import CountedDossier
from tinhso.government.statistics.periods import ended_between, period_of
from tinhso.government.statistics.services import rolling
from tinhso.government.statistics.services.closing import WHOLE
from tinhso.government.statistics.tests.conftest import NOW
from tinhso.kernel.foundation import clock
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.tests.world import World, at


def spans():
    periods = ended_between(at("2025-08-01 00:00").date(), NOW.date())
    running = [period_of(NOW.date(), kind) for kind in ("thang", "quy", "nam")]
    odd = [(at("2026-03-03 00:00"), at("2026-03-05 00:00")), (at("2026-02-10 09:30"), at("2026-06-01 15:10"))]
    return [(p.begins_at, p.ends_at) for p in periods] + [(p.begins_at, NOW) for p in running] + odd


def test_every_cell_of_every_period_equals_the_independent_count(year: World) -> None:
    dossiers = list(slow.walk())
    seen = Figures()
    for begins_at, ends_at in spans():
        cells = queries.cells(WHOLE, begins_at, ends_at)
        counts = slow.count(dossiers, begins_at, ends_at)
        assert cells.keys() == counts.keys()
        for key, figures in cells.items():
            for column in BY_SLUG.values():
                assert getattr(figures, column.figure) == len(counts[key].get(column.figure, ())), (begins_at, column)
            seen.add(figures)
    # The year has everything in it, so that nothing was compared with nothing.
    assert all(getattr(seen, column.figure) for column in BY_SLUG.values())


def test_each_cell_opens_exactly_its_dossiers(year: World) -> None:
    dossiers = list(slow.walk())
    chief = year.actor("chief")
    for begins_at, ends_at in spans()[-8:]:
        counts = slow.count(dossiers, begins_at, ends_at)
        for (unit_id, field_id), cell in counts.items():
            scope = queries.scope_of(chief, unit_id)
            for column in BY_SLUG.values():
                rows = queries.dossiers_of(chief, scope, column.figure, begins_at, ends_at, field_id=field_id)
                assert {row.dossier_id for row in rows} == cell.get(column.figure, set()), column


def test_drawing_again_changes_nothing(year: World) -> None:
    with clock.at(NOW):
        before = queries.cells(WHOLE, at("2025-12-15 00:00"), NOW)
        assert CountedDossier.objects.count() < Dossier.objects.count()
        rolling.touch_all()
        rolling.roll_up()
        assert queries.cells(WHOLE, at("2025-12-15 00:00"), NOW) == before
        assert check_sums() == []
