"""Every act that people can do on a dossier, and the stages it comes to."""

from collections.abc import Callable
from typing import Any

from tinhso.kernel.files.models import StoredFile
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import intake, outcome, processing, supplements
from tinhso.kits.procedures.services.intake import GivenPart
from tinhso.kits.procedures.tests.world import World

Submit = Callable[..., Dossier]
Act = Callable[[], Any]
ITEM = [{"part": "to-khai", "what": "Tờ khai", "reason": "Chưa ký", "article": "Điều 4 Luật Thử nghiệm"}]
WHY = {"reason": "Không còn nhu cầu"}
LAW = {"reason": "Sai thẩm quyền", "article": "Điều 5 Luật Thử nghiệm"}


class Office:
    """Every act that people can do on a dossier as they see it now; ``at(stage)`` brings one there."""

    def __init__(self, world: World, submit: Submit, scan: StoredFile) -> None:
        self.world, self.submit, self.scan = world, submit, scan

    def at(self, stage: str) -> Dossier:
        """Return a dossier that has come to the stage."""
        who, dossier = self.world.actor, self.submit()
        if stage == "submitted":
            return dossier
        intake.receive(who("clerk"), dossier.id)
        if stage != "received":
            processing.assign(who("head"), dossier.id, self.world.accounts["specialist"])
        if stage == "supplement":
            supplements.ask(who("specialist"), dossier.id, ITEM)
        if stage in ("propose", "sign", "finished"):
            processing.do(who("specialist"), dossier.id, note="Đủ điều kiện")
        if stage in ("sign", "finished"):
            processing.propose(who("specialist"), dossier.id, granted=True, content={})
        if stage == "finished":
            outcome.sign(who("leader"), dossier.id)
        dossier.refresh_from_db()
        return dossier

    def act(self, name: str, dossier: Dossier) -> Act:
        """Return the act, on the revision that the dossier has now."""
        who, accounts = self.world.actor, self.world.accounts
        key, seen = dossier.id, {"seen_revision": dossier.revision}
        parts = [GivenPart("to-khai", file=self.scan)]
        acts: dict[str, Act] = {
            "receive": lambda: intake.receive(who("clerk"), key, **seen),
            "refuse": lambda: intake.refuse(who("other_clerk"), key, **LAW, **seen),
            "ask": lambda: supplements.ask(who("clerk"), key, ITEM, **seen),
            "withdraw": lambda: outcome.withdraw(who("citizen"), key, **WHY, **seen),
            "stop": lambda: outcome.stop(who("clerk"), key, **LAW, **seen),
            "assign": lambda: processing.assign(who("head"), key, accounts["specialist"], **seen),
            "assign-second": lambda: processing.assign(who("head"), key, accounts["second"], **seen),
            "do": lambda: processing.do(who("specialist"), key, note="Đủ điều kiện", **seen),
            "do-second": lambda: processing.do(who("second"), key, note="Đủ điều kiện", **seen),
            "ask-specialist": lambda: supplements.ask(who("specialist"), key, ITEM, **seen),
            "propose": lambda: processing.propose(who("specialist"), key, granted=True, content={}, **seen),
            "propose-second": lambda: processing.propose(who("second"), key, granted=False, content={}, **LAW, **seen),
            "return": lambda: processing.return_step(
                who("specialist"), key, to_step="phan-cong", reason="Giao lại", **seen
            ),
            "return-leader": lambda: processing.return_step(
                who("leader"), key, to_step="tham-dinh", reason="Thiếu căn cứ", **seen
            ),
            "sign": lambda: outcome.sign(who("leader"), key, **seen),
            "answer": lambda: supplements.answer(who("citizen"), key, parts=parts, **seen),
            "answer-desk": lambda: supplements.answer(who("clerk"), key, note="Đã nộp tại quầy", **seen),
            "hand-over": lambda: outcome.hand_over(who("clerk"), key, **seen),
            "hand-over-other": lambda: outcome.hand_over(who("other_clerk"), key, **seen),
        }
        return acts[name]
