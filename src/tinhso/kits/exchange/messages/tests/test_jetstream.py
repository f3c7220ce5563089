"""What the other side's receipts do to messages that the queue took over; what a message that cannot be opened does."""

import socket
import subprocess
import time
from contextlib import suppress
from datetime import timedelta

import pytest

from tinhso.kernel.events.models import OutboxEvent
from tinhso.kernel.foundation import clock
from tinhso.kits.exchange.messages import documents, jetstream, queries
from tinhso.kits.exchange.messages.models import Correspondent, OutgoingMessage
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.messages.services import correspondents, delivering, receipts, streaming
from tinhso.kits.exchange.messages.transport import stream


@pytest.fixture
def published(monkeypatch):
    """What was published, in order; the servers take everything."""
    kept = []

    class Link:
        most = 2**20

        def __enter__(self):
            return self

        def __exit__(self, *_error):
            return None

        def make(self):
            return None

        def publish(self, subject, body, headers):
            kept.append((subject, headers["Nats-Msg-Id"], body))

    monkeypatch.setattr(stream.jetstream, "Link", Link)
    return kept


@pytest.fixture
def away(place, settings):
    """Another system, reached by JetStream."""
    settings.NATS_URL = "nats://127.0.0.1:1"
    row = Correspondent.objects.create(
        code="VN/GOV/H33", name="Hải Dương", root_identifier="H33", address="http://127.0.0.1:1"
    )
    correspondents.keep_units({"H33.01": {"name": "Văn phòng"}}, row)
    return row


def handed(place, number=5):
    document = place.document("H33.01", number=number)
    documents.send(document)
    delivering.sweep()
    return document, OutgoingMessage.objects.get(dispatch__posting__document_id=document.document_id)


def receipt(message, code="", **more):
    return {"message_id": str(message.id), "gen": message.sending, "code": code, "detail": "", **more}


def state(document):
    return queries.dispatches_of(document.document_id)[0]


def test_a_message_in_the_queue_is_sent_only_once_the_other_side_says_so(place, away, published):
    document, message = handed(place)
    assert [subject for subject, *_rest in published] == ["tinhso.exchange.VN-GOV-H33.VN-GOV-H56"] * 2
    assert published[0][2].startswith(b"%PDF") and b"edXML" in published[1][2], "its file goes before it"
    assert (message.state, state(document).state) == ("handed", "queued")
    receipts.settle(away, receipt(message))
    receipts.settle(away, receipt(message, "refused"))
    message.refresh_from_db()
    assert (message.state, state(document).state) == ("delivered", "sent"), "what was taken is not refused later"


def test_a_refusal_stands_on_the_desk_with_its_reason(place, away, published):
    document, message = handed(place)
    other = Correspondent.objects.create(code="VN/GOV/H01", name="Khác", root_identifier="H01")
    receipts.settle(other, receipt(message, "bad-signature"))
    assert state(document).state == "queued", "nobody else answers for it"
    receipts.settle(away, receipt(message, "bad-signature"))
    assert state(document).state == "failed" and "Chữ ký số" in state(document).problem
    assert OutboxEvent.objects.filter(name="exchange.document.failed").count() == 1
    documents.resend(queries.dispatches_of(document.document_id)[0])
    delivering.sweep()
    keys = [key for _subject, key, body in published if b"edXML" in body]
    assert len(set(keys)) == len(keys) == 2, "the servers do not take it for the one that they had"
    receipts.settle(away, receipt(message, "bad-schema"))
    assert state(document).state == "queued", "a receipt of the earlier sending settles nothing"


def test_what_is_missing_there_goes_once_more_with_all_that_followed(place, away, published):
    first, one = handed(place)
    _second, two = handed(place, number=6)
    receipts.settle(away, receipt(two, "out-of-order", last_number="0"))
    states = set(OutgoingMessage.objects.values_list("state", "tries"))
    assert states == {("waiting", 1)}
    delivering.sweep()
    assert [key.rpartition(".")[2] for _subject, key, body in published if b"edXML" in body] == ["0", "0", "1", "1"]
    one.refresh_from_db()
    receipts.settle(away, receipt(one, "attachments-missing"))
    one.refresh_from_db()
    assert (one.state, one.tries) == ("waiting", 2) and state(first).state == "queued"


def test_what_has_no_receipt_goes_again_and_after_days_to_the_desk(place, away, published):
    document, message = handed(place)
    assert receipts.look_after() == 0
    with clock.at(clock.now() + timedelta(hours=7)):
        assert receipts.look_after() == 1
        delivering.sweep()
    assert OutgoingMessage.objects.get().state == "handed"
    with clock.at(clock.now() + timedelta(hours=80)):
        receipts.look_after()
    assert state(document).state == "failed" and OutgoingMessage.objects.get().problem_code == "no-contact"
    message.refresh_from_db()
    receipts.settle(away, receipt(message))
    assert state(document).state == "sent", "it had arrived after all"


def test_what_proves_nothing_is_refused_to_whoever_may_publish_there(place, away):
    key = "01a20310-0273-745f-8b41-0bc937ed72bd"
    told = streaming.take("tinhso.exchange.VN-GOV-H56.VN-GOV-H33", {"Nats-Msg-Id": f"{key}.3.0"}, b"<a/>")
    assert told[0] == "VN/GOV/H33" and (told[1]["message_id"], told[1]["gen"]) == (key, "3.0")
    assert told[1]["code"] == "bad-signature"
    assert streaming.take("tinhso.exchange.VN-GOV-H56.nobody", {"Nats-Msg-Id": f"{key}.3.0"}, b"") == ("", {})


def test_no_server_at_all_is_waited_for(place, away, monkeypatch):
    def nobody(_link):
        raise ConnectionRefusedError

    monkeypatch.setattr(stream.jetstream.Link, "__enter__", nobody)
    document, message = handed(place)
    assert (message.state, message.problem_code, state(document).state) == ("waiting", "unreachable", "queued")
    with pytest.raises(Undeliverable):
        stream.StreamWay(message.lane)(message, b"")


def test_servers_that_ask_for_a_password_and_a_certificate(tmp_path, settings, monkeypatch):
    cert, key = tmp_path / "c.pem", tmp_path / "k.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=nats", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    asks = ["--user", "thanh-hoa", "--pass", "bi-mat", "--tlsverify", "--tlscert", cert, "--tlskey", key]
    server = subprocess.Popen(
        ["nats-server", "-js", "-a", "127.0.0.1", "-p", str(port), "-sd", tmp_path, *asks, "--tlscacert", cert],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        settings.NATS_URL = f"tls://thanh-hoa:bi-mat@127.0.0.1:{port}"
        settings.NATS_CA = settings.NATS_CERTIFICATE = str(cert)
        settings.NATS_KEY = str(key)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with suppress(*jetstream.LOST), jetstream.Link() as link:
                break
            time.sleep(0.1)
        with jetstream.Link() as link:
            link.open("VN/GOV/H33")
            link.publish(jetstream.subject("VN/GOV/H33", "VN/GOV/H56"), b"a", {"Nats-Msg-Id": "1"})
            link.publish(jetstream.subject("VN/GOV/H33", "VN/GOV/H56"), b"a", {"Nats-Msg-Id": "1"})
            message = link.next(5)
            assert message.data == b"a"
            link.taken(message)
            assert link.next(0.2) is None, "what was published twice under one key came once"
        settings.NATS_CERTIFICATE = ""
        monkeypatch.setattr(jetstream, "_CONNECT", 1.0)
        with pytest.raises(jetstream.LOST), jetstream.Link():
            pass
    finally:
        server.kill()
        server.wait()
