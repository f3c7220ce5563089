"""Straight to another installation over HTTP: files first, part by part, then the message that names them."""

import json
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.queries import open_file
from tinhso.kernel.outside.http import trusted
from tinhso.kits.exchange.messages import cloudevents, tokens, trust
from tinhso.kits.exchange.messages.models import Correspondent, Lane, OutgoingMessage
from tinhso.kits.exchange.messages.problems import PROBLEMS, Undeliverable
from tinhso.kits.exchange.messages.services.writing import files_of
from tinhso.kits.exchange.messages.states import Kind
from tinhso.kits.exchange.messages.transport import MemberWay

if TYPE_CHECKING:
    import httpx

PART = 2**20
"""Bytes of a part: what either side holds in memory of a file, however large it is."""
ROOT = "/api/v1/exchange/messages"
_ANSWER_SECONDS, _CONNECT_SECONDS = 60.0, 5.0


class PeerClient:
    """A connection to another installation that bears its token in every request."""

    def __init__(self, correspondent: Correspondent) -> None:
        self.correspondent = correspondent

    def __enter__(self) -> Self:
        # Loaded with the first connection: every process names the ways out.
        import httpx

        self.own = trust.own_code()
        timeout = httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS)
        self._client = httpx.Client(
            base_url=self.correspondent.address,
            timeout=timeout,
            follow_redirects=False,
            trust_env=False,
            verify=trusted(),
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def ask(
        self, method: str, path: str, body: bytes, head: Mapping[str, str], said: Mapping[str, Any], **query: Any
    ) -> "httpx.Response":
        """Ask for ``path``; raise ``Undeliverable``."""
        import httpx

        token = tokens.make(self.correspondent.code, method, path, body, issuer=self.own, **said)
        try:
            answer = self._client.request(
                method, path, content=body, params=query, headers={**head, "Authorization": f"Exchange {token}"}
            )
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise Undeliverable("unreachable", type(error).__name__) from error
        if answer.status_code >= 300:
            raise refusal_of(answer)
        return answer

    def get(self, path: str, **query: Any) -> Any:
        """Return what ``path`` answers, as JSON; raise ``Undeliverable``."""
        return self.ask("GET", path, b"", {}, {}, **query).json()

    def tell(self, path: str, said: Any) -> Any:
        """Send JSON to ``path`` and return its answer; raise ``Undeliverable``."""
        body = json.dumps(said, ensure_ascii=False).encode()
        return self.ask("POST", path, body, {"Content-Type": "application/json"}, {}).json()


class PeerWay(MemberWay):
    """A connection kept open for a turn of a lane."""

    def __init__(self, lane: Lane) -> None:
        super().__init__(lane)
        self._client = PeerClient(self.correspondent)

    def __enter__(self) -> Self:
        self._client.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.__exit__(kind, error, trace)

    def __call__(self, message: OutgoingMessage, data: bytes) -> None:
        """Send a message, its files before it."""
        if not self.correspondent.active:
            raise Undeliverable("paused", self.correspondent.name)
        for file in files_of(message):
            if file.sha256 not in self._handed:
                self._hand_over(file)
                self._handed.add(file.sha256)
        event = message.kind == Kind.EVENT
        head = {"Content-Type": cloudevents.JSON} if event else cloudevents.headers(message, self._client.own)
        said = {
            "mid": str(message.id), "knd": message.kind, "snd": message.lane.sender, "seq": message.number,
            "aft": message.lane.delivered_number,
        }  # fmt: skip
        try:
            self._client.ask("POST", ROOT, data, head, said)
        except Undeliverable as refusal:
            if refusal.code == "attachments-missing":
                self._handed.clear()
            raise

    def _hand_over(self, file: StoredFile) -> None:
        path = f"{ROOT}/contents/{file.sha256}"
        at = 0 if file.size <= PART else self._offset(path)
        try:
            content = open_file(file)
        except FileNotFoundError as error:
            raise Undeliverable("attachment-lost", file.name) from error
        with content:
            content.seek(at)
            while at < file.size:
                part = content.read(PART)
                if not part:
                    raise Undeliverable("attachment-lost", file.name)
                head = {
                    "Content-Type": "application/offset+octet-stream",
                    "Upload-Offset": str(at),
                    "Upload-Length": str(file.size),
                    "X-File-Name": quote(file.name),
                }
                answer = self._client.ask("PATCH", path, part, head, {})
                at = int(answer.headers.get("Upload-Offset", at + len(part)))
                content.seek(at)
                self.still_here()

    def _offset(self, path: str) -> int:
        return int(self._client.ask("GET", path, b"", {}, {}).headers.get("Upload-Offset", "0"))


def refusal_of(answer: "httpx.Response") -> Undeliverable:
    """Return what an answer that is no success means."""
    try:
        problem = answer.json() if answer.content else {}
        code = str(problem.get("code", ""))
        told = {row["field"]: row["message"] for row in problem.get("errors", [])}
    except (ValueError, KeyError, TypeError, AttributeError):
        code, told = "", {}
    if code in PROBLEMS:
        detail = told.pop("detail", "")
        return Undeliverable(code, detail, **told)
    if answer.status_code >= 500 or answer.status_code in (404, 408, 409, 423, 429):
        return Undeliverable("unreachable", f"HTTP {answer.status_code}")
    return Undeliverable("refused", f"HTTP {answer.status_code}")
