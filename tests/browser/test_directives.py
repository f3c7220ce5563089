"""The pages of directives, looked at: the list, a tree with its story, what is blocked, the ranking, entering."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser import people
from tinhso.government.directives.models import Directive
from tinhso.government.directives.services import assigning, deciding, work
from tinhso.government.directives.states import ProductKind
from tinhso.government.directives.tests.province import Province, make_province
from tinhso.kernel.foundation import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

LONG = (
    "Giao Sở Tài chính chủ trì, phối hợp với Ban Quản lý Khu kinh tế Nghi Sơn và các khu công nghiệp rà soát, tham mưu "
    "phương án sắp xếp, xử lý nhà, đất dôi dư sau khi sắp xếp đơn vị hành chính cấp xã"
)


@pytest.fixture
def here(db: None) -> Province:
    made = make_province()
    now = clock.now()
    soon = assigning.due_of(now.astimezone(clock.VIETNAM).date().replace(day=28))
    row = assigning.assign(made.actor("office"), made.order(order=LONG, due_at=soon, joint=[made.units["health"]]))
    part = assigning.hand_on(
        made.actor("head"), row.pk, lead=made.units["budget"], order="Tổng hợp số liệu", due_at=None,
        account=made.accounts["officer"],
    )  # fmt: skip
    work.report(made.actor("officer"), part.pk, "", [work.Product(ProductKind.DOCUMENT, "12/BC-NS")])
    deciding.confirm(made.actor("head"), part.pk)
    work.block(made.actor("head"), row.pk, "Chưa có số liệu của ngành y tế", by=made.units["health"])
    return made


@pytest.mark.parametrize(("width", "theme"), [(360, "light")])
def test_the_pages_hold_long_names_at_every_width(
    page_at: Callable[..., Page], live_server: Any, here: Province, shot: Any, width: int, theme: str
) -> None:
    page = page_at(width, theme=theme)
    cookie = {"name": "sessionid", "value": here.browser("office").session.session_key, "url": str(live_server)}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    key = Directive.objects.get(level=0).pk
    pages = {
        "list": "/nhiem-vu/", "one": f"/nhiem-vu/{key}/", "blocked": "/nhiem-vu/vuong-mac/",
        "board": "/nhiem-vu/don-vi/",
        "ranking": "/nhiem-vu/xep-hang/", "rules": "/nhiem-vu/quy-dinh/", "assign": "/nhiem-vu/giao/",
    }  # fmt: skip
    for name, address in pages.items():
        page.goto(address)
        people.look(page)
        shot(page, f"directives-{name}-{width}-{theme}")
    # Urging is one click, from the list of what is blocked.
    page.goto(pages["blocked"])
    page.get_by_role("button", name="Đôn đốc").first.click()
    expect(page.locator("body")).to_contain_text("Đã đôn đốc.")
