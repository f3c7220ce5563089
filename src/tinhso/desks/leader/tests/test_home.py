"""The leader's home shows what awaits, and nothing of others; a run names what it could not sign."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.urls import reverse

from tinhso.desks.leader import permissions, services
from tinhso.desks.leader.models import ItemState, SigningRun
from tinhso.government.directives.services import work
from tinhso.government.directives.tests.province import MONDAY, Province, make_province
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, Refused
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.signing import queries as credentials
from tinhso.kernel.signing import signers
from tinhso.kernel.signing.models import Credential
from tinhso.kernel.signing.signables import SIGNABLES, Signable, Waiting
from tinhso.kits.procedures.tests.world import SINCE

KIND = "leader.test"


class Drawer:
    """Papers of a kind made for the test, in memory."""

    def __init__(self) -> None:
        self.papers = {new_id(): f"Tờ trình {number}" for number in range(4)}
        self.signed: list[UUID] = []
        self.changed: UUID | None = None
        self.broken = False

    def awaiting(self, _actor: Actor) -> list[Waiting]:
        return [Waiting(key, 3, title, "Sở Tài chính", "/", "/") for key, title in self.papers.items()]

    def sign(self, _actor: Actor, key: UUID, revision: int, pin: str) -> None:
        assert (revision, pin) == (3, "1234")
        if self.broken:
            raise signers.CannotSign("Mã PIN không đúng.")
        if key == self.changed:
            raise Conflict("Văn bản đã thay đổi sau khi quý vị mở.")
        self.signed.append(key)


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    made = Drawer()
    SIGNABLES.register(KIND, Signable(KIND, "Tờ trình", permissions.OPEN, made.awaiting, made.sign))
    yield made
    SIGNABLES.withdraw(KIND)


@pytest.fixture
def here(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Province]:
    monkeypatch.setattr(services, "person_credential", lambda _key: Credential(options={"passphrase": "asked"}))
    monkeypatch.setattr(credentials, "person_credential", lambda _key: Credential(options={"passphrase": "asked"}))
    with clock.at(MONDAY):
        made = make_province()
        role = identity.load_roles([{"code": "desk", "name": "Bàn", "permissions": [permissions.OPEN]}])[0]
        identity.assign_role(SYSTEM, made.accounts["leader"], role, made.units["province"], valid_from=SINCE)
        yield made


def chosen(drawer: Drawer) -> list[services.Chosen]:
    return [services.Chosen(KIND, key, 3, title) for key, title in drawer.papers.items()]


def test_the_refusal_of_one_leaves_the_others_signed(here: Province, drawer: Drawer) -> None:
    keys = list(drawer.papers)
    drawer.changed = keys[1]
    picked = chosen(drawer)
    gone = drawer.papers.pop(keys[2])
    run = services.start(here.actor("leader"), picked, pin="1234")
    assert "1234" not in run.secret
    with pytest.raises(Refused, match="đang chạy"):
        services.start(here.actor("leader"), picked, pin="1234")
    services.carry_out(run.pk)
    services.carry_out(run.pk)
    assert drawer.signed == [keys[0], keys[3]]
    refused = run.items.filter(state=ItemState.REFUSED).values_list("title", "message")
    assert {title for title, _message in refused} == {drawer.papers[keys[1]], gone}
    assert all(message for _title, message in refused)
    run.refresh_from_db()
    assert run.finished_at is not None and run.secret == ""


def test_a_key_that_cannot_sign_ends_the_run_without_trying_the_rest(here: Province, drawer: Drawer) -> None:
    drawer.broken = True
    run = services.start(here.actor("leader"), chosen(drawer), pin="1234")
    services.carry_out(run.pk)
    assert set(run.items.values_list("state", "message")) == {(ItemState.REFUSED, "Mã PIN không đúng.")}


def test_nothing_chosen_nothing_there_no_pin_no_right(here: Province, drawer: Drawer) -> None:
    leader = here.actor("leader")
    with pytest.raises(Invalid):
        services.start(leader, [], pin="1234")
    with pytest.raises(Invalid):
        services.start(leader, chosen(drawer))
    with pytest.raises(Conflict):
        services.start(leader, [services.Chosen(KIND, new_id(), 1)], pin="1234")
    with pytest.raises(Forbidden):
        services.start(here.actor("head"), chosen(drawer), pin="1234")
    assert not SigningRun.objects.exists()


def test_the_home_shows_papers_blocked_work_and_figures(
    here: Province, drawer: Drawer, django_assert_max_num_queries: object
) -> None:
    row = here.given()
    work.block(here.actor("head"), row.pk, "Chưa có số liệu viện phí", by=here.units["health"])
    client = here.browser("leader")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page = client.get(reverse("leader:home")).content.decode()
    assert "Tờ trình 0" in page and "Chưa có số liệu viện phí" in page and "Sở Y tế" in page
    listed = client.get(reverse("leader:to-sign")).content.decode()
    assert "Chọn cả 4 văn bản" in listed
    assert here.browser("head").get(reverse("leader:home")).status_code == 403
    run = services.start(here.actor("leader"), chosen(drawer), pin="1234")
    assert here.browser("leader").get(reverse("leader:run", args=[run.pk])).status_code == 200
