"""Before sending: the citizen sees what is wrong with a page, mends it or sends all the same; so does the officer."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tinhso.desks.portal.tests.conftest import ANSWERS
from tinhso.kernel.events.testing import run_jobs
from tinhso.kernel.reading.models import Reading
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.prechecks import expected
from tinhso.kits.procedures.tests.world import World

pytestmark = pytest.mark.django_db


def empty_page(name: str = "don.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (900, 1200), (246, 245, 240)).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


@pytest.fixture
def at_check(world: World) -> Callable[[Client], str]:
    """Walk to the check of the answers with an empty page among the papers, and return its address."""

    def walk(client: Client) -> str:
        url = client.post("/thu-tuc/1.009999/nop/")["Location"]
        while not url.endswith("/kiem-tra/"):
            name = url.split("/", 4)[4].strip("/")
            data: dict[str, Any] = ANSWERS.get(name, {})
            if name == "noi-giai-quyet":
                data = {"agency": str(world.commune.id)}
            elif name == "giay-to":
                data = {"tep-to-khai": empty_page()}
            url = client.post(url, data)["Location"]
        return url

    return walk


def test_the_citizen_is_told_page_by_page_and_sends_all_the_same(
    world: World, citizen: Client, at_check: Callable[[Client], str]
) -> None:
    url = at_check(citizen)
    assert "đang xem các trang" in citizen.get(url).content.decode()
    run_jobs()
    files = citizen.get(url.replace("kiem-tra", "giay-to")).content.decode()
    assert "trang trắng" in files
    assert "Hãy" in files
    page = citizen.get(url)
    assert "Gửi dù vậy" in page.content.decode()
    # What was not seen yet is not sent: the page comes back with it.
    again = citizen.post(url, ANSWERS["kiem-tra"])
    assert again.status_code == 200
    assert "vừa xem xong thêm giấy tờ" in again.content.decode()
    assert not Dossier.objects.exists()
    sent = citizen.post(url, ANSWERS["kiem-tra"] | {"du-vay": page.context["precheck"].mark})
    assert "/da-nop/" in sent["Location"]


def test_nobody_need_wait_for_the_look(citizen: Client, at_check: Callable[[Client], str]) -> None:
    sent = citizen.post(at_check(citizen), ANSWERS["kiem-tra"])
    assert "/da-nop/" in sent["Location"]


def test_a_better_picture_in_its_place_ends_the_warning(citizen: Client, at_check: Callable[[Client], str]) -> None:
    url = at_check(citizen)
    run_jobs()
    # As if the page had been taken again.
    Reading.objects.update(pages=[])
    page = citizen.get(url).content.decode()
    assert "Gửi dù vậy" not in page
    assert "Nộp hồ sơ" in page


def test_the_officer_sees_what_the_citizen_saw(
    world: World, citizen: Client, at_check: Callable[[Client], str]
) -> None:
    citizen.post(at_check(citizen), ANSWERS["kiem-tra"])
    run_jobs()
    page = officer(world).get(f"/ho-so-mot-cua/{Dossier.objects.get().id}/").content.decode()
    assert "trang trắng" in page


def officer(world: World) -> Client:
    client = Client()
    client.force_login(world.accounts["clerk"])
    session = client.session
    session["second_factor"] = str(world.accounts["clerk"].pk)
    session.save()
    return client


def test_whoever_stands_in_the_application_is_expected() -> None:
    people = expected(
        {"full_name": "Nguyễn Văn An", "personal_number": "038090000011", "other_name": "Trần Thị Bích"},
        {"child": {"name": "Nguyễn Gia Hân"}, "purpose": "Vay vốn ngân hàng", "father": ["038090000012"]},
    )
    assert [person.name for person in people] == ["Nguyễn Văn An", "Trần Thị Bích", "Nguyễn Gia Hân", "038090000012"]
    assert people[0].number == "038090000011"
