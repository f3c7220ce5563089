"""The portal in English: whatever is not data is translated."""

from collections.abc import Callable

import pytest
from django.test import Client

from tinhso.kernel.web.tests.english import leftovers, speak_english
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.tests.world import World

pytestmark = pytest.mark.django_db

PUBLIC = ("/", "/thu-tuc/", "/thu-tuc/?q=xac nhan", "/thu-tuc/?q=zzz", "/thu-tuc/1.009999/", "/tra-cuu/", "/hai-long/",
          "/tra-cuu/?ma=H56-261008-0001", "/tro-giup/", "/dang-nhap/", "/dang-ky/", "/xac-minh/", "/xac-minh/tep/",
          "/khong-co/")  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_are_in_english(world: World, address: str) -> None:
    page = speak_english(Client()).get(address)
    assert page.headers["Content-Language"] == "en"
    found = leftovers(page.content.decode())
    assert not found


def test_the_own_pages_of_a_citizen_are_in_english(
    world: World, citizen: Client, apply: Callable[[Client], Dossier]
) -> None:
    dossier = apply(citizen)
    speak_english(citizen)
    begun = citizen.post("/thu-tuc/1.009999/nop/")["Location"]
    draft = "/".join(begun.split("/")[:4])
    addresses = ["/ho-so/", "/ho-so/nhap/", "/thong-bao/", "/tai-khoan/"]
    addresses += [f"/ho-so/{dossier.id}/{step}" for step in ("", "da-nop/", "rut/")]
    addresses += [f"{draft}/{step}/" for step in ("noi-giai-quyet", "nguoi-nop", "to-khai/muc-dich", "giay-to",
                                                  "nhan-ket-qua", "kiem-tra")]  # fmt: skip
    found = {}
    for address in addresses:
        page = citizen.get(address, follow=True)
        assert page.status_code == 200, address
        found[address] = leftovers(page.content.decode())
    assert not {address: texts for address, texts in found.items() if texts}
