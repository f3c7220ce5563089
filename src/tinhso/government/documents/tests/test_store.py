"""The store keeps what is a person's, lets him use it again, and nobody else."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from tinhso.government.documents import queries, services
from tinhso.government.documents.models import KeptPaper, Share, Source
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound, Refused
from tinhso.kits.procedures.models import Dossier, Draft
from tinhso.kits.procedures.queries import whole_dossier
from tinhso.kits.procedures.services import intake
from tinhso.kits.procedures.services.intake import GivenPart
from tinhso.kits.procedures.tests.world import World

pytestmark = pytest.mark.django_db


def sent(world: World, draft: Draft) -> Dossier:
    draft.refresh_from_db()
    draft.answers = {"purpose": "Vay vốn"}
    draft.applicant = {"full_name": "Nguyễn Văn Công Dân", "personal_number": "038090000011"}
    draft.save()
    dossier = intake.submit_draft(world.actor("citizen"), draft.id, world.accounts["citizen"].person)
    services.follow_draft(dossier.id)
    return dossier


def test_a_result_is_kept_once_for_who_applied(world: World, kept: KeptPaper) -> None:
    services.keep_result(kept.dossier_id)
    assert [paper.title for paper in queries.papers_of(world.actor("citizen"))] == ["Giấy xác nhận"]


def test_a_part_compared_with_its_original_is_kept_and_others_are_not(world, submit, scan) -> None:
    dossier = submit(parts=[GivenPart("to-khai", file=scan, certified=True)])
    services.keep_certified(dossier.id)
    services.keep_certified(submit().id)
    (paper,) = queries.papers_of(world.actor("citizen"))
    assert (paper.source, paper.file) == (Source.CERTIFIED, scan)


def test_nobody_else_sees_it(world: World, kept: KeptPaper) -> None:
    for name in ("other_citizen", "clerk", "leader", "stranger"):
        assert not queries.visible_to(world.actor(name)).exists()
        with pytest.raises(NotFound):
            queries.paper_of(world.actor(name), kept.id)


def test_another_persons_paper_is_not_handed_in(world: World, kept: KeptPaper, draft: Draft) -> None:
    thief = world.actor("other_citizen")
    with pytest.raises(NotFound):
        services.share(thief, draft.id, "to-khai", kept.id)
    assert not Share.objects.exists()
    assert not draft.files.exists()


def test_a_kept_paper_stands_for_an_upload_and_its_owner_sees_who_used_it(
    world: World, kept: KeptPaper, draft: Draft
) -> None:
    citizen = world.actor("citizen")
    services.share(citizen, draft.id, "to-khai", kept.id)
    services.share(citizen, draft.id, "to-khai", kept.id)
    dossier = sent(world, draft)
    assert dossier.parts.get().file == kept.file
    (share,) = queries.shares_of(kept)
    assert (share.dossier, share.agency, share.ended_at) == (dossier, world.commune, None)
    whole_dossier(world.actor("clerk"), dossier.id, purpose="Tiếp nhận hồ sơ")
    (look,) = queries.looks_since([share])
    assert (look.account_name, look.purpose) == ("Trịnh Thị Một Cửa", "Tiếp nhận hồ sơ")


def test_consent_taken_back_before_sending_takes_the_paper_out(world: World, kept: KeptPaper, draft: Draft) -> None:
    citizen = world.actor("citizen")
    share = services.share(citizen, draft.id, "to-khai", kept.id)
    with pytest.raises(NotFound):
        services.take_back(world.actor("other_citizen"), share.id)
    services.take_back(citizen, share.id)
    assert not draft.files.exists()


def test_what_was_sent_stays_whole_when_consent_is_taken_back(world: World, kept: KeptPaper, draft: Draft) -> None:
    share = services.share(world.actor("citizen"), draft.id, "to-khai", kept.id)
    dossier = sent(world, draft)
    services.take_back(world.actor("citizen"), share.id)
    assert dossier.parts.get().file == kept.file


def test_a_paper_taken_out_of_the_form_again_was_not_used(world, kept, draft, scan) -> None:
    services.share(world.actor("citizen"), draft.id, "to-khai", kept.id)
    draft.files.update(file=scan)
    sent(world, draft)
    assert queries.shares_of(kept)[0].ended_at is not None


@pytest.mark.parametrize("change", ["revoked", "expired", "superseded"])
def test_what_no_longer_holds_is_not_handed_in(world, submit, finish, kept, draft, change) -> None:
    if change == "revoked":
        kept.paper.revoked_at = clock.now()
        kept.paper.save()
    elif change == "expired":
        kept.paper.valid_to = clock.today() - timedelta(days=1)
        kept.paper.save()
    else:
        # The same matter decided again.
        assert finish(submit(), code="BCDE-FGHJ-KMNP").id != kept.id
    with pytest.raises(Refused):
        services.share(world.actor("citizen"), draft.id, "to-khai", kept.id)
    usable = [paper.id for paper in queries.usable(world.actor("citizen"))]
    assert kept.id not in usable


def test_another_matter_leaves_the_earlier_result_in_force(world, submit, finish, kept) -> None:
    finish(submit(answers={"purpose": "Xin việc"}), code="BCDE-FGHJ-KMNP")
    kept.refresh_from_db()
    assert kept.superseded_by is None


def test_a_paper_in_use_is_not_taken_out_of_the_store(world: World, kept: KeptPaper, draft: Draft) -> None:
    citizen = world.actor("citizen")
    share = services.share(citizen, draft.id, "to-khai", kept.id)
    with pytest.raises(Refused, match="đang làm dở"):
        services.remove(citizen, kept.id)
    services.take_back(citizen, share.id)
    services.remove(citizen, kept.id)
    with pytest.raises(NotFound):
        queries.paper_of(citizen, kept.id)


def test_the_owner_uses_a_paper_without_script(world: World, kept: KeptPaper, draft: Draft) -> None:
    client = Client()
    client.force_login(world.accounts["citizen"])
    page = client.get(f"/ho-so/nhap/{draft.id}/giay-to/").content.decode()
    assert "Dùng giấy này" in page
    client.post(f"/ho-so/nhap/{draft.id}/giay-to/", {"tu-kho": f"to-khai:{kept.id}"})
    assert draft.files.get().file == kept.file
    assert "Giấy xác nhận" in client.get("/kho-giay-to/").content.decode()
    assert "Hồ sơ chưa nộp" in client.get(f"/kho-giay-to/{kept.id}/").content.decode()
    refused = client.post(f"/kho-giay-to/{kept.id}/bo/")
    assert refused.status_code == 409
    assert "đang làm dở" in refused.content.decode()
    other = Client()
    other.force_login(world.accounts["other_citizen"])
    assert other.get(f"/kho-giay-to/{kept.id}/").status_code == 404


def test_a_list_asks_the_same_number_of_questions_whatever_it_shows(
    world: World, submit: Callable[..., Dossier], finish: Callable[..., KeptPaper], django_assert_max_num_queries
) -> None:
    for number in range(4):
        finish(submit(answers={"purpose": f"Việc {number}"}), code=f"ABCD-EFGH-JK{number}{number}")
    client = Client()
    client.force_login(world.accounts["citizen"])
    client.get("/kho-giay-to/")
    with django_assert_max_num_queries(10):
        client.get("/kho-giay-to/")


@pytest.mark.django_db(transaction=True)
def test_using_a_paper_and_taking_it_out_never_both_happen(world: World, kept: KeptPaper, draft: Draft) -> None:
    citizen = world.actor("citizen")
    ended: list[str] = []
    gate = threading.Barrier(2)

    def run(name: str, act: Callable[[], object]) -> None:
        try:
            gate.wait()
            act()
            ended.append(name)
        except (Refused, NotFound):
            pass
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=("used", lambda: services.share(citizen, draft.id, "to-khai", kept.id))),
        threading.Thread(target=run, args=("removed", lambda: services.remove(citizen, kept.id))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept.refresh_from_db()
    assert ended in (["used"], ["removed"])
    assert (kept.removed_at is None) == Share.objects.filter(ended_at=None).exists() == draft.files.exists()
    clear_jobs()
