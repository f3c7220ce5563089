"""To another installation by NATS JetStream: files part by part, then the message; its receipt comes the same way."""

from types import TracebackType
from typing import Any

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.queries import open_file
from tinhso.kits.exchange.messages import cloudevents, jetstream, tokens, trust
from tinhso.kits.exchange.messages.models import Lane, OutgoingMessage
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.messages.services.writing import files_of
from tinhso.kits.exchange.messages.states import Kind, MessageState
from tinhso.kits.exchange.messages.transport import MemberWay

METHOD = "PUB"
"""What a token over a published message says instead of the HTTP method."""
PART, RECEIPT = "part", "receipt"
_PART_BYTES = 512 * 1024


def publish(
    link: jetstream.Link, own: str, to: str, body: bytes, said: dict[str, Any], head: dict[str, str] | None = None
) -> None:
    """Publish to another member with a token over it; raise ``Undeliverable``."""
    subject = jetstream.subject(to, own)
    token = tokens.make(to, METHOD, subject, body, issuer=own, **said)
    link.publish(subject, body, {**(head or {}), "Authorization": f"Exchange {token}"})


class StreamWay(MemberWay):
    """Publishes a lane's messages; what the other side makes of them, it says in a receipt."""

    answered = False

    def __init__(self, lane: Lane) -> None:
        super().__init__(lane)
        self._own = trust.own_code()
        self._link: jetstream.Link | None = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._link is not None:
            self._link.__exit__(kind, error, trace)

    def _open(self) -> jetstream.Link:
        if self._link is None:
            try:
                link = jetstream.Link().__enter__()
                self._link = link
                link.make()
            except jetstream.LOST as error:
                raise Undeliverable("unreachable", f"NATS: {type(error).__name__}") from error
        return self._link

    def __call__(self, message: OutgoingMessage, data: bytes) -> None:
        """Publish a message, its files before it."""
        if not self.correspondent.active:
            raise Undeliverable("paused", self.correspondent.name)
        link = self._open()
        for file in files_of(message):
            if file.sha256 not in self._handed:
                self._hand_over(link, message, file)
                self._handed.add(file.sha256)
        event = message.kind == Kind.EVENT
        head = {"Content-Type": cloudevents.JSON} if event else cloudevents.headers(message, self._own)
        said = {
            "mid": str(message.id), "knd": message.kind, "snd": self.lane.sender, "seq": message.number,
            "aft": self._before(message), "gen": message.sending,
        }  # fmt: skip
        key = {"Nats-Msg-Id": f"{message.id}.{message.sending}"}
        publish(link, self._own, self.correspondent.code, data, said, {**head, **key})

    def _before(self, message: OutgoingMessage) -> int:
        """Return the number of the message that the other side has, or is offered, before this one."""
        passed = OutgoingMessage.objects.filter(
            lane=self.lane, number__lt=message.number, state__in=[MessageState.HANDED, MessageState.DELIVERED]
        )
        return passed.order_by("-number").values_list("number", flat=True).first() or 0

    def _hand_over(self, link: jetstream.Link, message: OutgoingMessage, file: StoredFile) -> None:
        most, at = min(_PART_BYTES, link.most), 0
        try:
            content = open_file(file)
        except FileNotFoundError as error:
            raise Undeliverable("attachment-lost", file.name) from error
        with content:
            while at < file.size:
                part = content.read(most)
                if not part:
                    raise Undeliverable("attachment-lost", file.name)
                said = {
                    "mid": str(message.id), "knd": PART, "gen": message.sending, "file": file.sha256,
                    "name": file.name, "at": at, "size": file.size,
                }  # fmt: skip
                key = f"{message.id}.{message.sending}.{file.sha256[:16]}.{at}"
                publish(link, self._own, self.correspondent.code, part, said, {"Nats-Msg-Id": key})
                at += len(part)
                self.still_here()
