"""Instructions: one lead, deadlines that only shrink, recall, substitution, the end that follows from the parts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tinhso.government.official_documents.queries import incoming as queries
from tinhso.government.official_documents.services import incoming, instructions
from tinhso.government.official_documents.services.instructions import Target
from tinhso.government.official_documents.states import Assigned, Incoming, Part
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kernel.inbox.queries import items_for


def _top(world, document, days=10, **more):
    return instructions.instruct(
        world.actor("leader"),
        document.id,
        "Giao Phòng Quản lý xây dựng chủ trì, tham mưu trả lời.",
        [
            Target(world.division, Part.LEAD, due_on=clock.today() + timedelta(days=days)),
            Target(world.other_division, Part.JOINT),
            Target(world.office, Part.KNOW),
        ],
        **more,
    )


def test_a_deadline_only_shrinks_down_the_chain(world, register) -> None:
    document = register()
    with pytest.raises(Invalid) as refused:
        _top(world, document, days=21)
    assert "hạn của việc cấp trên giao" in refused.value.fields["due_on"]
    lead, joint, know = _top(world, document).assignments.order_by("created_at")
    assert joint.due_on == document.due_on, "what is not said is the chain's"
    assert know.due_on is None
    specialist = Target(world.division, Part.LEAD, world.accounts["specialist"], lead.due_on + timedelta(days=1))
    with pytest.raises(Invalid):
        instructions.instruct(world.actor("head"), document.id, "Xử lý", [specialist], above=lead.id)
    below = instructions.instruct(
        world.actor("head"), document.id, "Xử lý", [Target(world.division, Part.LEAD, world.accounts["specialist"])],
        above=lead.id,
    ).assignments.get()  # fmt: skip
    assert below.due_on == lead.due_on
    instructions.set_due(world.actor("leader"), lead.id, clock.today() + timedelta(days=3))
    below.refresh_from_db()
    assert below.due_on == clock.today() + timedelta(days=3), "what was handed on shrinks with it"
    assert WorkItem.objects.get(subject_id=below.id).due_at.astimezone(clock.VIETNAM).date() == below.due_on


def test_only_one_leads_and_nobody_gives_what_is_not_his(world, register) -> None:
    document = register()
    two = [Target(world.division), Target(world.other_division)]
    with pytest.raises(Invalid):
        instructions.instruct(world.actor("leader"), document.id, "Cùng làm", two)
    with pytest.raises(Invalid):
        instructions.instruct(world.actor("leader"), document.id, "Phối hợp", [Target(world.division, Part.JOINT)])
    for name in ("specialist", "commune_leader"):
        with pytest.raises(NotFound):
            instructions.instruct(world.actor(name), document.id, "Làm", [Target(world.division)])
    stranger = Target(world.division, Part.LEAD, world.accounts["commune_leader"])
    with pytest.raises(Invalid):
        instructions.instruct(world.actor("leader"), document.id, "Làm", [stranger])


def test_the_document_is_done_when_the_parts_given_at_the_top_are(world, register) -> None:
    document = register()
    lead, joint, know = _top(world, document).assignments.order_by("created_at")
    below = instructions.instruct(
        world.actor("head"), document.id, "Soạn trả lời",
        [Target(world.division, Part.LEAD, world.accounts["specialist"])], above=lead.id,
    ).assignments.get()  # fmt: skip
    with pytest.raises(Refused) as still:
        instructions.complete(world.actor("head"), lead.id, "Đã trả lời")
    assert "Công Tằng Tôn Nữ Thị Phương Nguyên" in still.value.message
    assert below.id in {item.subject_id for item in items_for(world.actor("specialist"))}
    instructions.begin(world.actor("specialist"), below.id)
    instructions.complete(world.actor("specialist"), below.id, "Đã soạn")
    instructions.complete(world.actor("head"), lead.id, "Đã trả lời")
    document.refresh_from_db()
    assert document.state == Incoming.PROCESSING, "the joint part is still open"
    instructions.complete(world.actor("other_head"), joint.id, "Đã góp ý")
    document.refresh_from_db()
    assert document.state == Incoming.DONE
    assert document.done_at is not None
    with pytest.raises(Conflict):
        instructions.complete(world.actor("other_head"), joint.id, "Lần nữa")
    instructions.read(world.actor("clerk"), know.id)
    know.refresh_from_db()
    assert know.state == Assigned.DONE


def test_a_part_is_taken_back_with_what_was_handed_on_and_a_substitute_takes_its_place(world, register) -> None:
    document = register()
    lead = _top(world, document).assignments.order_by("created_at").first()
    below = instructions.instruct(
        world.actor("head"), document.id, "Soạn", [Target(world.division, Part.LEAD, world.accounts["specialist"])],
        above=lead.id,
    ).assignments.get()  # fmt: skip
    with pytest.raises(Forbidden):
        instructions.recall(world.actor("specialist"), below.id, "Thôi")
    other = instructions.hand_over(
        world.actor("head"), below.id, world.division, world.accounts["second"], "Đồng chí Nguyên nghỉ phép"
    )
    below.refresh_from_db()
    assert (below.state, other.instead_of_id, other.due_on) == (Assigned.RECALLED, below.id, below.due_on)
    assert not queries.visible_to(world.actor("specialist")).exists(), "who has no part any more sees it no more"
    instructions.recall(world.actor("leader"), lead.id, "Giao phòng khác")
    other.refresh_from_db()
    assert other.state == Assigned.RECALLED
    assert not items_for(world.actor("second")).exists()


def test_secret_documents_are_refused_and_nothing_stays(world, arrive, scan) -> None:
    from tinhso.government.official_documents.models import IncomingDocument
    from tinhso.government.official_documents.secrecy import SecretRefused

    clerk = world.actor("clerk")
    with pytest.raises(SecretRefused):
        incoming.take_in(clerk, world.department, [scan("SỞ XÂY DỰNG\nTỐI MẬT\nBáo cáo")])
    with pytest.raises(SecretRefused):
        incoming.take_in(clerk, world.department, [scan()], given=incoming.Given({}, secrecy="Mật"))
    with pytest.raises(SecretRefused):
        arrive(subject="Kế hoạch TUYỆT MẬT")
    assert not IncomingDocument.objects.exists()
    assert arrive(subject="Tăng cường bảo mật thông tin, giữ bí mật nhà nước").id
