"""The pack in a real database: loaded, loaded again, and asked."""

import json
from collections.abc import Iterator
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tinhso.cli.load import load
from tinhso.cli.loading.accounts import load_accounts, secrets_file
from tinhso.cli.loading.pack import Pack
from tinhso.cli.loading.procedures import ProcedureFile, load_procedures
from tinhso.cli.loading.roles import load_roles
from tinhso.kernel.areas.models import Area, AreaSuccession
from tinhso.kernel.identity.models import Account, Role, RoleAssignment
from tinhso.kernel.organizations.models import OrganizationUnit, UnitSuccession
from tinhso.kernel.organizations.queries import subtree_ids, unit_by_identifier
from tinhso.kits.procedures.models import Procedure, ProcedureVersion
from tinhso.kits.procedures.routing import desk_of, fixed_agency

TABLES = (Area, AreaSuccession, OrganizationUnit, UnitSuccession, Role, Procedure, ProcedureVersion)


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(load, ["thanh-hoa", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """The pack, loaded once for the tests that only ask, and gone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        _run()
        yield
        transaction.set_rollback(True)


def _everything() -> dict[str, list[object]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in TABLES}


@pytest.mark.django_db
def test_loading_twice_is_loading_once(loaded: None, procedures: list[ProcedureFile]) -> None:
    first = _everything()
    assert len(first["Area"]) == 1 + 27 + 547 + 166
    assert len(first["ProcedureVersion"]) == len(procedures)
    with CaptureQueriesContext(connection) as seen:
        output = _run()
    assert _everything() == first
    assert "thêm 0, đổi 0" in output
    written = [query["sql"] for query in seen if query["sql"].startswith(("UPDATE", "DELETE"))]
    assert not [sql for sql in written if "areas_" in sql or "organizations_" in sql]


@pytest.mark.django_db
def test_a_row_changed_in_the_pack_is_changed_in_the_database(loaded: None) -> None:
    Area.objects.filter(code="14797", valid_to=None).update(name="Sai tên")
    assert "đổi 1" in _run()
    assert Area.objects.get(code="14797", valid_to=None).name == "Hạc Thành"


@pytest.mark.django_db
def test_structure_can_be_asked_as_of_any_day(loaded: None) -> None:
    assert unit_by_identifier("H56.13", date(2020, 1, 1)).name == "Sở Nông nghiệp và Phát triển nông thôn"
    assert unit_by_identifier("H56.13", date(2026, 1, 1)).name == "Sở Nông nghiệp và Môi trường"
    ward = unit_by_identifier("H56.102", date(2026, 1, 1))
    assert ward.name == "Ủy ban nhân dân phường Hạc Thành"
    assert len(subtree_ids([ward.path])) == 5


@pytest.mark.django_db
def test_every_procedure_is_received_at_a_one_stop_desk(loaded: None, procedures: list[ProcedureFile]) -> None:
    day = date(2026, 1, 5)
    ward = unit_by_identifier("H56.102", day)
    for file in procedures:
        agency = fixed_agency(file.definition, day) or ward
        assert desk_of(agency, day).kind == "one_stop", file.path.name


@pytest.mark.django_db
def test_officials_of_the_demonstration_hold_their_roles_and_second_factors(
    loaded: None, pack: Pack, tmp_path: object, settings: object
) -> None:
    settings.DATA_DIR = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    officials, citizens = load_accounts(pack)
    assert Account.objects.filter(kind="official").count() == officials
    assert Account.objects.filter(kind="citizen").count() == citizens == 5
    assert RoleAssignment.objects.count() == officials
    secrets = json.loads(secrets_file().read_text(encoding="utf-8"))
    assert set(secrets) == set(Account.objects.filter(kind="official").values_list("username", flat=True))
    assert load_accounts(pack) == (officials, citizens)
    assert Account.objects.count() == officials + citizens
    longest = max(Account.objects.select_related("person"), key=lambda account: len(account.person.full_name))
    assert len(longest.person.full_name) > 30


@pytest.mark.django_db
def test_roles_and_procedures_can_be_loaded_alone(loaded: None, pack: Pack, procedures: list[ProcedureFile]) -> None:
    count, _unknown = load_roles(pack)
    assert Role.objects.count() == count
    assert load_procedures(pack) == len(procedures)
    assert Procedure.objects.filter(in_force=True).count() == len(procedures)


def test_an_unknown_pack_is_refused_with_the_names_of_the_known_ones() -> None:
    result = CliRunner().invoke(load, ["khong-co"])
    assert result.exit_code == 1
    assert "thanh_hoa" in result.output
