"""What time does to dossiers that wait for the citizen."""

from collections.abc import Callable

import pytest

from tinhso.kernel.foundation import clock
from tinhso.kits.procedures.models import Dossier, Draft
from tinhso.kits.procedures.services import drafts, intake, processing, supplements, waiting
from tinhso.kits.procedures.states import Status
from tinhso.kits.procedures.tests.world import World, at, definition, make_world

ASK = [{"part": "to-khai", "what": "Bản chụp rõ", "reason": "Ảnh mờ", "article": "Điều 17"}]


def ask(world: World, dossier: Dossier) -> Dossier:
    with clock.at(at("2026-11-16 08:00")):
        intake.receive(world.actor("clerk"), dossier.id)
        processing.assign(world.actor("head"), dossier.id, world.accounts["specialist"])
        return supplements.ask(world.actor("specialist"), dossier.id, ASK)


def test_where_the_version_says_wait_an_unanswered_request_waits_on(
    world: World, submit: Callable[..., Dossier]
) -> None:
    with clock.at(at("2026-11-16 07:45")):
        dossier = ask(world, submit())
    with clock.at(at("2026-12-15 08:00")):
        assert waiting.stop_unanswered() == 0
    dossier.refresh_from_db()
    assert dossier.status == Status.SUPPLEMENT


@pytest.fixture
def strict(db: None) -> World:
    rules = definition()["clock"]
    rules["supplement"] |= {"answer_within_working_days": 7, "unanswered": "stop", "basis": "NĐ 63/2024/NĐ-CP"}
    return make_world(clock=rules)


def test_where_it_says_stop_the_dossier_stops_after_the_last_day_and_not_before(
    strict: World, settings: object, tmp_path: object
) -> None:
    person = strict.accounts["citizen"].person
    application = intake.Application(
        version=strict.version,
        agency=strict.commune,
        person=person,
        applicant={"full_name": person.full_name},
        answers={"purpose": "Vay vốn"},
        parts=[intake.GivenPart("to-khai", form="copy")],
        channel=intake.Channel.COUNTER,
    )
    with clock.at(at("2026-11-16 07:45")):
        dossier = ask(strict, intake.submit(strict.actor("clerk"), application))
    # Seven working days after Monday the 16th, with Tuesday the 24th off, end on Thursday the 26th at 17:30.
    with clock.at(at("2026-11-26 17:29")):
        assert waiting.stop_unanswered() == 0
    with clock.at(at("2026-11-26 17:31")):
        assert waiting.stop_unanswered() == 1
        assert waiting.stop_unanswered() == 0
    dossier.refresh_from_db()
    assert dossier.status == Status.STOPPED
    line = dossier.log.get(act="stop")
    assert (line.actor_name, line.article) == ("Hệ thống", "NĐ 63/2024/NĐ-CP")


def test_an_application_left_for_half_a_year_is_erased(world: World) -> None:
    with clock.at(at("2026-01-05 08:00")):
        left = drafts.begin(world.actor("citizen"), world.version.procedure)
    with clock.at(at("2026-06-05 08:00")):
        assert waiting.erase_abandoned_drafts() == 0
    with clock.at(at("2026-11-05 08:00")):
        assert waiting.erase_abandoned_drafts() == 1
    assert not Draft.objects.filter(id=left.id).exists()
