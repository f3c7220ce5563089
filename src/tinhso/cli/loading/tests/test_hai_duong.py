"""A second province: its own places and units, the procedures of every province."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tinhso.cli.load import load
from tinhso.cli.loading.pack import Pack
from tinhso.cli.loading.procedures import ProcedureFile, read_procedures
from tinhso.kernel.areas.models import Area
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.queries import unit_by_identifier
from tinhso.kits.procedures.models import Procedure
from tinhso.kits.procedures.routing import desk_of, fixed_agency


@pytest.mark.django_db
def test_another_province_stands_on_the_common_procedures(
    tmp_path: Path, settings: Any, procedures: list[ProcedureFile]
) -> None:
    settings.DATA_DIR = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    result = CliRunner().invoke(load, ["hai-duong", "--accounts"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert Area.objects.filter(tier="commune").count() == 64
    assert Procedure.objects.filter(in_force=True).count() == len(procedures)
    assert not OrganizationUnit.objects.exclude(identifier__startswith="H24").exists()
    day = date(2026, 1, 5)
    ward = unit_by_identifier("H24.102", day)
    assert ward.name == "Ủy ban nhân dân phường Hải Dương"
    for file in read_procedures(Pack.named("hai-duong")):
        agency = fixed_agency(file.definition, day) or ward
        assert desk_of(agency, day).kind == "one_stop", file.path.name
