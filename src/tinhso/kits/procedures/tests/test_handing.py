"""Work changes hands: taken with its step, given back, given to others in an absence, handed over with a slip."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import Role
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kernel.inbox.queries import items_for
from tinhso.kits.procedures import inbox_kinds
from tinhso.kits.procedures.doctor import check_deadlines
from tinhso.kits.procedures.models import Dossier, DossierStep
from tinhso.kits.procedures.services import handing, intake, processing, slips
from tinhso.kits.procedures.slips import ready_to_hand_over
from tinhso.kits.procedures.states import StepState
from tinhso.kits.procedures.tests.world import SINCE, World, at

Submit = Callable[..., Dossier]
pytestmark = pytest.mark.django_db


@pytest.fixture
def pooled(world: World, submit: Submit) -> Dossier:
    """A dossier whose appraisal lies in the pool of the division."""
    dossier = intake.receive(world.actor("clerk"), submit().id)
    processing.assign(world.actor("head"), dossier.id, world.accounts["specialist"])
    return handing.give_back(world.actor("specialist"), dossier.id, "tham-dinh")


def step_of(dossier: Dossier) -> DossierStep:
    return DossierStep.objects.get(dossier=dossier, state=StepState.OPEN)


def test_who_takes_the_item_has_the_step_and_it_comes_back_to_him(world: World, pooled: Dossier) -> None:
    assert step_of(pooled).account is None
    handing.take(world.actor("second"), pooled.id, "tham-dinh")
    assert step_of(pooled).account == world.accounts["second"]
    assert WorkItem.objects.get(subject_id=pooled.id, closed_at=None).account == world.accounts["second"]
    with pytest.raises(Conflict, match=r"Phạm Văn Chuyên Viên đã nhận việc này lúc \d\d:\d\d"):
        handing.take(world.actor("specialist"), pooled.id, "tham-dinh")
    with pytest.raises(Forbidden, match="Phạm Văn Chuyên Viên"):
        processing.do(world.actor("specialist"), pooled.id, note="Xong")
    processing.do(world.actor("second"), pooled.id, note="Xong")
    assert step_of(pooled).account == world.accounts["second"]
    assert [line.act for line in pooled.log.order_by("at")][-3:] == ["give-back", "take", "do"]


def test_who_has_no_right_there_takes_nothing(world: World, pooled: Dossier) -> None:
    with pytest.raises(Forbidden):
        handing.take(world.actor("leader"), pooled.id, "tham-dinh")
    with pytest.raises(NotFound):
        handing.take(world.actor("stranger"), pooled.id, "tham-dinh")
    with pytest.raises(Conflict, match="làm xong"):
        handing.take(world.actor("second"), pooled.id, "phan-cong")


@pytest.mark.django_db(transaction=True)
def test_taking_and_doing_at_once_neither_block_each_other_nor_both_win(world: World, submit: Submit) -> None:
    dossier = intake.receive(world.actor("clerk"), submit().id)
    processing.assign(world.actor("head"), dossier.id, world.accounts["specialist"])
    handing.give_back(world.actor("specialist"), dossier.id, "tham-dinh")
    ready, told = threading.Barrier(2), []

    def run(name: str) -> None:
        try:
            ready.wait()
            handing.take(world.actor(name), dossier.id, "tham-dinh")
        except Conflict as conflict:
            told.append(conflict.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(name,)) for name in ("specialist", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)
    assert len(told) == 1
    item = WorkItem.objects.get(subject_id=dossier.id, closed_at=None)
    assert item.account_id == step_of(dossier).account_id


class TestAbsence:
    def test_all_or_selected_work_goes_to_others_with_a_record(self, world: World, submit: Submit) -> None:
        dossiers = []
        for _number in range(3):
            dossier = intake.receive(world.actor("clerk"), submit().id)
            dossiers.append(processing.assign(world.actor("head"), dossier.id, world.accounts["specialist"]))
        head, absent, to = world.actor("head"), world.accounts["specialist"], world.accounts["second"]
        items = list(WorkItem.objects.filter(account=absent, closed_at=None).order_by("id"))
        moved = handing.reassign_work(head, absent, to, [items[0].id], reason="Nghỉ ốm")
        assert [row.problem for row in moved] == [""]
        moved = handing.reassign_work(head, absent, to, [item.id for item in items], reason="Nghỉ ốm")
        assert len(moved) == 2
        assert not WorkItem.objects.filter(account=absent, closed_at=None).exists()
        line = dossiers[1].log.get(act="reassign")
        assert (line.reason, line.details["from_name"], line.details["assigned_name"]) == (
            "Nghỉ ốm",
            "Nguyễn Thị Chuyên Viên",
            "Phạm Văn Chuyên Viên",
        )
        assert step_of(dossiers[2]).account == to

    def test_what_cannot_go_there_stays_and_says_why(self, world: World, submit: Submit) -> None:
        dossier = intake.receive(world.actor("clerk"), submit().id)
        processing.assign(world.actor("head"), dossier.id, world.accounts["specialist"])
        keys = [item.id for item in WorkItem.objects.filter(account=world.accounts["specialist"])]
        [stayed] = handing.reassign_work(
            world.actor("head"), world.accounts["specialist"], world.accounts["clerk"], keys, reason="Nghỉ"
        )
        assert "chưa được giao việc tại" in stayed.problem
        assert step_of(dossier).account == world.accounts["specialist"]
        with pytest.raises(Invalid):
            handing.reassign_work(
                world.actor("head"), world.accounts["specialist"], world.accounts["second"], keys, reason=" "
            )
        [refused] = handing.reassign_work(
            world.actor("second"), world.accounts["specialist"], world.accounts["second"], keys, reason="Nghỉ"
        )
        assert "phân công" in refused.problem


class TestSlips:
    @pytest.fixture
    def received(self, world: World, submit: Submit) -> list[Dossier]:
        role = Role.objects.get(code="specialist")
        identity.assign_role(SYSTEM, world.accounts["head"], role, world.division, valid_from=SINCE)
        with clock.at(at("2026-11-16 09:00")):
            return [intake.receive(world.actor("clerk"), submit().id) for _number in range(2)]

    def test_a_slip_lists_dossiers_and_the_other_side_confirms_them(
        self, world: World, received: list[Dossier]
    ) -> None:
        clerk, keys = world.actor("clerk"), [dossier.id for dossier in received]
        assert {step.dossier_id for step in ready_to_hand_over(clerk, world.desk)} == set(keys)
        with clock.at(at("2026-11-16 10:00")):
            slip = slips.send(clerk, world.desk, world.division, keys)
        assert slip.number == "BG-H56.901.MC-261116-001"
        assert not ready_to_hand_over(clerk, world.desk).exists()
        assert inbox_kinds.SLIP in [item.kind for item in items_for(world.actor("head"))]
        with clock.at(at("2026-11-16 10:30")):
            confirmed = slips.confirm(world.actor("head"), slip.id, keys)
        assert (confirmed.counts_from, confirmed.basis) == (
            at("2026-11-16 10:30"), "NĐ 309/2026/NĐ-CP Điều 18 khoản 2"
        )  # fmt: skip
        with pytest.raises(Conflict, match="Lê Văn Trưởng Phòng đã xác nhận phiếu này lúc 10:30 16/11/2026"):
            slips.confirm(world.actor("specialist"), slip.id, keys)

    def test_after_the_cut_off_it_counts_from_the_next_working_day(self, world: World, received: list[Dossier]) -> None:
        keys = [dossier.id for dossier in received]
        before = step_of(received[0]).due_at
        # Two working hours from nine o'clock.
        assert before == at("2026-11-16 11:00")
        with clock.at(at("2026-11-16 14:59")):
            early = slips.send(world.actor("clerk"), world.desk, world.division, keys[:1])
            assert slips.confirm(world.actor("head"), early.id, keys[:1]).counts_from == at("2026-11-16 14:59")
        with clock.at(at("2026-11-16 15:00")):
            late = slips.send(world.actor("clerk"), world.desk, world.division, keys[1:])
            assert slips.confirm(world.actor("head"), late.id, keys[1:]).counts_from == at("2026-11-17 07:30")
        assert step_of(received[1]).due_at == at("2026-11-17 09:30")
        received[1].refresh_from_db()
        assert received[1].due_at == at("2026-11-19 09:00")
        assert check_deadlines() == []

    def test_what_is_missing_must_be_explained(self, world: World, received: list[Dossier]) -> None:
        keys = [dossier.id for dossier in received]
        slip = slips.send(world.actor("clerk"), world.desk, world.division, keys)
        with pytest.raises(Invalid):
            slips.confirm(world.actor("head"), slip.id, keys[:1])
        slips.confirm(world.actor("head"), slip.id, keys[:1], note="Không thấy bản giấy")
        assert list(slip.items.order_by("received").values_list("received", flat=True)) == [False, True]

    def test_who_is_not_of_either_side_does_nothing(self, world: World, received: list[Dossier]) -> None:
        keys = [dossier.id for dossier in received]
        with pytest.raises(Forbidden):
            slips.send(world.actor("specialist"), world.desk, world.division, keys)
        slip = slips.send(world.actor("clerk"), world.desk, world.division, keys)
        with pytest.raises(Forbidden):
            slips.confirm(world.actor("clerk"), slip.id, keys)
        with pytest.raises(Conflict, match="vừa được bàn giao"):
            slips.send(world.actor("clerk"), world.desk, world.division, keys)
