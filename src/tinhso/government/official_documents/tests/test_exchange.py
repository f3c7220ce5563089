"""A document goes from one agency to another through the exchange: every state comes back, recall and replacement."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from tinhso.government.official_documents.models import IncomingDocument
from tinhso.government.official_documents.services import (
    drafting,
    exchange,
    incoming,
    instructions,
    issuing,
    recalling,
    signing,
)
from tinhso.government.official_documents.services.drafting import Given, To
from tinhso.government.official_documents.services.instructions import Target
from tinhso.government.official_documents.states import Incoming, Outgoing, Verdict
from tinhso.government.official_documents.tests.conftest import LETTER
from tinhso.government.official_documents.tests.test_signing import certified, trust_url  # noqa: F401 - fixtures
from tinhso.kernel.events.testing import run_jobs
from tinhso.kernel.inbox import queries as inbox
from tinhso.kernel.inbox.models import WorkItem


@pytest.fixture
def sent(world, draft, certified, settings):  # noqa: F811
    """A letter of the department, issued and on its way to a commune of the same installation."""
    document = draft()
    signing.submit(world.actor("specialist"), document.id, world.accounts["leader"])
    signing.sign(certified.leader, document.id)

    def issue() -> SimpleNamespace:
        issued = issuing.issue(certified.clerk, document.id)
        run_jobs()
        return SimpleNamespace(document=issued, arrived=IncomingDocument.objects.get(unit=world.commune))

    return issue


def _codes(document) -> list[str]:
    return [report.code for view in exchange.dispatches(document) for report in view.reports]


def test_states_come_back_until_the_end(world, sent) -> None:
    there = sent()
    arrived = there.arrived
    assert (arrived.symbol, arrived.subject) == (there.document.symbol, there.document.subject)
    assert (arrived.sender_name, arrived.sender_identifier) == ("Sở Xây dựng", "H56.08")
    assert arrived.verdict == Verdict.VALID, arrived.verification
    clerk, leader = world.actor("commune_clerk"), world.actor("commune_leader")
    incoming.register(clerk, arrived.id, {})
    part = instructions.instruct(
        leader, arrived.id, "Rà soát, báo cáo", [Target(world.commune, account=world.accounts["commune_leader"])]
    ).assignments.get()
    instructions.begin(leader, part.id)
    instructions.complete(leader, part.id, "Đã báo cáo")
    run_jobs()
    assert _codes(there.document) == ["01", "03", "04", "05", "06"]


def test_a_recalled_document_is_destroyed_there_and_its_number_stays(world, sent, certified) -> None:  # noqa: F811
    there = sent()
    clerk = world.actor("commune_clerk")
    incoming.register(clerk, there.arrived.id, {})
    issuing.recall(certified.clerk, there.document.id, "Nhầm phụ lục")
    run_jobs()
    arrived = IncomingDocument.objects.get(id=there.arrived.id)
    assert arrived.recall_reason == "Nhầm phụ lục"
    assert WorkItem.objects.filter(
        subject_id=arrived.id, kind="official_documents.recall-asked", closed_at=None
    ).exists()
    recalling.answer(clerk, arrived.id, agree=True)
    run_jobs()
    arrived.refresh_from_db()
    assert (arrived.state, arrived.number, arrived.files.count()) == (Incoming.RECALLED, 1, 0)
    assert arrived.subject
    there.document.refresh_from_db()
    assert there.document.state == Outgoing.RECALLED


def test_the_clerk_of_a_department_finds_in_his_list_what_waits_at_its_office(world, draft, certified, arrive) -> None:  # noqa: F811
    arrive()
    document = draft()
    signing.submit(world.actor("specialist"), document.id, world.accounts["leader"])
    signing.sign(certified.leader, document.id)
    found = set(inbox.visible_to(world.actor("clerk")).values_list("kind", flat=True))
    assert found == {"official_documents.arrived", "official_documents.to-issue"}
    assert not inbox.visible_to(world.actor("specialist")).filter(kind="official_documents.to-issue").exists()


def test_what_is_refused_says_why_at_the_sender(world, sent) -> None:
    there = sent()
    incoming.refuse(world.actor("commune_clerk"), there.arrived.id, "Gửi nhầm địa bàn")
    run_jobs()
    view = exchange.dispatches(there.document)[0]
    assert [(report.code, report.description) for report in view.reports][-1] == ("02", "Gửi nhầm địa bàn")
    client = Client()
    client.force_login(world.accounts["clerk"])
    session = client.session
    session["second_factor"] = str(world.accounts["clerk"].pk)
    session.save()
    page = client.get(reverse("official_documents:outgoing", args=[there.document.pk])).content.decode()
    assert "Gửi nhầm địa bàn" in page


def test_a_replacement_ends_what_it_replaces_on_both_sides(world, sent, certified) -> None:  # noqa: F811
    there = sent()
    incoming.register(world.actor("commune_clerk"), there.arrived.id, {})
    new = drafting.start(
        world.actor("specialist"),
        world.division,
        Given(LETTER | {"replace_reason": "Sai thời hạn"}, [To("Ủy ban nhân dân xã Thượng Ninh", "H56.901")]),
        replaces=there.document,
    )
    signing.submit(world.actor("specialist"), new.id, world.accounts["leader"])
    signing.sign(certified.leader, new.id)
    issuing.issue(certified.clerk, new.id)
    run_jobs()
    there.document.refresh_from_db()
    assert there.document.state == Outgoing.REPLACED
    old, replacement = IncomingDocument.objects.filter(unit=world.commune).order_by("arrived_at")
    assert (old.state, old.number, old.files.count()) == (Incoming.RECALLED, 1, 0)
    assert (replacement.replaces_id, replacement.state) == (old.id, Incoming.ARRIVED)
