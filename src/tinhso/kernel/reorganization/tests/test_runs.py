"""Runs: everything moves once, broken off at any step nothing is lost or doubled, an undo brings it back."""

from datetime import timedelta

import pytest

from tinhso.kernel.foundation.errors import Conflict, Refused
from tinhso.kernel.identity import delegation
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import RoleAssignment
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kernel.organizations.models import OrganizationUnit, UnitSuccession
from tinhso.kernel.reorganization import services, steps
from tinhso.kernel.reorganization.models import Change, Run, RunState
from tinhso.kernel.reorganization.tests.world import EFFECT, PLAN

EVE = EFFECT - timedelta(days=1)


class KilledError(Exception):
    """Stands for the end of the process."""


def carry_out(plan):
    run = services.start(SYSTEM, plan, background=False)
    return services.go_on(run.pk)


def test_old_units_end_new_ones_begin_and_the_succession_is_written(world, plan) -> None:
    carry_out(plan)
    old = OrganizationUnit.objects.get(pk=world.units["H57.50.01"].pk)
    assert (old.valid_to, old.area.valid_to) == (EVE, EVE)
    new = world.now("H57.101")
    assert (new.valid_from, new.area.code, new.area.parent.code) == (EFFECT, "50101", "57")
    assert {unit.identifier for unit in OrganizationUnit.objects.on(EFFECT).filter(parent=new)} == {
        "H57.101.01",
        "H57.101.04",
    }
    shares = dict(
        UnitSuccession.objects.filter(predecessor=world.units["H57.51.02"]).values_list(
            "successor__identifier", "share"
        )
    )
    assert shares == {"H57.102": "part_default", "H57.101": "part"}
    assert not OrganizationUnit.objects.on(EFFECT).filter(tier="district").exists()


def test_roles_end_at_the_old_unit_and_begin_at_the_new_one_and_a_role_held_twice_is_not_doubled(world, plan) -> None:
    account = world.official("H57.50.01")
    other = RoleAssignment.objects.get(account=account)
    second = RoleAssignment.objects.create(
        account=account, role=other.role, unit=world.units["H57.50.02"], valid_from=other.valid_from
    )
    clerk = world.official("H57.50.01.01")
    carry_out(plan)
    assert world.roles_at(world.now("H57.101")) == 1
    assert world.roles_at(world.now("H57.101.01")) == 1
    assert clerk.assignments.on(EFFECT).get().unit == world.now("H57.101.01")
    second.refresh_from_db()
    assert second.valid_to == EVE


def test_who_stands_in_for_somebody_goes_on_doing_so(world, plan) -> None:
    giver, receiver = world.official("H57.50.01"), world.official("H57.50.01", role="khac")
    lent = delegation.Delegation.objects.create(
        assignment=giver.assignments.get(),
        giver=giver,
        receiver=receiver,
        permissions=["identity.see"],
        valid_from=EVE,
        valid_to=EFFECT + timedelta(days=400),
        reason="Nghỉ phép",
    )
    run = carry_out(plan)
    lent.refresh_from_db()
    assert lent.assignment.unit == world.now("H57.101")
    services.undo(SYSTEM, run, reason="Thử", background=False)
    services.go_on(run.pk)
    lent.refresh_from_db()
    assert lent.assignment.unit == world.units["H57.50.01"]


def test_open_items_go_to_the_like_division_and_two_about_one_thing_stay_two(world, plan) -> None:
    first = world.item("H57.50.01.01")
    twin = world.item("H57.50.02.01", first.subject_id)
    alone = world.item("H57.51.90")
    done = world.item("H57.50.01.01")
    WorkItem.objects.filter(pk=done.pk).update(closed_at=first.opened_at)
    carry_out(plan)
    for item in (first, twin, alone, done):
        item.refresh_from_db()
    assert first.unit == twin.unit == world.now("H57.101.01")
    assert {first.slot, twin.slot} in ({"", "H57.50.02.01"}, {"", "H57.50.01.01"})
    assert alone.unit == world.now("H57.102"), (
        "a division without a like one: to the heir that gets what no rule gives away"
    )
    assert done.unit == world.units["H57.50.01.01"]


def test_broken_off_at_every_step_it_goes_on_and_nothing_is_lost_or_doubled(world, plan, monkeypatch) -> None:
    monkeypatch.setattr(steps, "SIZE", 2)
    monkeypatch.setattr(steps, "CHUNK", 3)
    for code in ("H57.50.01", "H57.50.02", "H57.51.01", "H57.51.02", "H57.50", "H57.51.90"):
        world.official(code)
        world.item(code)
    run = services.start(SYSTEM, plan, background=False)

    save = Run.save
    count = 0
    while run.state == RunState.RUNNING:
        count += 1

        def dying(self, *_args, **_more):
            raise KilledError

        monkeypatch.setattr(Run, "save", dying)
        with pytest.raises(KilledError):
            services.step(run.pk)
        monkeypatch.setattr(Run, "save", save)
        run = services.step(run.pk)
    assert count == run.position
    assert run.report["before"] == run.report["after"]
    assert not run.report["left"]
    assert run.report["after"]["identity.roles"] == run.report["after"]["inbox.items"] == 6


def test_undone_everything_is_as_before_and_can_be_run_again(world, plan) -> None:
    accounts = [world.official("H57.50.01", position="Chủ tịch UBND xã"), world.official("H57.51")]
    items = [world.item("H57.50.01.01"), world.item("H57.51.02.04"), world.item("H57.03")]
    before = _picture()
    run = carry_out(plan)
    assert _picture() != before
    services.undo(SYSTEM, run, reason="Nghị quyết bị thu hồi", background=False)
    run = services.go_on(run.pk)
    assert run.state == RunState.UNDONE
    assert _picture() == before
    assert not run.report.get("stayed")
    assert not Change.objects.filter(undone=False).exists()
    again = carry_out(plan)
    assert again.state == RunState.DONE
    assert again.report["after"] == run.report["after"]
    assert OrganizationUnit.objects.filter(identifier="H57.101").count() == 1, "the unit of the first run begins again"
    for account in accounts:
        assert account.assignments.on(EFFECT).count() == 1
    for item in items:
        item.refresh_from_db()
        assert item.unit.holds_on(EFFECT)


def _picture():
    units = sorted((unit.identifier, unit.name, unit.valid_from) for unit in OrganizationUnit.objects.on(EFFECT))
    roles = sorted(RoleAssignment.objects.on(EFFECT).values_list("account_id", "unit_id", "role_id", "position"))
    return units, roles, sorted(WorkItem.objects.values_list("id", "unit_id", "slot"))


def test_new_work_stays_at_the_new_unit_which_then_stands_on_beside_the_old_ones(world, plan) -> None:
    moved = world.item("H57.50.01")
    run = carry_out(plan)
    world.units["H57.101.01"] = world.now("H57.101.01")
    fresh = world.item("H57.101.01")
    services.undo(SYSTEM, run, reason="Thử", background=False)
    run = services.go_on(run.pk)
    moved.refresh_from_db(), fresh.refresh_from_db()
    assert moved.unit == world.units["H57.50.01"]
    assert fresh.unit.identifier == "H57.101.01" and fresh.unit.holds_on(EFFECT)
    assert world.now("H57.101").holds_on(EFFECT)
    assert not OrganizationUnit.objects.on(EFFECT).filter(identifier="H57.102").exists()
    assert set(run.report["standing_on"]) >= {str(world.now("H57.101").pk), str(fresh.unit_id)}


def test_what_came_to_a_renamed_unit_goes_back_to_its_old_name(world, plan) -> None:
    run = carry_out(plan)
    renamed = world.now("H57.03")
    assert renamed.name == "Sở Công Thương và Du lịch"
    world.units["new"] = renamed
    fresh = world.item("new")
    services.undo(SYSTEM, run, reason="Thử", background=False)
    services.go_on(run.pk)
    fresh.refresh_from_db()
    assert fresh.unit == world.units["H57.03"] == world.now("H57.03")


def test_work_about_what_came_back_goes_back_too(world, plan) -> None:
    item = world.item("H57.50.01.01")
    run = carry_out(plan)
    item.refresh_from_db()
    WorkItem.objects.filter(pk=item.pk).update(unit=world.now("H57.101"))
    services.undo(SYSTEM, run, reason="Thử", background=False)
    services.go_on(run.pk)
    item.refresh_from_db()
    assert item.unit == world.units["H57.50.01.01"], "moved on within the new unit, it still comes back"


def test_the_named_head_is_head_and_the_other_a_former_one(world) -> None:
    one = world.official("H57.50.01", role="lanh-dao", position="Chủ tịch UBND xã A")
    two = world.official("H57.50.02", role="lanh-dao", position="Chủ tịch UBND xã B")
    text = PLAN.replace("two_heads: keep", "two_heads: decide")
    plan = services.save_plan(SYSTEM, text)
    with pytest.raises(Refused) as refused:
        services.start(SYSTEM, plan, background=False)
    assert refused.value.code == "undecided"
    named = text.replace("identifier: H57.101\n", f"identifier: H57.101\n      head: {two.username}\n")
    carry_out(services.save_plan(SYSTEM, named))
    positions = {a.pk: a.assignments.on(EFFECT).get().position for a in (one, two)}
    assert positions == {one.pk: "Nguyên Chủ tịch UBND xã A", two.pk: "Chủ tịch UBND xã B"}


def test_closed_it_cannot_be_undone_and_a_second_run_is_refused(world, plan) -> None:
    run = carry_out(plan)
    with pytest.raises(Conflict):
        services.start(SYSTEM, plan, background=False)
    with pytest.raises(Conflict):
        services.save_plan(SYSTEM, PLAN)
    services.close(SYSTEM, run)
    with pytest.raises(Conflict):
        services.undo(SYSTEM, run, reason="Muộn", background=False)
