"""What the API tells whoever asks: the catalogue, and how a dossier stands."""

from collections.abc import Callable

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kits.procedures.models import ClockEvent, Dossier, DossierLogEntry, ProcedureVersion
from tinhso.kits.procedures.services import intake, tracking
from tinhso.kits.procedures.tests.world import World

CATALOGUE = "/api/v1/procedures/catalogue/1.009999"


def test_a_procedure_is_read_with_its_definition(world: World) -> None:
    answer = Client().get(CATALOGUE)
    assert answer.status_code == 200
    assert (answer.json()["field"], answer.json()["version"]) == ("tu-phap", 1)
    assert answer.json()["definition"]["route"][0]["code"] == "phan-cong"


def test_following_by_code_shows_a_masked_name_and_is_recorded(world: World, submit: Callable[..., Dossier]) -> None:
    dossier = submit()
    answer = Client().get(f"/api/v1/procedures/tracking/{dossier.code}")
    assert answer.status_code == 200
    assert "Công Dân" not in answer.content.decode()
    assert AuditEntry.objects.filter(subject_id=dossier.id, code="procedures.dossier-tracked").exists()


def test_guessing_codes_is_stopped(world: World, submit: Callable[..., Dossier]) -> None:
    code = submit().code
    guess = f"{code[:-4]}9999"
    statuses = [
        Client().get(f"/api/v1/procedures/tracking/{guess}").status_code for _number in range(tracking.MOST + 1)
    ]
    assert statuses == [404] * tracking.MOST + [429]
    assert Client().get(f"/api/v1/procedures/tracking/{code}").status_code == 429


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (DossierLogEntry, {"note": "khác"}),
        (ClockEvent, {"reason": "khác"}),
        (ProcedureVersion, {"definition": {}}),
    ],
)
def test_what_was_written_or_published_is_not_changed_even_by_sql(
    world: World, submit: Callable[..., Dossier], model: type, change: dict[str, object]
) -> None:
    intake.receive(world.actor("clerk"), submit().id)
    with pytest.raises(ProgrammingError), transaction.atomic():
        model.objects.update(**change)  # type: ignore[attr-defined]
