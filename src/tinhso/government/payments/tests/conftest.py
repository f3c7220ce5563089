"""A province that takes money: the kit's small world with fees, officers of money, and the stand-in over real HTTP."""

import re
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from tinhso.government.payments import permissions as rights
from tinhso.government.payments.models import Invoice
from tinhso.government.payments.services import invoices
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.foundation.vendors import VENDORS
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.outside import services as outside
from tinhso.kits.procedures.tests.conftest import scan, submit  # noqa: F401 - fixtures
from tinhso.kits.procedures.tests.world import PASSWORD, SINCE, World, make_world

KEY = "khoa-thu-nghiem-0123456789"
FEE: dict[str, Any] = {
    "code": "phi",
    "name": "Phí thẩm định",
    "kind": "phi",
    "basis": "Nghị quyết thử, Điều 2",
    "cases": [{"label": "Mọi trường hợp", "amount": 50_000}],
    "exemptions": [
        {
            "code": "ho-ngheo",
            "label": "Hộ nghèo",
            "proof": "Giấy chứng nhận hộ nghèo",
            "basis": "Nghị quyết thử, Điều 5",
        },
        {"code": "giam-nua", "label": "Hộ cận nghèo", "percent": 50, "proof": "Giấy cận nghèo", "basis": "Điều 6"},
    ],
}


def add_money_people(world: World) -> None:
    """Add who takes cash, who keeps the province's accounts, another accountant, and one of the commune."""
    province = world.commune.parent
    roles = {
        role.code: role
        for role in identity.load_roles(
            [
                {"code": "thu-ngan", "name": "Thu ngân", "permissions": [rights.VIEW, rights.CASH, rights.EXEMPT]},
                {"code": "ke-toan", "name": "Kế toán", "permissions": [rights.VIEW, rights.ACCOUNT, "papers.revoke"]},
            ]
        )
    }
    posts = {
        "cashier": ("Lê Thị Thu Ngân", "thu-ngan", world.desk),
        "accountant": ("Phạm Văn Kế Toán", "ke-toan", province),
        "chief": ("Đỗ Thị Kế Toán Trưởng", "ke-toan", province),
        "commune_accountant": ("Trần Văn Kế Toán Xã", "ke-toan", world.commune),
    }
    for name, (full_name, role, place) in posts.items():
        world.accounts[name] = identity.create_official(
            SYSTEM, username=name, full_name=full_name, password=PASSWORD, must_change_password=False
        )
        identity.assign_role(SYSTEM, world.accounts[name], roles[role], place, valid_from=SINCE, position=role)
    identity.assign_role(
        SYSTEM, world.accounts["cashier"], _viewer(), world.desk, valid_from=SINCE, position="one-stop"
    )


def _viewer() -> Any:
    from tinhso.kernel.identity.models import Role

    return Role.objects.get(code="one-stop")


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Any, monkeypatch: Any) -> Iterator[World]:
    clear_jobs()
    settings.FILES_ROOT, settings.DATA_DIR = tmp_path / "files", tmp_path
    monkeypatch.setenv("TINHSO_VENDOR_PAYMENT_STAND_IN_KEY", KEY)
    made = make_world(fees=[FEE])
    add_money_people(made)
    yield made
    # What a test on transactions leaves in the queue would tell another one's subscribers of what is gone.
    clear_jobs()


@pytest.fixture
def invoice(world: World, submit: Any) -> Invoice:  # noqa: F811 - the fixture
    dossier = submit()
    [made] = invoices.ensure(dossier.id)
    return made


@dataclass
class Bank:
    """The stand-in as its customers and its operator see it."""

    address: str

    def choose(self, pay_url: str, choice: str) -> None:
        """Press a button of the bank's page."""
        data = urllib.parse.urlencode({"choice": choice}).encode()
        request = urllib.request.Request(pay_url, data, method="POST")

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_arguments: Any) -> None:
                return None

        try:
            urllib.request.build_opener(Stay, urllib.request.ProxyHandler({})).open(request, timeout=10)
        except urllib.error.HTTPError as answer:
            if answer.code != 303:
                raise

    def control(self, **settings: str) -> None:
        """Tell the stand-in how to behave."""
        data = urllib.parse.urlencode(settings, doseq=True).encode()
        request = urllib.request.Request(f"{self.address}/control", data, method="POST")
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10).close()


def start_bank(folder: Any, port: int = 0) -> tuple[subprocess.Popen[str], str]:
    """Start the stand-in as a process; return it and its address."""
    command = [sys.executable, "-m", "tinhso.simulators.payments", "--port", str(port), "--folder", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=_environment())
    assert process.stdout is not None
    found = re.search(r"http://[^/]+", process.stdout.readline())
    assert found is not None
    return process, found.group()


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "TINHSO_VENDOR_PAYMENT_STAND_IN_KEY": KEY}


@pytest.fixture(scope="session")
def bank_process(tmp_path_factory: Any) -> Iterator[str]:
    process, address = start_bank(tmp_path_factory.mktemp("bank"))
    yield address
    process.terminate()
    process.wait(20)


@pytest.fixture
def bank(world: World, bank_process: str) -> Iterator[Bank]:
    outside.choose("payment", "stand-in", {"address": bank_process})
    made = Bank(bank_process)
    yield made
    made.control(down="0", plants="1")


@pytest.fixture
def broken(world: World) -> None:
    assert "payment/broken" in VENDORS
    outside.choose("payment", "broken", {})


Paid = Callable[..., Any]


def an_attempt(invoice: Invoice, **changes: Any) -> Any:
    """Return an attempt to pay, as ``platform.start`` keeps it."""
    from tinhso.government.payments.models import Payment

    invoice.attempts += 1
    invoice.save(update_fields=["attempts"])
    values = {
        "invoice": invoice,
        "vendor": "stand-in",
        "order_ref": f"{invoice.code}-{invoice.attempts}",
        "amount": invoice.amount,
        "expires_at": clock.now() + timedelta(minutes=30),
    }
    return Payment.objects.create(**(values | changes))


def a_ref() -> str:
    """Return a platform's number that was never used."""
    return f"NH{new_id().hex[-12:].upper()}"
