"""Web and worker die between the redirect and the bank's message: the money is booked all the same, once."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from faults.installation import Installation
from faults.processes import free_port, wait_open
from tinhso.government.payments.doctor import check_ledger
from tinhso.government.payments.models import Invoice, PlatformMoney, Receipt
from tinhso.government.payments.services import invoices, platform
from tinhso.government.payments.tests.conftest import FEE, KEY, Bank, start_bank
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.outside import services as outside
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.tests.world import World, make_world

pytestmark = [
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(500),
]
PATIENCE_SECONDS = 150


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[World]:
    settings.FILES_ROOT, settings.DATA_DIR = tmp_path / "files", tmp_path
    monkeypatch.setenv("TINHSO_VENDOR_PAYMENT_STAND_IN_KEY", KEY)
    clear_jobs()
    yield make_world(fees=[FEE])
    clear_jobs()


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    process, address = start_bank(tmp_path / "bank", free_port())
    yield Bank(address)
    process.terminate()
    process.wait(20)


@pytest.fixture
def installation(world: World, tmp_path: Path, trust: str, settings: Any) -> Iterator[Installation]:
    made = Installation(
        tmp_path,
        trust,
        TINHSO_MODULES="kits.procedures government.payments",
        TINHSO_VENDOR_PAYMENT_STAND_IN_KEY=KEY,
    )
    settings.BASE_URL = made.base
    yield made
    made.end()


def test_killed_between_the_redirect_and_the_message_no_money_is_lost_or_doubled(
    installation: Installation, world: World, bank: Bank, submit: Callable[..., Dossier]
) -> None:
    outside.choose("payment", "stand-in", {"address": bank.address})
    citizen = world.actor("citizen")
    owed = [invoices.ensure(submit().id)[0] for _turn in range(6)]
    attempts = [platform.start(citizen, invoice.id) for invoice in owed]
    # The web dies after the citizen has left for the bank: the messages find nobody and come again.
    installation.web.kill()
    bank.choose(attempts[0].pay_url, "pay")
    bank.choose(attempts[1].pay_url, "twice")
    # The worker dies too, and this one is never told.
    installation.worker.kill()
    bank.choose(attempts[2].pay_url, "silent")
    installation.web.again()
    wait_open(installation.port, 150)
    # It lives again while messages come in, and dies in the midst of them.
    bank.choose(attempts[3].pay_url, "twice")
    installation.web.again()
    bank.choose(attempts[4].pay_url, "pay")
    installation.worker.again()
    bank.choose(attempts[5].pay_url, "silent")
    wait_open(installation.port, 150)
    _until(
        lambda: Invoice.objects.filter(state="paid").count() == 6 and Receipt.objects.count() == 6,
        installation,
    )
    assert PlatformMoney.objects.count() == 6
    assert sum(PlatformMoney.objects.values_list("amount", flat=True)) == 6 * 50_000
    assert [words for words in check_ledger() if not words.startswith("warning")] == []
    assert all("settled" in dossier.fees[0] for dossier in Dossier.objects.all())


def _until(done: Callable[[], bool], installation: Installation) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < end, installation.words()
        time.sleep(0.5)
