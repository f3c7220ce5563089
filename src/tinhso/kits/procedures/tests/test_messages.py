"""What follows from a transition once the worker has run: messages to the citizen, papers by law."""

from collections.abc import Callable

from tinhso.kernel.events.testing import run_jobs
from tinhso.kernel.notify.models import Message
from tinhso.kits.procedures.models import Dossier, DossierPaper
from tinhso.kits.procedures.services import intake, processing, supplements
from tinhso.kits.procedures.tests.world import World

ASK = [{"part": "to-khai", "what": "Bản chụp rõ", "reason": "Ảnh mờ", "article": "Điều 17 NĐ 61/2018/NĐ-CP"}]


def subjects(world: World) -> list[str]:
    messages = Message.objects.filter(account_id=world.accounts["citizen"].id, channel="inapp").order_by("created_at")
    return [message.subject for message in messages]


def test_the_citizen_is_told_at_every_turn_and_gets_the_papers(world: World, submit: Callable[..., Dossier]) -> None:
    dossier = submit()
    run_jobs()
    intake.receive(world.actor("clerk"), dossier.id)
    run_jobs()
    processing.assign(world.actor("head"), dossier.id, world.accounts["specialist"])
    supplements.ask(world.actor("specialist"), dossier.id, ASK)
    run_jobs()
    assert subjects(world) == [
        f"Đã nộp hồ sơ {dossier.code}",
        f"Hồ sơ {dossier.code} đã được tiếp nhận",
        f"Hồ sơ {dossier.code} cần bổ sung",
    ]
    assert Message.objects.filter(channel="inapp", body__contains="Ảnh mờ").count() == 1
    assert set(DossierPaper.objects.values_list("kind", flat=True)) == {"receipt", "supplement-1"}
