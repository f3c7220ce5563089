"""Whatever people try on a dossier, in whatever order, it tells one tale: refused acts leave no trace."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faults.office import Office
from faults.support import broken
from tinhso.kernel.foundation.errors import Refused
from tinhso.kits.procedures.doctor import check_deadlines
from tinhso.kits.procedures.models import Dossier, DossierLogEntry
from tinhso.kits.procedures.states import Status

pytestmark = pytest.mark.django_db

ACTS = [
    "receive", "receive", "refuse", "ask", "assign", "assign-second", "do", "do-second", "ask-specialist", "propose",
    "propose-second", "return", "return-leader", "sign", "answer", "answer-desk", "hand-over", "withdraw", "stop",
]  # fmt: skip
STAGES = ["submitted", "received", "do", "supplement", "propose", "sign", "finished"]
ENDED = {Status.REFUSED, Status.WITHDRAWN, Status.STOPPED, Status.HANDED_OVER}


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stage=st.sampled_from(STAGES), acts=st.lists(st.sampled_from(ACTS), min_size=3, max_size=10))
def test_any_acts_in_any_order_leave_a_dossier_whole(signing_office: Office, stage: str, acts: list[str]) -> None:
    dossier = signing_office.at(stage)
    for name in acts:
        dossier.refresh_from_db()
        before = (dossier.status, dossier.revision)
        try:
            signing_office.act(name, dossier)()
        except Refused:
            dossier.refresh_from_db()
            assert (dossier.status, dossier.revision) == before
        else:
            assert before[0] not in ENDED, f"{name} on an ended dossier"
            assert Dossier.objects.get(id=dossier.id).revision == before[1] + 1
        assert broken(dossier.id) == [], f"{acts} at {stage}, after {name}"
    assert check_deadlines() == []


def test_a_repeated_round_through_the_leader_keeps_every_step_and_the_first_start(signing_office: Office) -> None:
    dossier = signing_office.at("sign")
    for _round in range(3):
        for name in ("return-leader", "do", "propose"):
            dossier.refresh_from_db()
            signing_office.act(name, dossier)()
            assert broken(dossier.id) == []
    assert dossier.steps.filter(code="tham-dinh").count() == 4
    assert dossier.steps.filter(code="tham-dinh").values("first_opened_at").distinct().count() == 1
    assert DossierLogEntry.objects.filter(dossier=dossier, act="return").count() == 3
