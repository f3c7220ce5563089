"""Linked procedures in a real browser: a birth from the telephone to three results, a death with one branch refused."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from browser import people
from browser.people import look, run_jobs
from browser.town import APPLICANT, BIRTH_ANSWERS, OFFICERS, Town
from faults.processes import free_port, start, wait_open
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.identity import second_factor
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations.queries import unit_by_identifier
from tinhso.kernel.signing import services as signing
from tinhso.kits.procedures.doctor import check_deadlines
from tinhso.kits.procedures.linked import doctor
from tinhso.kits.procedures.linked.models import LinkedApplication
from tinhso.kits.procedures.linked.tests import town as linked_town
from tinhso.kits.procedures.linked.tests.town import dossier_of, states
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import intake, outcome, processing
from tinhso.kits.procedures.tests.conftest import a_pdf

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]

ANSWERS: dict[str, Any] = {
    **APPLICANT,
    **BIRTH_ANSWERS,
    "home_address": "Thôn 1, xã Thử Nghiệm",
    "home_kind": "own",
    "owner_full_name": "Công Tằng Tôn Nữ Nguyễn Hoàng Thiên Hương Giang",
    "owner_number": "038060000021",
    "relation_to_owner": "cháu",
    "owner_agrees": "yes",
    "clinic": "Trạm y tế xã Thử Nghiệm",
}
LEADERS = ("H56.901", "H56.90", "H56.91")


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The stand-in of the trust services, as a process of its own; its address."""
    port = free_port()
    running = start(
        "-m", "tinhso.simulators.trust", "--port", str(port), "--folder", str(tmp_path_factory.mktemp("trust"))
    )
    wait_open(port)
    yield f"http://127.0.0.1:{port}"
    running.kill()


@pytest.fixture
def town(live_server: Any, settings: Any, tmp_path: Path, trust: str) -> Iterator[Town]:
    """The small world with the agencies of the branches, whose officers sign in and sign."""
    clear_jobs()
    settings.FILES_ROOT, settings.DATA_DIR, settings.BASE_URL = tmp_path / "files", tmp_path, live_server.url
    settings.TRUST_URL, settings.TIMESTAMP_URL = trust, f"{trust}/tsa"
    world = linked_town.make_town()
    for identifier, division in (("H56.901", "01"), ("H56.901", "03"), ("H56.90", "03"), ("H56.91", "02")):
        linked_town.staff(world, identifier, f"{identifier}.{division}")
    made = Town(world)
    for who in OFFICERS:
        made.secrets[who] = second_factor.new_secret()
        second_factor.enrol(world.accounts[who], made.secrets[who])
    for unit in (world.desk, *(unit_by_identifier(identifier) for identifier in LEADERS)):
        signing.enrol(actor=SYSTEM, unit=unit)
    for identifier in LEADERS:
        signing.enrol(actor=SYSTEM, account=world.accounts["leader"], unit=unit_by_identifier(identifier))
    signing.trust_demonstration_authority(actor=SYSTEM)
    yield made
    clear_jobs()


@pytest.fixture
def scan(tmp_path: Path) -> str:
    path = tmp_path / "giay-chung-sinh.pdf"
    path.write_bytes(a_pdf())
    return str(path)


def apart(work: Callable[[], object]) -> None:
    """Do something in a thread of its own: the browser keeps an event loop in this one, and signing runs one."""

    def done() -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(done).result()


def finish(town: Town, dossier: Dossier, *, until: str = "sign", granted: bool = True, reason: str = "") -> None:
    """Let the officers work on a received dossier as their screens do in the main story, up to an act."""

    def work() -> None:
        world = town.world
        specialist = world.accounts["specialist"]
        processing.assign(world.actor("head"), dossier.id, specialist)
        processing.do(world.actor("specialist"), dossier.id, note="Đủ điều kiện")
        if until == "do":
            return
        article = "" if granted else "Điều 24 Luật Cư trú 68/2020/QH14"
        processing.propose(
            world.actor("specialist"), dossier.id, granted=granted, content={}, reason=reason, article=article
        )
        outcome.sign(world.actor("leader"), dossier.id)

    apart(work)
    run_jobs()


def officer(page: Page, town: Town, who: str) -> Page:
    """Return an officer's browser, signed in."""
    page.goto("/dang-nhap/")
    people.sign_in(page, town, who, look=look)
    return page


def open_dossier(page: Page, code: str) -> None:
    """Find the dossier in the list of work and open it."""
    page.goto("/viec/")
    page.get_by_role("link", name=re.compile(re.escape(code))).first.click()
    page.wait_for_url("**/ho-so-mot-cua/**")
    look(page)


@pytest.mark.parametrize("width", [360, 1440])
def test_a_birth_goes_from_the_telephone_to_three_results(
    page_at: Callable[..., Page], town: Town, scan: str, tmp_path: Path, width: int
) -> None:
    citizen = page_at(width)
    whole = _applies(citizen, town, scan)
    run_jobs()
    birth = dossier_of(whole, "khai-sinh")

    clerk = officer(page_at(width), town, "clerk")
    open_dossier(clerk, birth.code)
    expect(clerk.locator("#lien-thong")).to_contain_text("Đăng ký thường trú cho trẻ")
    clerk.get_by_role("link", name="Tiếp nhận", exact=True).first.click()
    clerk.get_by_role("button", name="Tiếp nhận", exact=True).last.click()
    clerk.get_by_role("button", name="Tiếp nhận", exact=True).last.wait_for(state="detached")
    run_jobs()
    finish(town, birth)
    assert states(whole) == {"khai-sinh": "granted", "thuong-tru": "open", "bao-hiem-y-te": "open"}

    citizen.goto(f"/ho-so/lien-thong/{whole.pk}/")
    look(citizen)
    expect(citizen.locator("main")).to_contain_text("1 trên 3 phần đã có kết quả")
    expect(citizen.locator("main")).to_contain_text("Công an tỉnh")
    expect(citizen.locator("main")).to_contain_text("Bảo hiểm xã hội tỉnh")
    expect(citizen.get_by_role("link", name="Tải kết quả Đăng ký khai sinh")).to_be_visible()
    _officers_see_the_whole(clerk, whole)

    finish(town, dossier_of(whole, "thuong-tru"))
    finish(town, dossier_of(whole, "bao-hiem-y-te"))
    citizen.reload()
    look(citizen)
    expect(citizen.locator("main")).to_contain_text("Đã có đủ kết quả")
    results = _downloads(citizen, tmp_path)
    assert len(results) == 3
    for path in results:
        assert _pdfsig(path).count("Signature is Valid.") == 2
    whole.refresh_from_db()
    assert whole.state == "done"
    assert check_deadlines() == doctor.check_deadlines() == doctor.check_progress() == []


def _applies(page: Page, town: Town, scan: str) -> LinkedApplication:
    """Find the group on the home page, read who does what, sign in, answer question by question, send."""
    page.goto("/")
    look(page)
    page.get_by_role("link", name=re.compile("Làm giấy tờ cho con mới sinh")).first.click()
    page.wait_for_url("**/lien-thong/sinh-con/")
    look(page)
    page.get_by_role("link", name="Bắt đầu nộp hồ sơ").first.click()
    page.wait_for_url("**/dang-nhap/**")
    people.sign_in(page, town, "citizen", look=look)
    page.wait_for_url("**/lien-thong/sinh-con/nop/")
    look(page)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/ho-so/lien-thong/nhap/**")
    code = people.apply(page, ANSWERS, scan, agency=str(town.world.commune.pk), look=look)
    page.get_by_role("link", name="Theo dõi hồ sơ").click()
    page.wait_for_url("**/ho-so/lien-thong/**")
    look(page)
    return LinkedApplication.objects.get(code=code)


def _officers_see_the_whole(page: Page, whole: LinkedApplication) -> None:
    page.goto("/ho-so-lien-thong/")
    look(page)
    page.get_by_role("link", name=whole.code).click()
    page.wait_for_url(f"**/ho-so-lien-thong/{whole.pk}/")
    look(page)
    expect(page.locator("main")).to_contain_text("Sổ thời hạn chung")
    expect(page.locator("main")).to_contain_text("3 ngày làm việc")


def _downloads(page: Page, folder: Path) -> list[Path]:
    """Download the result set and return its files."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải mọi kết quả trong một tệp").click()
    archive = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
    archive.extractall(folder / "ket-qua")
    return sorted((folder / "ket-qua").glob("*.pdf"))


def _pdfsig(path: Path) -> str:
    program = shutil.which("pdfsig")
    if program is None:
        pytest.fail("pdfsig is missing: install Debian's package poppler-utils")
    return subprocess.run([program, str(path)], capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("width", [360, 1440])
def test_a_death_with_one_branch_refused_ends_partly(page_at: Callable[..., Page], town: Town, width: int) -> None:
    whole = linked_town.send(town.world, linked_town.DEATH)
    death = dossier_of(whole, "khai-tu")
    apart(lambda: intake.receive(town.world.actor("clerk"), death.id))
    run_jobs()
    finish(town, death)
    residence, funeral = dossier_of(whole, "xoa-thuong-tru"), dossier_of(whole, "mai-tang")
    finish(town, residence, until="do")

    specialist = officer(page_at(width), town, "specialist")
    open_dossier(specialist, residence.code)
    expect(specialist.locator("#lien-thong")).to_contain_text("Hỗ trợ chi phí mai táng")
    specialist.get_by_role("link", name="Trình lãnh đạo", exact=True).first.click()
    specialist.get_by_role("button", name="Trình lãnh đạo", exact=True).wait_for()
    look(specialist)
    refusal = {
        "granted": "khong",
        "reason": "Người đã mất đã được xóa đăng ký thường trú từ trước",
        "article": "Điều 24 Luật Cư trú 68/2020/QH14",
    }
    people.answer(specialist, refusal)
    specialist.get_by_role("button", name="Trình lãnh đạo", exact=True).last.click()
    specialist.get_by_role("button", name="Trình lãnh đạo", exact=True).last.wait_for(state="detached")
    apart(lambda: outcome.sign(town.world.actor("leader"), residence.id))
    run_jobs()
    assert states(whole) == {"khai-tu": "granted", "xoa-thuong-tru": "denied", "mai-tang": "open"}
    finish(town, funeral)

    citizen = page_at(width)
    citizen.goto(f"/dang-nhap/?next=/ho-so/lien-thong/{whole.pk}/")
    people.sign_in(citizen, town, "citizen", look=look)
    citizen.goto(f"/ho-so/lien-thong/{whole.pk}/")
    look(citizen)
    main = citizen.locator("main")
    expect(main).to_contain_text("Có một phần kết quả")
    expect(main).to_contain_text("2 trên 3 phần đã có kết quả")
    expect(main).to_contain_text(refusal["reason"])
    expect(main).to_contain_text("không bị ảnh hưởng")
    whole.refresh_from_db()
    assert whole.state == "partly"
    assert check_deadlines() == doctor.check_deadlines() == doctor.check_progress() == []

    anybody = page_at(width)
    anybody.goto(f"/tra-cuu/?ma={whole.code}")
    look(anybody)
    expect(anybody.locator("main")).to_contain_text("Có một phần kết quả")
    expect(anybody.locator("main")).not_to_contain_text(refusal["reason"])
