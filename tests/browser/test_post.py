"""A result goes by post and is followed to the door; papers are fetched; the administrator sees the systems chosen."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from browser.people import look
from tinhso.government.post import services
from tinhso.government.post.models import Parcel
from tinhso.government.post.tests.test_post import (  # noqa: F401 - fixtures
    Postman,
    finished,
    post_process,
    postman,
    scan,
    submit,
    world,
)
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.outside.permissions import MANAGE
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.states import Status
from tinhso.kits.procedures.tests.world import SINCE, World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1440, "dark")])
def test_a_result_is_sent_followed_and_delivered(
    page_at: Callable[..., Page],
    live_server: Any,
    settings: Any,
    shot: Callable[..., object],
    world: World,  # noqa: F811
    postman: Postman,  # noqa: F811
    finished: Dossier,  # noqa: F811
    submit: Any,  # noqa: F811
    width: int,
    theme: str,
) -> None:
    settings.BASE_URL = live_server.url
    clear_jobs()

    def opened(who: str) -> Page:
        client, account = Client(), world.accounts[who]
        client.force_login(account)
        session = client.session
        session["second_factor"] = str(account.pk)
        session.save()
        page = page_at(width, theme=theme)
        cookie = {"name": "sessionid", "value": str(session.session_key), "url": live_server.url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        return page

    clerk = opened("clerk")
    clerk.goto(f"/buu-chinh/ho-so/{finished.id}/gui-ket-qua/")
    clerk.locator("[name=address]").fill(
        "Số 12 đường Nguyễn Hoàng Phương Thảo, thôn Đồng Thanh, xã Thử Nghiệm, Thanh Hóa"
    )
    clerk.locator("[name=phone]").fill("0912345678")
    look(clerk)
    shot(clerk, f"post-order-{width}-{theme}")
    clerk.get_by_role("button", name="Đặt bưu chính").click()
    clerk.wait_for_url(re.compile(r"/buu-chinh/[0-9a-f-]{36}/"))
    parcel = Parcel.objects.get()
    postman.control(parcel=parcel.reference, kind="accepted", how="silent")
    clerk.get_by_role("button", name="Hỏi bưu chính").click()
    expect(clerk.locator("main")).to_contain_text("Bưu tá đã nhận bưu gửi")
    look(clerk)
    shot(clerk, f"post-parcel-{width}-{theme}")
    # Who only holds the code sees the way, and nothing personal.
    anybody = page_at(width, theme=theme)
    anybody.goto(f"/tra-cuu/?ma={finished.code}")
    expect(anybody.locator("#buu-chinh")).to_contain_text("Đang chuyển")
    expect(anybody.locator("#buu-chinh")).not_to_contain_text("Đồng Thanh")
    look(anybody)
    postman.control(parcel=parcel.reference, kind="delivered")
    for _turn in range(60):
        finished.refresh_from_db()
        if finished.status == Status.HANDED_OVER:
            break
        clerk.wait_for_timeout(250)
    assert finished.status == Status.HANDED_OVER
    clerk.goto("/buu-chinh/")
    look(clerk)
    shot(clerk, f"post-list-{width}-{theme}")
    citizen = opened("citizen")
    other = submit()
    citizen.goto(f"/ho-so/{other.id}/")
    citizen.get_by_role("link", name="Gọi bưu tá đến nhà nhận bản giấy").click()
    citizen.locator("[name=address]").fill("Thôn 1, xã Thử Nghiệm")
    citizen.locator("[name=phone]").fill("0912345678")
    look(citizen)
    citizen.get_by_role("button", name="Đặt bưu chính").click()
    expect(citizen.locator("#buu-chinh")).to_contain_text("Đã đặt, chờ bưu tá nhận")
    assert services.asked_of(Parcel.objects.get(dossier=other)).to_name == world.desk.name
    [role] = identity.load_roles([{"code": "he-thong", "name": "Hệ thống", "permissions": [MANAGE]}])
    identity.assign_role(SYSTEM, world.accounts["head"], role, world.commune.parent, valid_from=SINCE)  # type: ignore[arg-type]
    admin = opened("head")
    admin.goto("/quan-tri/he-thong-ngoai/")
    look(admin)
    shot(admin, f"vendors-{width}-{theme}")
    admin.goto("/quan-tri/he-thong-ngoai/payment/dung/stand-in/")
    look(admin)
    shot(admin, f"vendor-{width}-{theme}")
