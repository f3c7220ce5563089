"""A dossier moved by a reorganisation: as then and as now, beside figures worked out by hand; the story, the rights.

Two communes merge on 1 November 2026. Before: three dossiers at the first (one ended in October), one at the second.
After: one of the moved ones ends, one new comes to the merged commune.
"""

from typing import Any

import pytest

from tinhso.government.statistics import queries, structure
from tinhso.government.statistics.doctor import differences
from tinhso.government.statistics.services import rolling
from tinhso.government.statistics.services.closing import WHOLE
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.reorganization import services
from tinhso.kits.procedures.models import ClockEvent, Dossier, DossierLogEntry, DossierUnit
from tinhso.kits.procedures.queries import visible_to
from tinhso.kits.procedures.tests.world import World, at

NOW = at("2026-11-20 10:00")
DUE = at("2026-12-31 17:00")
PLAN = """
code: gop-xa
title: Gộp hai xã
decision: {number: 1/NQ-HĐND, date: 2026-10-01}
effective_on: 2026-11-01
legal_basis: Luật 72/2025/QH15
two_heads: keep
operations:
  - do: merge
    into: {identifier: H56.950, name: UBND xã Gộp, parent: H56, kind: commune, tier: commune,
           divisions: [["VH", Phòng Văn hóa – Xã hội, division], ["MC", Một cửa, one_stop]]}
    from: [%s, %s]
"""


def dossier(world: World, number: int, unit: OrganizationUnit, received: str, ended: str = "") -> Dossier:
    moment = at(received)
    made = Dossier.objects.create(
        code=f"{unit.identifier}-2610{number:02d}-0001", version=world.version, procedure=world.version.procedure,
        person=world.accounts["citizen"].person, applicant_name="Nguyễn Văn A", applicant={}, answers={},
        channel="online", reception_unit=unit, agency=unit, holder_unit=unit, status=4, submitted_at=moment, folded="",
    )  # fmt: skip
    DossierUnit.objects.create(dossier=made, unit=unit, submitted_at=moment)
    ClockEvent.objects.create(dossier=made, position=1, kind="start", at=moment, reason="", due_after=DUE)
    DossierLogEntry.objects.create(dossier=made, at=moment, act="receive", actor_name="", status_after=2)
    if ended:
        finish(made, ended)
    return made


def finish(made: Dossier, ended: str) -> None:
    ClockEvent.objects.create(dossier=made, position=2, kind="stop", at=at(ended), reason="", due_after=DUE)
    DossierLogEntry.objects.create(dossier=made, at=at(ended), act="sign", actor_name="", status_after=9)
    Dossier.objects.filter(pk=made.pk).update(status=9)


@pytest.fixture
def merged(small: World) -> Any:
    with clock.at(NOW):
        first, second = small.commune, small.neighbour
        rows = [
            dossier(small, 1, first, "2026-10-05 08:00", "2026-10-20 09:00"),
            dossier(small, 2, first, "2026-10-06 08:00"),
            dossier(small, 3, first, "2026-10-07 08:00"),
            dossier(small, 4, second, "2026-10-08 08:00"),
        ]
        plan = services.save_plan(SYSTEM, PLAN % (first.identifier, second.identifier))
        run = services.go_on(services.start(SYSTEM, plan, background=False).pk)
        new = OrganizationUnit.objects.on().get(identifier="H56.950")
        finish(rows[1], "2026-11-10 09:00")
        dossier(small, 5, new, "2026-11-12 08:00")
        rolling.touch_all()
        rolling.roll_up()
        yield small, run, first, second, new, rows


OCTOBER = (at("2026-10-01 00:00"), at("2026-11-01 00:00"))
NOVEMBER = (at("2026-11-01 00:00"), NOW)


def figures(scope: queries.Scope, span: tuple[Any, Any], *, now: bool = False) -> dict[Any, tuple[int, ...]]:
    """Return received, carried, moved in and out, resolved, in hand of each unit."""
    wide = structure.widened(scope) if now else scope
    cells = queries.cells(wide, *span)
    cells = structure.as_now(cells, scope) if now else cells
    rows = queries.totals(cells, "don-vi").items()
    return {unit: (f.online, f.carried, f.moved_in, f.moved_out, f.resolved, f.in_hand) for unit, f in rows}


def test_as_then_and_as_now_are_what_was_worked_out_by_hand(merged: Any) -> None:
    _small, _run, first, second, new, _rows = merged
    assert figures(WHOLE, OCTOBER) == {first.pk: (3, 0, 0, 0, 1, 2), second.pk: (1, 0, 0, 0, 0, 1)}
    assert figures(WHOLE, NOVEMBER) == {new.pk: (1, 3, 0, 0, 1, 3)}
    assert figures(WHOLE, OCTOBER, now=True) == {new.pk: (4, 0, 0, 0, 1, 3)}
    assert figures(WHOLE, NOVEMBER, now=True) == {new.pk: (1, 3, 0, 0, 1, 3)}
    assert not list(differences([(at("2026-10-01 00:00"), at("2026-11-01 00:00")), (at("2026-10-15 00:00"), NOW)]))


def test_a_period_over_the_day_of_effect_tells_what_was_handed_over(merged: Any) -> None:
    _small, _run, first, second, new, _rows = merged
    cells = queries.cells(WHOLE, at("2026-10-01 00:00"), NOW)
    rows = {
        unit: (f.received, f.moved_in, f.moved_out, f.in_hand) for unit, f in queries.totals(cells, "don-vi").items()
    }
    assert rows == {first.pk: (3, 0, 2, 0), second.pk: (1, 0, 1, 0), new.pk: (1, 3, 0, 3)}
    now = structure.as_now(cells, WHOLE)
    assert queries.total(now).in_hand == 3 and not queries.total(now).moved_in


def test_each_number_of_the_new_commune_opens_its_dossiers(merged: Any) -> None:
    _small, _run, first, _second, new, rows = merged
    span = (at("2026-10-01 00:00"), at("2026-11-01 00:00"))
    mine = queries.Scope(first, frozenset({first.pk}))
    assert {row.dossier_id for row in queries.dossiers_of(SYSTEM, mine, "in_hand", *span)} == {rows[1].pk, rows[2].pk}
    wide = structure.widened(queries.Scope(new, frozenset({new.pk})))
    assert queries.dossiers_of(SYSTEM, wide, "received", *span).count() == 4
    later = (at("2026-11-01 00:00"), at("2026-12-01 00:00"))
    assert queries.dossiers_of(SYSTEM, queries.Scope(new, frozenset({new.pk})), "carried", *later).count() == 3


def test_the_new_commune_sees_open_and_closed_dossiers_which_keep_their_codes(merged: Any) -> None:
    small, _run, first, _second, new, rows = merged
    clerk = small.actor("leader")
    assert {post.unit_id for post in clerk.posts} == {new.pk}
    assert set(visible_to(clerk).values_list("id", flat=True)) >= {row.pk for row in rows}
    closed = Dossier.objects.get(pk=rows[0].pk)
    opened = Dossier.objects.get(pk=rows[2].pk)
    assert (closed.agency_id, opened.agency_id, opened.code) == (first.pk, new.pk, rows[2].code)
    assert opened.reception_unit.identifier == "H56.950.MC"
    line = opened.log.get(act="reorganize")
    assert line.details["decision"] == "1/NQ-HĐND"


def test_undone_the_figures_are_those_of_the_old_communes_again(merged: Any) -> None:
    _small, run, first, second, new, rows = merged
    services.undo(SYSTEM, run, reason="Thử", background=False)
    services.go_on(run.pk)
    rolling.roll_up()
    assert Dossier.objects.get(pk=rows[2].pk).agency_id == first.pk
    assert Dossier.objects.get(pk=rows[1].pk).agency_id == new.pk, "what the new commune finished stays its own"
    found = figures(WHOLE, NOVEMBER)
    assert found[second.pk] == (0, 1, 0, 0, 0, 1)
    assert found[first.pk][1] == 1
