"""A file that changes person files: what takes a decision still takes one, and a batch is asked about at once."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.government.personnel.models import Appointment, PersonFile
from tinhso.government.personnel.tests.people import add_decision, add_file
from tinhso.kernel.events.testing import run_jobs
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers import services
from tinhso.kits.registers.imports.models import ImportFault
from tinhso.kits.registers.imports.services import receiving, storing
from tinhso.kits.registers.imports.tests import files
from tinhso.kits.registers.testing import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world(PersonFile.definition)


def checked(world, tmp_path: Path, rows):
    path = files.xlsx(tmp_path / "cap-nhat.xlsx", rows)
    file = receiving.store(SYSTEM, path.read_bytes(), path.name)
    run = receiving.begin(SYSTEM, PersonFile.definition, file, unit=world.here)
    receiving.match(SYSTEM, run.pk, run.columns, change_known=True)
    run_jobs()
    run.refresh_from_db()
    return run


def stored(run):
    storing.start(SYSTEM, run.pk)
    run_jobs()
    run.refresh_from_db()
    return run


def name_of(place):
    return f"TH-{place:07d}"


def test_a_post_is_not_changed_by_a_file_without_its_decision(world, tmp_path):
    for place in (1, 2):
        add_file(world, file_number=name_of(place), personal_number=f"03818700000{place}")
    rows = [["Số hiệu hồ sơ", "Chức vụ, chức danh", "Chuyên ngành"], [name_of(1), "Trưởng phòng", ""]]
    run = checked(world, tmp_path, [*rows, [name_of(2), "Chuyên viên", "Luật"]])
    assert list(ImportFault.objects.filter(run=run).values_list("row", "column", "code")) == [(2, 1, "rule")]
    assert stored(run).rows_changed == 1
    assert PersonFile.objects.get(file_number=name_of(2)).speciality == "Luật"
    decided = PersonFile.objects.get(file_number=name_of(1))
    post = {
        "file": decided, "decision": add_decision(world, "post"), "post": "Trưởng phòng", "place": world.here,
        "since": "01/01/2090", "unit": world.here,
    }  # fmt: skip
    services.add(SYSTEM, Appointment.definition, post)
    PersonFile.objects.filter(pk=decided.pk).update(position="Chuyên viên")
    run = checked(world, tmp_path, rows)
    assert (run.rows_bad, run.rows_changed) == (0, 1)


def test_many_files_are_asked_about_as_often_as_few(world, tmp_path):
    for place in range(1, 11):
        add_file(world, file_number=name_of(place), personal_number=f"0381870000{place:02d}")

    def asked(places):
        rows = [["Số hiệu hồ sơ", "Chuyên ngành"], *[[name_of(place), f"Ngành {len(places)}"] for place in places]]
        with CaptureQueriesContext(connection) as queries:
            assert stored(checked(world, tmp_path, rows)).rows_changed == len(places)
        return len(queries)

    assert asked(range(1, 3)) == asked(range(1, 11))
