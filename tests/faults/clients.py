"""Programs that drive dossiers through the API while its processes are killed: they ask again until they know."""

import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

ITEM = {"part": "to-khai", "what": "Tờ khai", "reason": "Chưa ký", "article": "Điều 4 Luật Thử nghiệm"}
LAW = {"reason": "Sai thẩm quyền", "article": "Điều 5 Luật Thử nghiệm"}
UNREACHABLE = {502, 503, 504}
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Step:
    """One call: whose key, which act, what it says; ``log`` is the act's name in the dossier's story."""

    who: str
    act: str
    log: str
    body: dict[str, Any] = field(default_factory=dict)


RECEIVE = Step("clerk", "receive", "receive")
REFUSE = Step("clerk", "refuse", "refuse", LAW)
WITHDRAW = Step("clerk", "withdraw", "withdraw", {"reason": "Không cần nữa"})
ASSIGN = Step("head", "assign", "assign", {"to": "specialist"})
ASK = Step("specialist", "supplement-requests", "ask-supplement", {"items": [ITEM]})
ANSWER = Step("clerk", "supplement-answers", "answer-supplement", {"note": "Đã nộp tại quầy"})
DO = Step("specialist", "do", "do", {"note": "Đủ điều kiện"})
PROPOSE = Step("specialist", "propose", "propose")
SIGN = Step("leader", "sign", "sign")
HAND_OVER = Step("clerk", "hand-over", "hand-over")

WORKED = [RECEIVE, ASSIGN, DO, PROPOSE]
LIVES = {
    0: [*WORKED, SIGN, HAND_OVER],
    1: [RECEIVE, WITHDRAW],
    2: [RECEIVE, ASSIGN, ASK, ANSWER, DO],
    3: [REFUSE],
}
"""The life of a dossier by the last digit of its order; the others are worked on until the leader's desk."""


def life_of(order: int) -> list[Step]:
    """Return the steps that the dossier of this order goes through after it was sent."""
    return LIVES.get(order % 10, WORKED)


class Clients:
    """Several programs at work; ``told`` holds, for each dossier, the acts that the server confirmed."""

    def __init__(self, base: str, keys: dict[str, str], specialist: str) -> None:
        self.base, self.keys, self.specialist = base, keys, specialist
        self.told: dict[str, list[str]] = {}
        self.confirmed = self.asked_again = 0
        self.problems: list[str] = []
        self._counting = threading.Lock()

    def drive(self, orders: list[int]) -> None:
        """Send the dossiers of these orders and bring each through its life."""
        with httpx.Client(base_url=f"{self.base}/api/v1", timeout=20) as http:
            for order in orders:
                try:
                    self._one(http, order)
                except Exception as error:
                    self.problems.append(f"dossier {order}: {error!r}")

    def _one(self, http: httpx.Client, order: int) -> None:
        dossier = self._call(http, "agent", "/procedures/dossiers", _application(order), key=f"order-{order}").json()
        told = ["submit"]
        self.told[dossier["id"]] = told
        self._count()
        for step in life_of(order):
            dossier = self._act(http, dossier, step)
            told.append(step.log)
            self._count()

    def _act(self, http: httpx.Client, dossier: dict[str, Any], step: Step) -> dict[str, Any]:
        """Do one act on the revision seen; when the answer was lost, look whether the act stands."""
        body = {**step.body, "revision": dossier["revision"]}
        if step is ASSIGN:
            body["to"] = self.specialist
        path = f"/procedures/dossiers/{dossier['id']}"
        answer = self._call(http, step.who, f"{path}/{step.act}", body)
        after: dict[str, Any] = answer.json()
        if answer.status_code == 409:
            after = self._call(http, "agent", path).json()
            last = after["log"][-1]["act"]
            if (after["revision"], last) != (dossier["revision"] + 1, step.log):
                raise AssertionError(f"{step.log} met {last}: {answer.text}")
        return after

    def _call(self, http: httpx.Client, who: str, path: str, body: Any = None, *, key: str = "") -> httpx.Response:
        """Call until there is an answer; whether an earlier call took effect is for the caller to find out."""
        headers = {"Authorization": f"Bearer {self.keys[who]}"} | ({"Idempotency-Key": key} if key else {})
        end, asked = time.monotonic() + PATIENCE_SECONDS, 0
        while True:
            asked += 1
            try:
                answer = http.request("GET" if body is None else "POST", path, json=body, headers=headers)
                if answer.status_code < 400 or (answer.status_code == 409 and asked > 1):
                    return answer
                if answer.status_code < 500:
                    raise AssertionError(f"{path}: {answer.status_code} {answer.text}")
            except httpx.TransportError:
                pass
            with self._counting:
                self.asked_again += 1
            if time.monotonic() > end:
                raise AssertionError(f"{path}: no answer in {PATIENCE_SECONDS} seconds")
            time.sleep(0.2 + random.random() / 5)

    def _count(self) -> None:
        with self._counting:
            self.confirmed += 1


def _application(order: int) -> dict[str, Any]:
    return {
        "procedure": "1.009999",
        "agency": "H56.901",
        "channel": "post",
        "applicant": {
            "full_name": f"Nguyễn Văn Thứ {order}",
            "personal_number": f"038190{order:06d}",
            "email": f"nguoi.dan.{order}@thu.example",
        },
        "answers": {"purpose": "Vay vốn"},
        "parts": [{"code": "to-khai", "form": "original"}],
    }
