"""Parcels over real HTTP: ordered once, followed by messages and by asking; delivery closes the dossier."""

import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tinhso.government.post import permissions as rights
from tinhso.government.post import services
from tinhso.government.post.models import Parcel
from tinhso.government.post.states import ParcelState
from tinhso.government.post.vendors import Mark
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, Refused
from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kernel.outside import services as outside
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.states import Status
from tinhso.kits.procedures.tests.conftest import scan, submit  # noqa: F401 - fixtures
from tinhso.kits.procedures.tests.world import SINCE, World, make_world

pytestmark = pytest.mark.django_db
KEY = "khoa-buu-chinh-0123456789"
WHOM = {"name": "Nguyễn Văn Công Dân", "address": "Thôn 1, xã Thử Nghiệm, tỉnh Thanh Hóa", "phone": "0912345678"}


class Postman:
    """The stand-in as who plays it sees it."""

    def __init__(self, address: str) -> None:
        self.address = address

    def control(self, **settings: str) -> None:
        data = urllib.parse.urlencode(settings).encode()
        request = urllib.request.Request(f"{self.address}/control", data, method="POST")
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10).close()


@pytest.fixture(scope="session")
def post_process(tmp_path_factory: Any) -> Iterator[str]:
    command = [sys.executable, "-m", "tinhso.simulators.post", "--port", "0", "--folder"]
    process = subprocess.Popen(
        [*command, str(tmp_path_factory.mktemp("post"))],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TINHSO_VENDOR_POST_STAND_IN_KEY": KEY},
    )
    assert process.stdout is not None
    found = re.search(r"http://[^/]+", process.stdout.readline())
    assert found is not None
    yield found.group()
    process.terminate()
    process.wait(20)


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Any, monkeypatch: Any) -> Iterator[World]:
    clear_jobs()
    settings.FILES_ROOT, settings.DATA_DIR = tmp_path / "files", tmp_path
    monkeypatch.setenv("TINHSO_VENDOR_POST_STAND_IN_KEY", KEY)
    made = make_world()
    [role] = identity.load_roles([{"code": "buu-chinh", "name": "Bưu chính", "permissions": [rights.SEND]}])
    identity.assign_role(SYSTEM, made.accounts["clerk"], role, made.desk, valid_from=SINCE, position="post")
    yield made
    # What a test on transactions leaves in the queue would tell another one's subscribers of what is gone.
    clear_jobs()


@pytest.fixture
def postman(world: World, post_process: str) -> Iterator[Postman]:
    outside.choose("post", "stand-in", {"address": post_process})
    made = Postman(post_process)
    yield made
    made.control(down="0")


@pytest.fixture
def finished(world: World, submit: Any) -> Dossier:  # noqa: F811
    """A dossier whose result is signed and waits at the desk."""
    dossier = submit()
    route = len(dossier.version.definition["route"])
    Dossier.objects.filter(id=dossier.id).update(status=Status.FINISHED, finished_at=clock.now())
    dossier.steps.create(
        position=route, code="tra", name="Trả kết quả", kind="hand_over", state="open", unit=world.desk,
        first_opened_at=clock.now(), opened_at=clock.now(),
    )  # fmt: skip
    return dossier


def tell(parcel: Parcel, kind: str, *, minutes: int = 0, event: str = "") -> bool:
    at = clock.now() + timedelta(minutes=minutes)
    return services.follow("stand-in", Mark(parcel.reference, kind, at, event or f"{kind}-{minutes}"))


def test_a_delivered_result_closes_the_dossier(world: World, postman: Postman, finished: Dossier) -> None:
    parcel = services.send_result(world.actor("clerk"), finished.id, **WHOM)
    assert parcel.state == ParcelState.ORDERED and parcel.number.startswith("EM") and parcel.price in (26_000, 33_500)
    postman.control(parcel=parcel.reference, kind="accepted", how="silent")
    postman.control(parcel=parcel.reference, kind="delivered", how="silent")
    assert services.ask(parcel).state == ParcelState.DELIVERED
    finished.refresh_from_db()
    assert finished.status == Status.HANDED_OVER
    assert "bưu gửi" in finished.log.get(act="hand-over").note


def test_marks_in_any_order_and_doubled_give_one_state(world: World, postman: Postman, finished: Dossier) -> None:
    parcel = services.send_result(world.actor("clerk"), finished.id, **WHOM)
    assert tell(parcel, "tried", minutes=20) and not tell(parcel, "tried", minutes=20)
    assert tell(parcel, "accepted", minutes=5)
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.TRIED and parcel.marks.count() == 2
    tell(parcel, "delivered", minutes=30)
    tell(parcel, "moving", minutes=40)
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.DELIVERED


@pytest.mark.parametrize("kind", ["lost", "returned"])
def test_a_lost_or_returned_parcel_comes_to_the_desk_and_may_be_sent_again(
    world: World, postman: Postman, finished: Dossier, kind: str
) -> None:
    parcel = services.send_result(world.actor("clerk"), finished.id, **WHOM)
    with pytest.raises(Conflict):
        services.send_result(world.actor("clerk"), finished.id, **WHOM)
    tell(parcel, kind)
    assert WorkItem.objects.filter(kind="post.trouble", subject_id=parcel.id, closed_at=None).exists()
    finished.refresh_from_db()
    assert finished.status == Status.FINISHED
    services.close_trouble(world.actor("clerk"), parcel.id)
    assert not WorkItem.objects.filter(subject_id=parcel.id, closed_at=None).exists()
    assert services.send_result(world.actor("clerk"), finished.id, **WHOM).reference != parcel.reference


def test_what_could_not_be_ordered_is_kept_and_ordered_later(world: World, postman: Postman, finished: Dossier) -> None:
    postman.control(down="1")
    with pytest.raises(VendorFailed):
        services.send_result(world.actor("clerk"), finished.id, **WHOM)
    parcel = Parcel.objects.get()
    assert parcel.state == ParcelState.ASKED and parcel.trouble
    postman.control(down="0")
    assert services.ask_silent() == 1
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.ORDERED and not parcel.trouble


def test_a_postal_service_that_always_fails_loses_nothing(world: World, finished: Dossier) -> None:
    outside.choose("post", "broken", {})
    with pytest.raises(VendorFailed):
        services.send_result(world.actor("clerk"), finished.id, **WHOM)
    assert services.ask_silent() == 0 and Parcel.objects.get().state == ParcelState.ASKED


def test_a_message_over_http_is_taken_once_and_a_forged_one_never(
    world: World, postman: Postman, finished: Dossier, live_server: Any, settings: Any
) -> None:
    settings.BASE_URL = live_server.url
    parcel = services.send_result(world.actor("clerk"), finished.id, **WHOM)
    postman.control(parcel=parcel.reference, kind="lost", how="forged")
    postman.control(parcel=parcel.reference, kind="moving", how="twice")
    for _turn in range(60):
        if parcel.marks.exists():
            break
        time.sleep(0.1)
    time.sleep(0.5)
    parcel.refresh_from_db()
    assert [mark.kind for mark in parcel.marks.all()] == ["moving"] and parcel.state == ParcelState.MOVING


def test_papers_are_fetched_from_the_citizen(world: World, postman: Postman, submit: Any) -> None:  # noqa: F811
    dossier = submit()
    parcel = services.fetch_papers(world.actor("citizen"), dossier.id, **WHOM)
    assert services.asked_of(parcel).to_name == world.desk.name
    tell(parcel, "delivered")
    assert WorkItem.objects.filter(kind="post.papers-arrived", subject_id=parcel.id, closed_at=None).exists()
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


def test_who_may_and_what_must_be_said(world: World, postman: Postman, finished: Dossier, submit: Any) -> None:  # noqa: F811
    with pytest.raises(Forbidden):
        services.send_result(world.actor("other_clerk"), finished.id, **WHOM)
    with pytest.raises(Invalid) as refused:
        services.send_result(world.actor("clerk"), finished.id, name="", address=" ", phone="")
    assert set(refused.value.fields) == {"name", "address", "phone"}
    with pytest.raises(Refused):
        services.send_result(world.actor("clerk"), submit().id, **WHOM)
