"""Members behind a firewall: they fetch what waits for them and say what became of it; this installation may be one."""

import base64
import time
from collections.abc import Sequence
from typing import Any

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.queries import open_file
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kits.exchange.messages import cloudevents
from tinhso.kits.exchange.messages.models import Correspondent, OutgoingMessage
from tinhso.kits.exchange.messages.problems import PROBLEMS, Undeliverable
from tinhso.kits.exchange.messages.services import contents, delivering, receiving
from tinhso.kits.exchange.messages.states import Kind, MessageState, Route
from tinhso.kits.exchange.messages.transport.peer import PART, ROOT, PeerClient

LONGEST_WAIT = 20
MOST = 50
_STEP = 0.5


def waiting(correspondent: Correspondent, *, most: int = 20, wait: float = 0) -> list[dict[str, Any]]:
    """Return the first messages that wait for a member, in their order; with none, wait up to so many seconds."""
    until = time.monotonic() + min(wait, LONGEST_WAIT)
    while True:
        rows = list(_waiting(correspondent)[: min(most, MOST)])
        if rows or time.monotonic() >= until:
            break
        time.sleep(_STEP)
    Correspondent.objects.filter(id=correspondent.id).update(heard_at=clock.now())
    found = []
    for row in rows:
        try:
            data = delivering.written(row)
        except Undeliverable as refusal:
            delivering.set_aside(row, refusal.code, refusal)
            continue
        OutgoingMessage.objects.filter(id=row.id).update(tries=min(row.tries + 1, 32000))
        found.append(
            {
                "message_id": str(row.id),
                "kind": row.kind,
                "sender": row.lane.sender,
                "number": row.number,
                "content_type": cloudevents.JSON if row.kind == Kind.EVENT else cloudevents.XML,
                "content": base64.b64encode(data).decode(),
            }
        )
    return found


def _waiting(correspondent: Correspondent) -> Any:
    rows = delivering.to_send().filter(
        lane__correspondent=correspondent, lane__route=Route.PULL, state=MessageState.WAITING
    )
    return rows.order_by("lane_id", "number")


def acknowledge(correspondent: Correspondent, taken: Sequence[str], refused: Sequence[dict[str, str]]) -> int:
    """Settle messages that a member fetched; told twice it is done once. Return how many were settled now."""
    settled = 0
    for key in taken:
        row = _waiting(correspondent).filter(id=key).first()
        if row is not None:
            delivering.mark_delivered(row, delivering.written(row))
            settled += 1
    for said in refused:
        row = _waiting(correspondent).filter(id=said["message_id"]).first()
        if row is not None:
            code = said["code"] if said["code"] in PROBLEMS else "refused"
            delivering.set_aside(row, code, Undeliverable(code, said.get("detail", "")))
            settled += 1
    return settled


def content_part(correspondent: Correspondent, sha256: str, at: int) -> tuple[bytes, int]:
    """Return a part of a file that a waiting message names, and the file's size; raise ``NotFound``."""
    named = StoredFile.objects.filter(
        sha256=sha256,
        id__in=_waiting(correspondent).order_by().values("dispatch__posting__files__file"),
    )
    file = named.first()
    if file is None or not 0 <= at <= file.size:
        raise NotFound
    with open_file(file) as content:
        content.seek(at)
        return content.read(PART), file.size


def fetch(correspondent: Correspondent) -> int:
    """Fetch what waits for this installation elsewhere, in order, and say what became of it; return how many."""
    with PeerClient(correspondent) as client:
        found = client.get(f"{ROOT}/waiting", most=MOST)["items"]
        taken, refused = [], []
        for item in found:
            try:
                _take(client, correspondent, item)
            except Undeliverable as refusal:
                if refusal.problem.passing:
                    break
                refused.append({"message_id": item["message_id"], "code": refusal.code, "detail": refusal.detail})
            else:
                taken.append(item["message_id"])
        if taken or refused:
            client.tell(f"{ROOT}/acknowledge", {"taken": taken, "refused": refused})
        return len(taken)


def _take(client: PeerClient, correspondent: Correspondent, item: dict[str, Any]) -> None:
    data = base64.b64decode(item["content"])
    envelope = receiving.Envelope(
        source=correspondent.code,
        route=Route.PEER,
        correspondent=correspondent,
        message_id=item["message_id"],
        kind=Kind.EVENT if item["kind"] == Kind.EVENT else Kind.DOCUMENT,
        sender=item["sender"],
        number=int(item["number"]),
    )
    try:
        receiving.receive(envelope, data)
    except Undeliverable as refusal:
        if refusal.code != "attachments-missing":
            raise
        for attachment in receiving.named_files(data):
            _take_file(client, correspondent, attachment)
        receiving.receive(envelope, data)


def _take_file(client: PeerClient, correspondent: Correspondent, attachment: Any) -> None:
    at = contents.offset(correspondent.code, attachment.sha256)
    while at < attachment.size:
        path = f"{ROOT}/waiting/contents/{attachment.sha256}"
        part = client.ask("GET", path, b"", {}, {}, at=at).content
        if not part:
            raise Undeliverable("attachments-missing", attachment.name)
        at = contents.append(
            correspondent.code, attachment.sha256, attachment.name, size=attachment.size, at=at, body=part
        )


def fetch_all() -> int:
    """Fetch from every system at which messages wait for this installation; return how many were taken."""
    count = 0
    for correspondent in Correspondent.objects.filter(fetches=True, active=True):
        try:
            count += fetch(correspondent)
        except Undeliverable:
            continue
    return count
