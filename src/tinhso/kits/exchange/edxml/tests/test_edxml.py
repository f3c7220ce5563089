"""edXML: what is written is read again, stands against the schema, and others can check its signature."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from tinhso.kits.exchange.edxml import building, parsing, signing
from tinhso.kits.exchange.edxml.codes import DSIG, NAMESPACE, Business, EdxmlDocumentId, StatusCode
from tinhso.kits.exchange.edxml.messages import (
    Attachment,
    DocumentMessage,
    Organ,
    Signer,
    Staff,
    StatusMessage,
    Trace,
)
from tinhso.kits.exchange.edxml.refusals import AgainstSchema, Unproved, Unreadable
from tinhso.kits.exchange.tests.certificates import certified

DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
DOCUMENT = EdxmlDocumentId("H56.15", DAY, "05/QĐ-SNV")
KEY, CERTIFICATE = certified("Thanh Hoa")


def document(**changes):
    values = {
        "message_id": "0193", "business": Business.NEW, "sender": Organ("H56.15", "Sở Nội vụ", email="snv@example.vn"),
        "recipients": (Organ("H33.01", "Văn phòng"), Organ("G09", "Bộ")), "number": "05", "notation": "QĐ-SNV",
        "place": "Thanh Hoá", "issued_on": DAY, "kind_code": "QD", "kind_name": "Quyết định",
        "subject": "Về việc <đổi> & “giữ”", "document_id": DOCUMENT, "signer": Signer("Lê Thị Hoa", "Giám đốc", "TM."),
        "due_on": date(2026, 12, 1), "to_places": ("Như Điều 3", "Lưu: VT"), "priority": 2, "page_amount": 3,
        "response_to": (EdxmlDocumentId("H33.01", DAY, "1/TB"),), "traces": (Trace("H56.15", AT),), "reason": "Lý do",
        "staff": Staff("Phạm Sơn", "Phòng 1", "0912", "a@b.vn"), "replaces": (DOCUMENT,),
        "attachments": (
            Attachment("1.a", "a.pdf", "application/pdf", "a" * 64, 200 * 2**20),
            Attachment("2.b", "b.txt", "text/plain", "", 0, content=b"noi dung"),
        ),
    }  # fmt: skip
    return DocumentMessage(**(values | changes))


def status(**changes):
    values = {
        "message_id": "0194", "sender": Organ("H33.01", "Văn phòng"), "recipient": Organ("H56.15", "Sở Nội vụ"),
        "about": DOCUMENT, "code": StatusCode.RECALL_REFUSED, "at": AT, "description": "Đã thi hành",
    }  # fmt: skip
    return StatusMessage(**(values | changes))


def signed(message):
    return signing.sign(building.build(message), KEY, CERTIFICATE)


def read(data):
    parsing.read(data)
    return parsing.parse(signing.verify(data, CERTIFICATE))


@pytest.mark.parametrize("business", list(Business))
def test_what_is_written_is_read_again(business):
    message = document(business=business, about=DOCUMENT)
    found = read(signed(message))
    assert replace(found, attachments=(), other={}) == replace(message, attachments=(), other={})
    assert [row.size for row in found.attachments] == [200 * 2**20, 8] and found.attachments[1].content == b"noi dung"


def test_a_state_is_read_again():
    found = read(signed(status()))
    assert (found.code, found.about, found.at) == (StatusCode.RECALL_REFUSED, DOCUMENT, AT)


@pytest.mark.parametrize("message", [document(), status()], ids=["document", "status"])
def test_others_can_check_the_signature(message, tmp_path):
    """``xmlsec1`` and libxml2's own validator, none of our code."""
    xml, pem = tmp_path / "message.xml", tmp_path / "certificate.pem"
    xml.write_bytes(signed(message))
    pem.write_bytes(CERTIFICATE.public_bytes(Encoding.PEM))
    check = ["xmlsec1", "--verify", "--trusted-pem", str(pem), str(xml)]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0
    xml.write_bytes(xml.read_bytes().replace("Sở Nội vụ".encode(), "Sở Ngoại vụ".encode()))
    assert subprocess.run(check, capture_output=True, check=False).returncode != 0


def test_a_changed_moved_or_foreign_signature_proves_nothing():
    data = signed(document())
    with pytest.raises(Unproved):
        signing.verify(data.replace("Giám đốc".encode(), "Giám Đốc".encode()), CERTIFICATE)
    with pytest.raises(Unproved):
        signing.verify(data, certified("another")[1])
    tree = etree.fromstring(data)
    signature = tree.find(f".//{{{DSIG}}}Signature")
    signature.getparent().remove(signature)
    with pytest.raises(Unproved):
        signing.verify(etree.tostring(tree), CERTIFICATE)
    # Wrapped: what was signed hides beside another message.
    wrapped = etree.fromstring(signed(document(message_id="1")))
    other = etree.fromstring(data)
    other.find(f".//{{{NAMESPACE}}}edXMLBody").append(wrapped)
    with pytest.raises((Unproved, Unreadable)):
        parsing.read(etree.tostring(other))
        signing.verify(etree.tostring(other), CERTIFICATE)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<edXML", "bad-xml"),
        (b"\xff\xfe<a/>", "bad-xml"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "bad-xml"),
        (b"<a/>", "bad-schema"),
        (b"x" * 40, "too-large"),
    ],
)
def test_what_cannot_be_read_says_why(data, code):
    with pytest.raises(Unreadable) as refused:
        parsing.read(data, most_bytes=39 if code == "too-large" else parsing.MOST_BYTES)
    assert refused.value.code == code


def test_the_schema_says_what_is_wrong_and_where():
    text = signed(document()).decode().replace("edXML:Subject>", "edXML:Chude>")
    with pytest.raises(AgainstSchema, match="Chude"):
        parsing.read(text.encode())
    with pytest.raises(AgainstSchema, match="StatusCode"):
        parsing.read(signed(status()).decode().replace(">16<", ">100<").encode())


def test_the_schema_is_made_once_however_many_threads_ask_first():
    # In a process of its own: whether threads that make schemas at one moment fail is chance, so none may make one.
    said = """
from tinhso.kits.exchange.edxml import refusals, schema
from lxml import etree
etree.XMLSchema = None
try:
    schema.check(etree.fromstring("<a/>"))
except refusals.AgainstSchema:
    print("checked")
"""
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "checked", done.stderr


def test_only_files_that_the_manifest_names_are_taken():
    text = signed(document()).decode().replace("cid:2.b", "cid:3.c")
    with pytest.raises(AgainstSchema, match="Manifest"):
        parsing.parse(parsing.read(text.encode()))
