"""The whole way of a document of one's own: drafted, checked, signed in order, issued with visible number, recalled."""

from __future__ import annotations

from types import SimpleNamespace

import pypdfium2
import pytest

from tinhso.government.official_documents.models import OutgoingDocument
from tinhso.government.official_documents.queries import awaiting_signature
from tinhso.government.official_documents.queries import outgoing as queries
from tinhso.government.official_documents.services import drafting, issuing, opinions, reading, signing
from tinhso.government.official_documents.services.drafting import Given
from tinhso.government.official_documents.states import Outgoing
from tinhso.kernel.files.queries import read
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.signing import opening, trust
from tinhso.kernel.signing import services as signatures
from tinhso.kernel.signing.reports import VALID
from tinhso.kernel.signing.tests.conftest import trust_url  # noqa: F401 - the fixture


@pytest.fixture
def certified(world, settings, trust_url):  # noqa: F811
    settings.TRUST_URL, settings.TIMESTAMP_URL = trust_url, f"{trust_url}/tsa"
    opening.forget_opened()
    trust.forget_lists()
    signatures.trust_demonstration_authority(actor=SYSTEM)
    for name in ("head", "leader"):
        signatures.enrol(actor=SYSTEM, account=world.accounts[name], unit=world.department)
    signatures.enrol(actor=SYSTEM, unit=world.department)
    return SimpleNamespace(head=world.actor("head"), leader=world.actor("leader"), clerk=world.actor("clerk"))


def _submitted(world, draft, **values):
    document = draft(**values)
    return signing.submit(world.actor("specialist"), document.id, world.accounts["leader"], [world.accounts["head"]])


def test_the_chain_is_signed_in_its_order_and_every_signature_stays_valid(world, draft, certified) -> None:
    document = _submitted(world, draft)
    assert not awaiting_signature(certified.leader).exists(), "the head puts his initials first"
    with pytest.raises(Refused) as early:
        signing.sign(certified.leader, document.id)
    assert early.value.code == "signing-order"
    with pytest.raises(NotFound):
        signing.sign(world.actor("specialist"), document.id)
    signing.sign(certified.head, document.id)
    assert list(awaiting_signature(certified.leader)) == [document]
    with pytest.raises(Conflict):
        issuing.issue(certified.clerk, document.id)
    document = signing.sign(certified.leader, document.id)
    assert document.state == Outgoing.SIGNED
    with pytest.raises(NotFound):
        issuing.issue(certified.leader, document.id)
    document = issuing.issue(certified.clerk, document.id)
    assert (document.symbol, document.number, document.state) == ("01/SXD-QLXD", 1, Outgoing.ISSUED)
    reports = signatures.validate(read(document.signed_file))
    assert [report.verdict for report in reports] == [VALID] * 4, [report.sentence for report in reports]
    assert [report.signer for report in reports] == ["Cao Trọng Toàn", "Lê Đức Nghĩa", "Sở Xây dựng", "Sở Xây dựng"]
    with pypdfium2.PdfDocument(read(document.signed_file)) as made:
        made.init_forms()
        page = made[0]
        page.flatten()
        text = page.get_textpage().get_text_bounded()
    assert "Kính gửi" in text
    assert queries.visible_to(world.actor("second")).exists(), "the drafting unit sees what was issued"
    assert not queries.visible_to(world.actor("commune_clerk")).exists()
    recalled = issuing.recall(certified.clerk, document.id, "Nhầm phụ lục")
    assert (recalled.state, recalled.number) == (Outgoing.RECALLED, 1)
    with pytest.raises(Refused):
        issuing.recall(certified.clerk, document.id, "Lần nữa")
    copy = reading.marked(world.actor("second"), document.signed_file)
    with pypdfium2.PdfDocument(copy) as made:
        assert "Phạm Văn Hai mở lúc" in made[0].get_textpage().get_text_bounded()


def test_a_batch_leaves_the_others_signed_when_one_is_refused(world, draft, certified) -> None:
    documents = [_submitted(world, draft, subject=f"việc số {at}") for at in range(4)]
    for document in documents[:3]:
        signing.sign(certified.head, document.id)
    outcomes = signing.sign_many(certified.leader, [document.id for document in documents])
    assert [outcome.signed for outcome in outcomes] == [True, True, True, False]
    assert outcomes[3].code == "signing-order"
    assert OutgoingDocument.objects.filter(state=Outgoing.SIGNED).count() == 3


def test_what_is_given_back_can_be_changed_and_comes_again_with_a_round_of_its_own(world, draft, certified) -> None:
    document = _submitted(world, draft)
    with pytest.raises(Invalid):
        signing.give_back(certified.head, document.id, "")
    signing.give_back(certified.head, document.id, "Bổ sung thời hạn báo cáo")
    drafting.write(
        world.actor("specialist"), document.id, Given({"text": "Báo cáo trước 01/12/2026.", "note": "thời hạn"})
    )
    document = signing.submit(
        world.actor("specialist"), document.id, world.accounts["leader"], [world.accounts["head"]]
    )
    assert list(document.drafts.order_by("version").values_list("version", flat=True)) == [1, 2]
    signing.sign(certified.head, document.id)
    assert set(document.chain.values_list("round", "state")) == {
        (1, "returned"), (1, "dropped"), (2, "signed"), (2, "waiting"),
    }  # fmt: skip


def test_nobody_signs_after_his_right_was_taken_away(world, draft, certified) -> None:
    from tinhso.kernel.identity.models import RoleAssignment

    document = _submitted(world, draft)
    RoleAssignment.objects.filter(account=world.accounts["head"]).update(valid_to=document.created_at.date())
    RoleAssignment.objects.filter(account=world.accounts["head"]).delete()
    with pytest.raises(Forbidden):
        signing.sign(world.actor("head"), document.id)


def test_who_stands_in_signs_in_the_others_place_only_with_the_right_that_was_lent(world, draft, certified) -> None:
    from tinhso.kernel.identity.delegation import delegate, end
    from tinhso.kernel.identity.models import RoleAssignment

    document = draft()
    signing.submit(world.actor("specialist"), document.id, world.accounts["leader"])
    signatures.enrol(actor=SYSTEM, account=world.accounts["director"], unit=world.department)
    role = RoleAssignment.objects.get(account=world.accounts["leader"])
    days = {"valid_from": clock.today(), "valid_to": clock.today(), "reason": "Đi công tác"}
    lent = delegate(
        world.actor("leader"), role, world.accounts["director"], permissions=["official_documents.work"], **days
    )
    with pytest.raises(Forbidden):
        signing.sign(world.actor("director"), document.id)
    end(world.actor("leader"), lent)
    delegate(world.actor("leader"), role, world.accounts["director"], permissions=["official_documents.sign"], **days)
    assert list(awaiting_signature(world.actor("director"))) == [document]
    signing.sign(world.actor("director"), document.id)
    step = document.chain.get()
    assert (step.account, step.signed_by) == (world.accounts["leader"], world.accounts["director"])


def test_form_is_checked_before_anybody_is_asked_to_sign(world, draft) -> None:
    for wrong, words in (
        ({"subject": "V/v rà soát hồ sơ."}, "dấu chấm"),
        ({"addressee": ""}, "Kính gửi"),
        ({"signer_name": "TS. Lê Đức Nghĩa"}, "học vị"),
        ({"signer_authority": "Thay mặt Sở"}, "đề ký"),
        ({"drafting_symbol": ""}, "ký hiệu đơn vị"),
    ):
        document = draft(**wrong)
        with pytest.raises(Refused) as refused:
            signing.submit(world.actor("specialist"), document.id, world.accounts["leader"])
        assert refused.value.code == "form-errors"
        assert words in refused.value.message
    good = draft()
    signing.submit(world.actor("specialist"), good.id, world.accounts["leader"])
    with pytest.raises(Invalid):
        signing.submit(world.actor("specialist"), draft().id, world.accounts["specialist"])


def test_an_opinion_is_asked_once_and_given_by_whom_it_was_asked(world, draft) -> None:
    document = draft()
    slip = opinions.ask(world.actor("specialist"), document.id, world.other_division, "Thời hạn đã hợp lý chưa?")
    with pytest.raises(Conflict):
        opinions.ask(world.actor("specialist"), document.id, world.other_division, "Lần nữa")
    with pytest.raises(NotFound):
        opinions.answer(world.actor("commune_leader"), slip.id, "agree", "")
    with pytest.raises(Invalid):
        opinions.answer(world.actor("other_head"), slip.id, "change", "")
    assert queries.document_of(world.actor("other_head"), document.id) == document
    assert opinions.answer(world.actor("other_head"), slip.id, "change", "Lùi sang 05/12/2026").answered_at


def test_two_who_change_one_draft_are_told(world, draft) -> None:
    document = draft()
    drafting.write(world.actor("head"), document.id, Given({"text": "Bản của trưởng phòng"}), seen=1)
    with pytest.raises(Conflict):
        drafting.write(world.actor("specialist"), document.id, Given({"text": "Bản của chuyên viên"}), seen=1)
