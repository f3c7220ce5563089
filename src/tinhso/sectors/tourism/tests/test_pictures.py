"""Pictures: added by whoever may change the row, shown to everybody while the row is published, without their maker."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation.errors import Forbidden, Invalid, Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers import services
from tinhso.kits.registers.testing import RegisterWorld
from tinhso.sectors.tourism import queries
from tinhso.sectors.tourism.models import Picture, Place
from tinhso.sectors.tourism.sections import page_of
from tinhso.sectors.tourism.services import pictures
from tinhso.sectors.tourism.tests.conftest import photograph


def add(place: Place, caption: str = "Cổng Nam", **options: object) -> Picture:
    return pictures.add(SYSTEM, place, photograph(**options), caption=caption, author="Sở Văn hóa")  # type: ignore[arg-type]


def served(client: Client, picture: Picture, size: str = "lon") -> Image.Image:
    answer = client.get(reverse("tourism:picture", args=[picture.pk, size]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    return Image.open(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def test_a_picture_is_made_smaller_stands_upright_and_names_nobody(client: Client, place: Place) -> None:
    picture = add(place)
    large, small = served(client, picture), served(client, picture, "nho")
    assert large.size == (1067, 1600) == (picture.width, picture.height)
    assert max(small.size) == 480
    assert not large.getexif()
    assert b"Bi Mat" in Picture.objects.get().original.name.encode() + queries_content(picture)
    assert AuditEntry.objects.filter(code="tourism.picture-added", subject_id=place.pk).count() == 1


def queries_content(picture: Picture) -> bytes:
    from tinhso.kernel.files.queries import read

    return read(picture.original)


def test_the_leading_picture_stands_first_and_a_removed_one_is_gone(client: Client, place: Place) -> None:
    first, second = add(place), add(place, "Cổng Bắc")
    pictures.lead(SYSTEM, place, second.pk)
    assert [found.pk for found in queries.pictures_of(place)] == [second.pk, first.pk]
    assert str(second.pk) in client.get("/du-lich/").content.decode()
    pictures.remove(SYSTEM, place, second.pk)
    assert client.get(reverse("tourism:picture", args=[second.pk, "lon"])).status_code == 404
    assert str(second.pk) not in client.get(page_of(place)).content.decode()


def test_pictures_of_a_row_that_ended_are_given_out_no_more(client: Client, place: Place) -> None:
    picture = add(place)
    services.end(SYSTEM, place, "Đóng cửa")
    assert client.get(reverse("tourism:picture", args=[picture.pk, "nho"])).status_code == 404


def test_only_who_may_change_the_row_adds_leads_and_removes(world: RegisterWorld, place: Place) -> None:
    picture = add(place)
    for actor in (world.actor("view"), world.actor(unit=world.elsewhere)):
        for deed in (lambda a: pictures.lead(a, place, picture.pk), lambda a: pictures.remove(a, place, picture.pk),
                     lambda a: pictures.add(a, place, photograph(), caption="x", author="y")):  # fmt: skip
            with pytest.raises(Forbidden):
                deed(actor)
    assert Picture.objects.filter(removed_at=None).count() == 1


def test_what_is_no_picture_or_says_nothing_is_refused_in_words(place: Place) -> None:
    with pytest.raises(Invalid) as told:
        pictures.add(SYSTEM, place, photograph(), caption=" ", author="")
    assert set(told.value.fields) == {"caption", "author"}
    with pytest.raises(Invalid):
        pictures.add(SYSTEM, place, SimpleUploadedFile("a.jpg", b"%PDF-1.7 no"), caption="x", author="y")
    assert not Picture.objects.exists()


def test_there_are_at_most_twelve(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PICTURES", 1)
    add(place, size=(60, 40))
    with pytest.raises(Refused, match="tối đa 1 ảnh"):
        add(place, size=(60, 40))


def test_an_official_adds_and_removes_on_the_row_s_page(world: RegisterWorld, place: Place) -> None:
    browser, code = world.browser(), Place.definition.code
    body = {"file": photograph(size=(60, 40)), "caption": "Cổng Nam", "author": "Sở"}
    browser.post(reverse("tourism:picture-add", args=[code, place.pk]), body)
    picture = Picture.objects.get()
    page = browser.get(reverse("registers:row", args=[code, place.pk])).content.decode()
    assert "Cổng Nam" in page
    assert page_of(place) in page
    browser.post(reverse("tourism:picture-act", args=[code, place.pk, picture.pk]), {"viec": "go"})
    picture.refresh_from_db()
    assert picture.removed_at is not None
