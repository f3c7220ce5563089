"""The national axis, played by a process of its own: sent to a ministry, its answer, its document, an outage."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.outside import services as outside
from tinhso.kits.exchange.edxml import building, parsing, signing
from tinhso.kits.exchange.edxml.messages import Attachment, Organ, StatusMessage
from tinhso.kits.exchange.messages import documents, queries
from tinhso.kits.exchange.messages.models import Arrival, KnownUnit, OutgoingMessage
from tinhso.kits.exchange.messages.services import axis, delivering
from tinhso.kits.exchange.messages.transport.axis import vendor
from tinhso.kits.exchange.tests.certificates import certified

KEY = "khoa-truc-van-ban-0123456789"
VARIABLE = "TINHSO_VENDOR_DOCUMENT_AXIS_STAND_IN_KEY"


@pytest.fixture(scope="module")
def process(tmp_path_factory):
    command = [sys.executable, "-m", "tinhso.simulators.axis", "--port", "0", "--folder"]
    running = subprocess.Popen(
        [*command, str(tmp_path_factory.mktemp("axis"))],
        stdout=subprocess.PIPE, text=True, env={**os.environ, VARIABLE: KEY},
    )  # fmt: skip
    yield re.search(r"http://[^/]+", running.stdout.readline()).group()
    running.terminate()
    running.wait(20)


@pytest.fixture
def joined(place, process, monkeypatch):
    """The installation uses the axis, and knows its agencies."""
    monkeypatch.setenv(VARIABLE, KEY)
    outside.choose("document-axis", "stand-in", {"address": process, "timeout": 20})
    assert axis.synchronise() >= 5
    return place


def ministry(tree):
    """Sign as a ministry does, whose certificate nobody here knows."""
    key, certificate = certified("Bo Noi vu")
    return signing.sign(tree, key, certificate)


def test_a_document_goes_to_a_ministry_and_its_state_comes_back(joined, run):
    assert vendor().check_config() == [] and vendor().probe() == []
    document = joined.document("G09")
    documents.send(document)
    run()
    (waits,) = [row for row in vendor().waiting("G09") if row.sender == "H56.15"]
    said = parsing.parse(parsing.read(vendor().get(waits.key)))
    assert said.code == "05/QĐ-SNV" and said.attachments[0].content is not None, "files travel within the message"
    vendor().settle(waits.key, taken=True)
    answer = StatusMessage(
        str(new_id()), Organ("G09", "Bộ Nội vụ"), Organ("H56.15", "Sở"), said.document_id,
        documents.StatusCode.ACCEPTED, clock.now(), "Đã tiếp nhận",
    )  # fmt: skip
    vendor().send(
        ministry(building.build(answer)), reference=answer.message_id, sender="G09", recipient="H56.15", kind="status"
    )
    assert axis.fetch() == 1 and axis.fetch() == 0
    (row,) = queries.dispatches_of(document.document_id)
    assert (row.state, row.status_code) == ("sent", "03")


def test_a_ministrys_document_arrives_once_and_says_that_its_signer_is_not_known_here(joined, run):
    documents.send(joined.document("G22", number=31))
    run()
    (waits,) = [row for row in vendor().waiting("G22") if row.sender == "H56.15"]
    said = parsing.parse(parsing.read(vendor().get(waits.key)))
    pdf = said.attachments[0].content
    text = Attachment("1", "phu-luc.txt", "text/plain", "", 0, content=b"Noi dung")
    own = replace(
        said, message_id="", sender=Organ("G22", "Văn phòng Chính phủ"), recipients=(Organ("H56.01", "VP"),),
        document_id=replace(said.document_id, organ_id="G22"), attachments=(text,),
    )  # fmt: skip
    data = ministry(building.build(own))
    for reference in ("mot", "mot"):
        vendor().send(data, reference=reference, sender="G22", recipient="H56.01", kind="document")
    spoilt = data.replace("quy chế".encode(), b"quy chep")
    vendor().send(spoilt, reference="hai", sender="G22", recipient="H56.01", kind="document")
    assert axis.fetch() == 1 and pdf
    view = queries.arrival(Arrival.objects.get(sender="G22").id)
    assert view.verdict["state"] == "unknown" and [file.name for file in view.files] == ["phu-luc.txt"]
    assert queries.refused_arrivals(SYSTEM).get().problem_code == "bad-signature"


def test_an_outage_is_waited_for_and_nothing_is_lost(joined, run):
    outside.choose("document-axis", "broken", {})
    document = joined.document("G09", number=77)
    documents.send(document)
    run()
    waits = OutgoingMessage.objects.get(dispatch__posting__document_id=document.document_id)
    assert (waits.state, waits.problem_code) == ("waiting", "unreachable")
    assert axis.fetch_if_chosen() == 0 and KnownUnit.objects.filter(identifier="G09", ended_at=None).exists()
    with clock.at(clock.now() + timedelta(hours=80)):
        delivering.sweep()
    waits.refresh_from_db()
    assert (waits.state, waits.problem_code) == ("dead", "no-contact")
