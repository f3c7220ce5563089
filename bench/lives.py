"""A dossier's whole life through the services, and the papers it takes."""

from dataclasses import dataclass
from typing import Any

from bench.measure import Report, per_second
from bench.province import Province
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.papers import services as papers
from tinhso.kernel.papers.templates_known import TEMPLATES
from tinhso.kernel.signing import services as signing
from tinhso.kits.procedures.models import Dossier, ProcedureVersion
from tinhso.kits.procedures.services import intake, outcome, processing
from tinhso.kits.procedures.services.intake import Application, GivenPart
from tinhso.kits.procedures.states import Channel
from tinhso.kits.procedures.versions import definition_of

SAMPLE = "ket-qua"


@dataclass(frozen=True)
class Matter:
    """What is applied for: a procedure's version, answers to its form, the parts it asks for."""

    version: ProcedureVersion
    answers: dict[str, Any]
    parts: list[str]

    def submit(self, actor: Actor, province: Province) -> Dossier:
        """Hand in an application at the counter."""
        return intake.submit(
            actor,
            Application(
                version=self.version,
                agency=province.commune,
                person=None,
                applicant={"full_name": "Nguyễn Văn Đo", "phone": "0912345678"},
                answers=self.answers,
                parts=[GivenPart(code, form="copy") for code in self.parts],
                channel=Channel.COUNTER,
            ),
        )


def leave_open(province: Province, matter: Matter, count: int) -> None:
    """Hand in applications that nobody receives yet: they fill the first page of the officer's work."""
    actor = actor_for(province.officer, strong=True)
    for _ in range(count):
        matter.submit(actor, province)


def measure(report: Report, province: Province, matter: Matter) -> None:
    """Measure a signed paper beside an unsigned one, and a full life beside a signed paper."""
    actor = actor_for(province.officer, strong=True)
    sample = TEMPLATES[SAMPLE].sample
    route = definition_of(matter.version).route_for(matter.answers)

    def paper() -> None:
        made = papers.issue("do", SAMPLE, sample, unit=province.commune, actor=actor, title="Đo")
        signing.sign_paper(made, actor=actor, role="person")
        signing.sign_paper(made, actor=actor, role="agency")

    def life() -> None:
        dossier = matter.submit(actor, province)
        intake.receive(actor, dossier.id)
        for step in route:
            if step.kind == "assign":
                processing.assign(actor, dossier.id, province.officer)
            elif step.kind in ("do", "consult"):
                processing.do(actor, dossier.id, note="Đủ điều kiện")
            elif step.kind == "propose":
                processing.propose(actor, dossier.id, granted=True, content={})
            elif step.kind == "sign":
                outcome.sign(actor, dossier.id)
            else:
                outcome.hand_over(actor, dossier.id)

    unsigned = per_second(lambda: papers.render(SAMPLE, sample, unit=province.commune))
    signed = per_second(paper)
    report.add("papers set, numbered and signed twice", signed, "1/s", unsigned, note="baseline: set only")
    report.add("full lives, submit to handed over", per_second(life), "1/s", signed, note="baseline: signed papers")
