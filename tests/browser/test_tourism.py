"""The map of places in a real browser: it moves under the site's own rules, and stays drawn where it cannot."""

from datetime import date

import pytest
from playwright.sync_api import expect, sync_playwright

from browser import support
from tinhso.kernel.areas.models import Area
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers import services
from tinhso.kits.registers.testing import make_world
from tinhso.sectors.tourism.models import Place
from tinhso.sectors.tourism.sections import page_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Chromium without a graphics card draws WebGL by itself when it is told to.
DRAWING = [*(one for one in support.ARGUMENTS if one != "--disable-gpu"), "--use-angle=swiftshader",
           "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]  # fmt: skip
MAP = "/du-lich/?kieu=ban-do"


def test_the_map_moves_where_it_can_and_stays_drawn_where_it_cannot(live_server, troubles, axe, shot):
    world = make_world(Place.definition)
    ring = [[105.0, 19.3], [106.1, 19.3], [106.1, 20.6], [105.0, 20.6], [105.0, 19.3]]
    boundary = {"type": "Polygon", "coordinates": [ring]}
    Area.objects.filter(pk=world.area.pk).update(boundary=boundary)
    Area.objects.create(
        code="38", name="Thanh Hóa", full_name="Tỉnh Thanh Hóa", kind="Tỉnh", tier="province", folded="thanh hoa",
        sort_key="thanh hoa", valid_from=date(2020, 1, 1), boundary=boundary,
    )  # fmt: skip
    here = {"kind": "heritage", "unit": world.here}
    place = services.add(SYSTEM, Place.definition, {"name": "Thành nhà Hồ", "location": "20.078, 105.605", **here})
    for number in range(2):
        near = {"name": f"Bãi biển Sầm Sơn {number}", "location": f"19.74{number}, 105.90", **here}
        services.add(SYSTEM, Place.definition, near)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=support.chromium(), args=DRAWING)
        with support.open_page(browser, 1440, troubles, base=str(live_server)) as page:
            page.goto(MAP)
            expect(page.locator(".ts-map-cluster")).to_have_text("2")
            expect(page.locator(".ts-map-static")).to_be_hidden()
            page.locator(".ts-map-mark").click()
            expect(page.locator(".ts-map-popup a")).to_have_attribute("href", page_of(place))
            page.locator(".ts-map-cluster").click()
            expect(page.locator(".ts-map-mark").nth(1)).to_be_attached()
            shot(page, "tourism-map-1440-light")
            axe(page)
        context = browser.new_context(base_url=str(live_server), java_script_enabled=False)
        page = context.new_page()
        page.goto(MAP)
        expect(page.locator(".ts-map-static svg")).to_be_visible()
        expect(page.locator(".ts-map-list a").first).to_be_visible()
        browser.close()
