"""Examples of official documents: a document that a commune received and routed, a draft of its own, a book."""

from typing import Any

from security.examples import Example, example
from security.world import World
from tinhso.government.official_documents.services import books, drafting, incoming, instructions
from tinhso.government.official_documents.services.drafting import Given, To
from tinhso.kernel.files.services import store_made
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM

_INSTRUCT = "official_documents.instruct"
_FIELDS = {"sender_name": "Sở thử", "symbol": "05/QĐ-SXD", "subject": "Việc thử", "kind_code": "quyet-dinh"}
_LETTER = {
    "kind_code": "cong-van", "subject": "việc thử", "signer_title": "CHỦ TỊCH", "signer_name": "Lê Văn Ký",
    "text": "Nội dung thử.", "addressee": "Sở thử",
}  # fmt: skip


def _document(world: World) -> Any:
    if "document" not in world.things:
        file = store_made(b"thu", "thu.docx", "application/msword", actor=SYSTEM)
        given = incoming.Given({**_FIELDS, "issued_on": clock.today()})
        document = incoming.take_in(SYSTEM, world.here, [file], given=given)
        world.things["document"] = incoming.register(SYSTEM, document.pk, {})
        target = instructions.Target(world.here)
        world.things["part"] = instructions.instruct(SYSTEM, document.pk, "Xử lý", [target]).assignments.get()
        world.things["document-file"] = file
    return world.things["document"]


def _draft(world: World) -> Any:
    if "draft" not in world.things:
        world.things["draft"] = drafting.start(SYSTEM, world.here, Given(_LETTER, [To("Sở thử")]))
    return world.things["draft"]


@example("official_documents:incoming")
def _incoming(world: World) -> Example:
    return Example({"key": _document(world).pk}, guarded=True, unit=world.here)


@example("official_documents:related")
def _related(world: World) -> Example:
    return Example({"way": "den", "key": _document(world).pk}, guarded=True, unit=world.here)


@example("GET /api/v1/official-documents/incoming/{document_id}")
def _incoming_by_key(world: World) -> Example:
    return Example({"document_id": _document(world).pk}, guarded=True, unit=world.here)


@example("official_documents:instruct")
def _instruct(world: World) -> Example:
    body = {"text": "Làm", "lead": f"u:{world.here.pk}"}
    return Example({"key": _document(world).pk}, method="POST", body=body, guarded=True, unit=world.here)


@example("official_documents:incoming-act")
def _incoming_act(world: World) -> Example:
    values = {"key": _document(world).pk, "deed": "kiem-tra"}
    also = ("official_documents.register",)
    return Example(values, method="POST", guarded=True, unit=world.here, also=also)


@example("official_documents:assignment")
def _assignment(world: World) -> Example:
    _document(world)
    return Example({"key": world.things["part"].pk}, guarded=True, unit=world.here)


@example("official_documents:assignment-act")
def _assignment_act(world: World) -> Example:
    _document(world)
    return Example({"key": world.things["part"].pk, "deed": "nhan"}, method="POST", guarded=True, unit=world.here)


@example("official_documents:file")
def _file(world: World) -> Example:
    values = {"way": "den", "key": _document(world).pk, "file": world.things["document-file"].pk}
    return Example(values, guarded=True, unit=world.here)


@example(
    "official_documents:outgoing",
    "official_documents:draft-edit",
    "official_documents:compare",
    "official_documents:checks",
    "official_documents:preview",
)
def _outgoing(world: World) -> Example:
    return Example({"key": _draft(world).pk}, guarded=True, unit=world.here, also=(_INSTRUCT,))


@example("GET /api/v1/official-documents/outgoing/{document_id}")
def _outgoing_by_key(world: World) -> Example:
    return Example({"document_id": _draft(world).pk}, guarded=True, unit=world.here, also=(_INSTRUCT,))


@example("official_documents:outgoing-act")
def _outgoing_act(world: World) -> Example:
    values = {"key": _draft(world).pk, "deed": "gop-y"}
    return Example(values, method="POST", body={"text": "Góp ý"}, guarded=True, unit=world.here, also=(_INSTRUCT,))


@example("official_documents:book", "official_documents:register")
def _book(world: World) -> Example:
    return Example(
        {"key": books.usual_book(world.here, "incoming").pk}, query="?xuat=csv", guarded=True, unit=world.here
    )


@example("official_documents:book-act")
def _book_act(world: World) -> Example:
    values = {"key": books.usual_book(world.here, "incoming").pk, "deed": "giu"}
    return Example(values, method="POST", body={"count": 1, "reason": "Thử"}, guarded=True, unit=world.here)


@example("official_documents:drill")
def _drill(world: World) -> Example:
    return Example({"key": world.here.pk, "rate": "seal"}, guarded=True, unit=world.here)
