"""A dossier ends with a signed result: signed by its leader and the agency, verifiable by anybody, rated once."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tinhso.kernel.files import queries as files
from tinhso.kernel.foundation.errors import Forbidden, Invalid, Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.papers.models import Paper
from tinhso.kernel.signing import services as signing
from tinhso.kernel.signing.validation import validate
from tinhso.kits.procedures.models import Dossier, DossierPaper, DossierResult
from tinhso.kits.procedures.services import intake, outcome, processing, ratings
from tinhso.kits.procedures.services.papers import ensure_paper, preview_result
from tinhso.kits.procedures.states import Status
from tinhso.kits.procedures.tests.world import World


@pytest.fixture(scope="module")
def trust_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The stand-in of the trust services, as a process of its own."""
    folder = tmp_path_factory.mktemp("trust")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "tinhso.simulators.trust", "--port", str(port), "--folder", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    for _try in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait()


@pytest.fixture
def signing_world(world: World, trust_url: str, settings: Any, tmp_path: Path) -> World:
    settings.TRUST_URL, settings.TIMESTAMP_URL = trust_url, f"{trust_url}/tsa"
    settings.DATA_DIR = tmp_path
    signing.enrol(actor=SYSTEM, unit=world.commune)
    signing.enrol(actor=SYSTEM, account=world.accounts["leader"], unit=world.commune)
    return world


@pytest.fixture
def proposed(signing_world: World, submit: Callable[..., Dossier]) -> Dossier:
    world = signing_world
    dossier = intake.receive(world.actor("clerk"), submit().id)
    processing.assign(world.actor("head"), dossier.id, world.accounts["specialist"])
    processing.do(world.actor("specialist"), dossier.id, note="Đủ điều kiện")
    return processing.propose(world.actor("specialist"), dossier.id, granted=True, content={})


def test_the_leader_signs_and_the_result_is_valid_twice_over(signing_world: World, proposed: Dossier) -> None:
    signed = outcome.sign(signing_world.actor("leader"), proposed.id)
    assert signed.status == Status.FINISHED
    paper = DossierResult.objects.select_related("paper__signed_file").get(dossier=proposed).paper
    assert paper is not None and paper.signed_file is not None
    assert paper.number == "01/GXN-UBND"
    reports = validate(files.read(paper.signed_file))
    assert [report.intact for report in reports] == [True, True]


def test_the_result_is_handed_over_and_rated_once(signing_world: World, proposed: Dossier) -> None:
    world = signing_world
    outcome.sign(world.actor("leader"), proposed.id)
    with pytest.raises(Forbidden):
        ratings.rate(world.actor("clerk"), proposed.id, score=5)
    assert outcome.hand_over(world.actor("clerk"), proposed.id).status == Status.HANDED_OVER
    with pytest.raises(Invalid):
        ratings.rate(world.actor("citizen"), proposed.id, score=6)
    ratings.rate(world.actor("citizen"), proposed.id, score=5, comment="Nhanh")
    with pytest.raises(Refused, match="đã được đánh giá"):
        ratings.rate(world.actor("citizen"), proposed.id, score=1)


def test_a_signature_that_fails_leaves_nothing_behind(signing_world: World, proposed: Dossier, settings: Any) -> None:
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/tsa"
    with pytest.raises(Refused):
        outcome.sign(signing_world.actor("leader"), proposed.id)
    proposed.refresh_from_db()
    assert proposed.status == Status.PROCESSING
    assert not Paper.objects.exists()
    assert not DossierPaper.objects.exists()


def test_only_the_leader_signs(signing_world: World, proposed: Dossier) -> None:
    with pytest.raises(Forbidden, match="ký kết quả"):
        outcome.sign(signing_world.actor("specialist"), proposed.id)


def test_a_denial_carries_its_reason_and_article(signing_world: World, proposed: Dossier) -> None:
    world = signing_world
    processing.return_step(world.actor("leader"), proposed.id, to_step="de-xuat", reason="Không đủ điều kiện")
    with pytest.raises(Invalid):
        processing.propose(world.actor("specialist"), proposed.id, granted=False, content={}, reason="Thiếu")
    processing.propose(
        world.actor("specialist"), proposed.id, granted=False, content={}, reason="Thiếu", article="Điều 7"
    )
    outcome.sign(world.actor("leader"), proposed.id)
    paper = Paper.objects.get(kind="van-ban-tra-loi")
    assert paper.signed_file is not None


def test_the_receipt_is_issued_once_and_sealed(signing_world: World, proposed: Dossier) -> None:
    first, second = ensure_paper(proposed.id, "receipt"), ensure_paper(proposed.id, "receipt")
    assert first.id == second.id
    first.refresh_from_db()
    assert first.signed_file is not None
    assert [report.intact for report in validate(files.read(first.signed_file))] == [True]


@pytest.mark.parametrize("kind", ["receipt", "control"])
def test_papers_before_the_receipt_are_refused(signing_world: World, submit: Callable[..., Dossier], kind: str) -> None:
    with pytest.raises(Refused):
        ensure_paper(submit().id, kind)


def test_the_leader_reads_the_result_before_signing(signing_world: World, proposed: Dossier) -> None:
    result = DossierResult.objects.get(dossier=proposed)
    assert preview_result(proposed, result, signer=signing_world.actor("leader")).startswith(b"%PDF")
    assert not Paper.objects.exists()
