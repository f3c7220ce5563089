"""Who applies: how surely it must be known, where what is filled in comes from, and applying for a business."""

from collections.abc import Callable

import pytest
from django.test import Client

from tinhso.desks.portal.tests.conftest import CHANGES
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity import businesses, sessions
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import Account, IdentityLink, LegalEntity
from tinhso.kits.procedures.models import Dossier, Draft
from tinhso.kits.procedures.services import publishing
from tinhso.kits.procedures.tests.world import World, definition

pytestmark = pytest.mark.django_db


def known_at(client: Client, account: Account, level: int, entity: LegalEntity | None = None) -> Client:
    """Let a citizen be signed in as by an identity platform, acting for a business or for himself."""
    session = client.session
    session[sessions.LEVEL] = level
    if entity is not None:
        session[sessions.BEHALF] = str(entity.pk)
    session.save()
    return client


def business_of(account: Account) -> LegalEntity:
    return businesses.record_business(
        tax_code="2809990017", name="Công ty TNHH Thử Nghiệm", source="Thử", representative=account
    )


def test_a_procedure_that_demands_a_level_is_sent_by_who_has_it_alone(
    world: World, citizen: Client, apply: Callable[[Client], Dossier]
) -> None:
    changed = definition(**CHANGES, assurance=2)
    version = publishing.load_definition(changed, valid_from=clock.today(), decision="QĐ sau", actor=SYSTEM)
    page = citizen.get("/thu-tuc/1.009999/nop/").content.decode()
    assert "Cần định danh điện tử mức độ 2" in page
    with pytest.raises(KeyError, match="location"):
        apply(citizen)
    assert not Dossier.objects.exists()
    assert Draft.objects.exists(), "nothing that was typed is lost"
    known_at(citizen, world.accounts["citizen"], 2)
    assert "Cần định danh điện tử" not in citizen.get("/thu-tuc/1.009999/nop/").content.decode()
    Draft.objects.all().delete()
    assert apply(citizen).version_id == version.pk


def test_what_the_platform_told_is_filled_in_with_its_source(world: World, citizen: Client) -> None:
    account, now = world.accounts["citizen"], clock.now()
    place = citizen.post("/thu-tuc/1.009999/nop/")["Location"].rsplit("/", 2)[0] + "/nguoi-nop/"
    assert "từ tài khoản của quý vị" in citizen.get(place).content.decode()
    IdentityLink.objects.create(
        account=account,
        platform="stand-in",
        issuer="https://x",
        subject="1",
        level=2,
        verified_at=now,
        last_used_at=now,
    )
    page = citizen.get(place).content.decode()
    assert "Nguồn: Nền tảng định danh điện tử, nhận lúc" in page
    assert account.person.full_name in page


def test_a_business_s_dossier_is_seen_by_its_representatives_and_not_under_their_own_names(
    world: World, citizen: Client, stranger: Client, apply: Callable[[Client], Dossier]
) -> None:
    account = world.accounts["citizen"]
    entity = business_of(account)
    known_at(citizen, account, 2, entity)
    dossier = apply(citizen)
    assert dossier.account_id == entity.account_id
    assert dossier.applicant["tax_code"] == "2809990017"
    assert dossier.applicant["representative"] == account.person.full_name
    assert citizen.get(f"/ho-so/{dossier.pk}/").status_code == 200
    other = world.accounts["other_citizen"]
    assert stranger.get(f"/ho-so/{dossier.pk}/").status_code == 404
    known_at(stranger, other, 2, entity)
    assert stranger.get(f"/ho-so/{dossier.pk}/").status_code == 404, "choosing a business is not representing it"
    business_of(other)
    known_at(stranger, other, 2, entity)
    assert stranger.get(f"/ho-so/{dossier.pk}/").status_code == 200
    session = citizen.session
    session.pop(sessions.BEHALF)
    session.save()
    assert citizen.get(f"/ho-so/{dossier.pk}/").status_code == 404
