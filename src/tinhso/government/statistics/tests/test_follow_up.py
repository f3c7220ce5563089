"""A low rating reaches the agency's leader once, and is closed by what was done about it."""

from typing import Any

import pytest

from tinhso.government.statistics.models import RatingFollowUp
from tinhso.government.statistics.services import follow_up
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kits.procedures.models import Dossier, Rating
from tinhso.kits.procedures.tests.world import World, at


@pytest.fixture
def rated(small: World) -> Any:
    def rate(score: int) -> Dossier:
        moment = at("2026-11-16 09:00")
        person = small.accounts["citizen"].person
        dossier = Dossier.objects.create(
            code=f"H56.901.MC-261116-000{score}", version=small.version, procedure=small.version.procedure,
            person=person,
            applicant_name="Nguyễn Văn Công Dân", applicant={}, answers={}, channel="online", reception_unit=small.desk,
            agency=small.commune, status=10, submitted_at=moment, holder_unit=small.desk, folded="",
        )  # fmt: skip
        Rating.objects.create(dossier=dossier, score=score, comment="Chờ lâu", at=moment)
        return dossier

    return rate


def test_a_low_rating_awaits_the_leader_once_and_a_good_one_does_not(small: World, rated: Any) -> None:
    low, good = rated(2), rated(4)
    with clock.at(at("2026-11-16 10:00")):
        for dossier in (low, good, low):
            follow_up.open_for(dossier.id)
    item = WorkItem.objects.get(kind="statistics.low-rating")
    assert (item.subject_id, item.unit, item.permission) == (low.id, small.commune, "procedures.supervise")
    assert item.due_at == at("2026-11-23 17:30")


def test_the_leader_writes_what_was_done_and_nobody_else_may(small: World, rated: Any) -> None:
    dossier = rated(1)
    follow_up.open_for(dossier.id)
    with pytest.raises(Forbidden):
        follow_up.answer(small.actor("neighbour"), dossier.id, "Đã gọi điện xin lỗi")
    with pytest.raises(Invalid):
        follow_up.answer(small.actor("watcher"), dossier.id, "  ")
    assert WorkItem.objects.filter(kind="statistics.low-rating", closed_at=None).exists()
    follow_up.answer(small.actor("watcher"), dossier.id, "Đã gọi điện xin lỗi")
    assert RatingFollowUp.objects.get().answer == "Đã gọi điện xin lỗi"
    assert not WorkItem.objects.filter(kind="statistics.low-rating", closed_at=None).exists()
    with pytest.raises(Conflict):
        follow_up.answer(small.actor("watcher"), dossier.id, "Lần nữa")
