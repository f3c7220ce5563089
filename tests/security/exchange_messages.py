"""Examples of documents on their way: one that a commune could not send, one that was refused there."""

from datetime import date
from typing import Any

from security.examples import Example, example
from security.world import World
from tinhso.kernel.foundation.ids import new_id
from tinhso.kits.exchange.messages import documents
from tinhso.kits.exchange.messages.models import Correspondent, OutgoingMessage, ReceivedMessage

_SPACE = "exchange_messages:"


def _dead(world: World, **more: Any) -> Example:
    row = documents.send(
        documents.OutgoingDocument(
            document_id=new_id(), sender=world.here, recipients=["H99.77"], number=1, notation="UBND-VP", place="Xã",
            issued_on=date(2026, 11, 20), kind_code="CV", kind_name="Công văn", subject="Thử", signer_name="Người Ký",
        )
    )[0]  # fmt: skip
    return Example({"key": OutgoingMessage.objects.get(dispatch=row).pk}, guarded=True, unit=world.here, **more)


@example(f"{_SPACE}letter")
def _letter(world: World) -> Example:
    return _dead(world)


@example(f"{_SPACE}again")
def _again(world: World) -> Example:
    return _dead(world, method="POST")


@example(f"{_SPACE}readdress")
def _readdress(world: World) -> Example:
    return _dead(world, method="POST", body={"recipient": world.elsewhere.identifier})


@example(f"{_SPACE}give-up")
def _give_up(world: World) -> Example:
    return _dead(world, method="POST", body={"reason": "Đã gửi bản giấy"})


@example(f"{_SPACE}settle")
def _settle(world: World) -> Example:
    row = ReceivedMessage.objects.create(
        source="VN/GOV/H33", message_id=str(new_id()), kind="document", recipient=world.here.identifier,
        outcome="refused", problem_code="bad-xml", problem="Gói tin bị hỏng.", sha256="0" * 64, size=1,
    )  # fmt: skip
    return Example({"key": row.pk}, method="POST", guarded=True, unit=world.here)


def _friend() -> Correspondent:
    return Correspondent.objects.create(
        code=f"VN/GOV/{new_id()}", name="Tỉnh bạn", root_identifier="H33", address="http://127.0.0.1:9"
    )


@example(f"{_SPACE}system-act")
def _system(_world: World) -> Example:
    return Example({"key": _friend().pk, "what": "tam-dung"}, method="POST")


@example(f"{_SPACE}system-events")
def _events(_world: World) -> Example:
    return Example({"key": _friend().pk}, method="POST", body={"events": []})


@example(f"{_SPACE}axis-synchronise")
def _axis(_world: World) -> Example:
    return Example(method="POST")


@example(f"{_SPACE}introduce")
def _introduce(_world: World) -> Example:
    return Example(method="POST", body={"letter": "{}"})
