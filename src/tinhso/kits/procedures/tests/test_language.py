"""What is kept is Vietnamese, whatever language its maker reads; what the system wrote is read in any."""

from collections.abc import Callable

import pytest
from django.utils import translation

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kits.procedures.models import ClockEvent, Dossier, DossierResult
from tinhso.kits.procedures.services import intake
from tinhso.kits.procedures.services.papers import ensure_paper, preview_result
from tinhso.kits.procedures.states import Status
from tinhso.kits.procedures.tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def received(world: World, submit: Callable[..., Dossier]) -> Dossier:
    """Return a dossier that an English-reading clerk received."""
    with translation.override("en"):
        return intake.receive(world.actor("clerk"), submit(answers={"purpose": "Vay vốn", "verify": True}).id)


def test_the_ledger_is_kept_in_vietnamese_and_read_in_english(received: Dossier) -> None:
    line = ClockEvent.objects.get(dossier=received)
    assert line.reason == "Tiếp nhận hồ sơ đầy đủ, hợp lệ"
    with translation.override("en"):
        assert translation.gettext(line.reason) == "Received a complete and valid dossier"


def test_a_paper_made_for_an_english_reader_is_vietnamese(world: World, received: Dossier) -> None:
    result = DossierResult(dossier=received, granted=False, reason="Chưa đủ", article="Điều 1")
    signer = world.actor("leader")
    # A paper tells the second in which it was made.
    with clock.at(clock.now()):
        vietnamese = preview_result(received, result, signer=signer)
        with translation.override("en"):
            assert preview_result(received, result, signer=signer) == vietnamese
            paper = ensure_paper(received.id, "receipt")
    assert paper.title == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    assert "Mã hồ sơ" in paper.public_fields


def test_labels_and_refusals_follow_the_reader(world: World, received: Dossier) -> None:
    assert Status.RECEIVED.label == "Được tiếp nhận"
    with translation.override("en"):
        assert Status.RECEIVED.label == "Received"
        with pytest.raises(Refused) as refusal:
            intake.receive(world.actor("clerk"), received.id)
    assert refusal.value.message.startswith(f"The dossier {received.code} has the status")
