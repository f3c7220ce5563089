"""``tinhso apikey`` and ``tinhso account``."""

import pytest
from click.testing import CliRunner
from django.test import Client

from tinhso.cli.account import account as account_command
from tinhso.cli.apikey import apikey
from tinhso.kernel.identity.models import Account, ApiKey
from tinhso.kernel.identity.tests.conftest import province  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def test_the_command_prints_the_key_on_its_last_line(province):  # noqa: F811 - the fixture
    result = CliRunner().invoke(
        apikey, ["create", "--unit", "H56.15", "--role", "xem", "--label", "Thử", "--days", "7"]
    )
    assert result.exit_code == 0, result.output
    key = result.output.strip().splitlines()[-1]
    assert Client().get("/api/v1/me", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    wrong = CliRunner().invoke(apikey, ["create", "--unit", "H56.99", "--role", "xem"])
    assert wrong.exit_code == 1
    prefix = ApiKey.objects.get().prefix
    assert CliRunner().invoke(apikey, ["revoke", prefix]).exit_code == 0
    assert "đã thu hồi" in CliRunner().invoke(apikey, ["list"]).output


def test_the_first_administrator_is_made_by_command(province):  # noqa: F811 - the fixture
    words = ["create", "dau-tien", "--name", "Đỗ Văn Đầu", "--unit", "H56", "--role", "quan-tri", "--password"]
    assert CliRunner().invoke(account_command, [*words, "yeu"]).exit_code == 1
    assert not Account.objects.filter(username="dau-tien").exists()
    assert CliRunner().invoke(account_command, [*words, "Mat-khau-dau-1"]).exit_code == 0
    assert Account.objects.get(username="dau-tien").assignments.count() == 1
