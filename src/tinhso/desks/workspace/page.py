"""Everything beside a dossier, as its page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from tinhso.desks.workspace import queries, rights, words
from tinhso.desks.workspace.acts import ACTS, Act
from tinhso.desks.workspace.around import Around
from tinhso.kernel.files.links import link
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.reading.queries import FileNotes
from tinhso.kits.procedures import prechecks
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.models import Dossier, DossierResult, DossierStep
from tinhso.kits.procedures.services import paper_data
from tinhso.kits.procedures.states import OPEN, Channel, ClockEventKind, Status, StepState
from tinhso.kits.procedures.versions import definition_of


@dataclass(frozen=True)
class Stage:
    """A step of the version's route, and its last run on this dossier when there was one."""

    name: str
    state: str
    run: DossierStep | None


class DossierPage:
    """A dossier read whole, ready to be shown to one actor."""

    def __init__(self, actor: Actor, dossier: Dossier) -> None:
        self.actor = actor
        self.dossier = dossier
        self.definition: Definition = definition_of(dossier.version)

    @property
    def status(self) -> Status:
        return Status(self.dossier.status)

    @property
    def channel(self) -> str:
        return str(Channel(self.dossier.channel).label)

    @property
    def paused(self) -> bool:
        """Whether the clock waits: for the citizen, for money, for opinions, or because the handling rests."""
        waits = self.status in OPEN and self.dossier.received_at is not None and self.dossier.due_at is None
        return waits or self.status in (Status.SUPPLEMENT, Status.PAYMENT)

    @cached_property
    def running(self) -> list[DossierStep]:
        """The steps that run now, those that wait for others too."""
        return rights.running_steps(self.dossier)

    @cached_property
    def around(self) -> Around:
        """Opinions, a suspension, notices to be signed."""
        return Around.of(self.dossier)

    @property
    def opinions(self) -> list[dict[str, Any]]:
        """The questions put to other units, the newest first, each opinion with its words and its file."""
        rows = []
        for row in self.around.consultations:
            opinions = [
                {
                    "opinion": opinion,
                    "tone": words.OPINIONS[opinion.state, opinion.verdict],
                    "url": link(opinion.file) if opinion.file else "",
                }
                for opinion in row.opinions
            ]
            rows.append({"row": row.asking, "opinions": opinions})
        return rows

    @cached_property
    def acts(self) -> list[Act]:
        """What the actor can do now."""
        open_to_me = rights.possible(self.actor, self.dossier, self.around)
        return [act for name, act in ACTS.items() if name in open_to_me]

    @property
    def term(self) -> str:
        return paper_data.term_words(self.dossier)

    @property
    def delivery(self) -> str:
        return paper_data.delivery(self.dossier)

    @cached_property
    def groups(self) -> list[dict[str, Any]]:
        """The answers in words, page by page; pages without an answer are left out."""
        answers = self.dossier.answers
        groups = [
            {"title": page.title, "lines": paper_data.labelled(self.definition, answers, page.fields)}
            for page in self.definition.pages_for(answers)
        ]
        return [group for group in groups if group["lines"]]

    @cached_property
    def parts(self) -> list[dict[str, Any]]:
        """The parts called for and handed in, each with its files; what is missing is said."""
        given: dict[str, list[Any]] = {}
        for handed_in in self.dossier.parts.all():
            given.setdefault(handed_in.code, []).append(handed_in)
        names = {part.code: part for part in self.definition.parts}
        wanted = [part.code for part in self.definition.parts_for(self.dossier.answers)]
        rows = []
        for code in dict.fromkeys([*wanted, *given]):
            part, handed = names.get(code), given.get(code, [])
            rows.append(
                {
                    "name": part.name if part else handed[0].name,
                    "missing": not handed and part is not None and part.required and not part.to_show,
                    "to_show": part is not None and part.to_show and not handed,
                    "optional": not handed and part is not None and not part.required,
                    "handed": [self._handed(item) for item in handed],
                }
            )
        return rows

    def _handed(self, part: Any) -> dict[str, Any]:
        form = paper_data.FORMS_OF_PARTS.get(part.form, part.form)
        return {
            "part": part,
            "words": f"{part.count} {form}" if part.file is None else form,
            "url": link(part.file) if part.file else "",
            "image": bool(part.file and part.file.media_type.startswith("image/")),
            "notes": self._seen.get(part.file_id),
        }

    @cached_property
    def _seen(self) -> dict[Any, FileNotes]:
        """What was seen in the files: the officer gets the same warnings as the applicant got."""
        return prechecks.notes_of_parts(self.dossier.parts.all(), self.dossier.applicant, self.dossier.answers)

    @cached_property
    def ledger(self) -> list[dict[str, Any]]:
        """The clock's lines: what happened, why, on which basis, and the due time after it."""
        rows = []
        for line in self.dossier.clock:  # type: ignore[attr-defined]
            kind = ClockEventKind(line.kind)
            icon, tone = words.CLOCK[kind]
            rows.append({"line": line, "title": kind.label, "icon": icon, "tone": tone})
        return rows

    @cached_property
    def story(self) -> list[dict[str, Any]]:
        """What happened, the newest first, with reasons and articles."""
        steps = {step.code: step.name for step in self.definition.route}
        rows = []
        for line in reversed(self.dossier.log.all()):
            title, icon, tone = words.line_words(line.act)
            rows.append(
                {"line": line, "title": title, "icon": icon, "tone": tone, "step": steps.get(line.step_code, "")}
            )
        return rows

    @cached_property
    def route(self) -> list[Stage]:
        """The route of the version with where the dossier stands."""
        last: dict[str, DossierStep] = {}
        for run in self.dossier.steps.all():
            last[run.code] = run
        stages = []
        for step in self.definition.route_for(self.dossier.answers):
            found = last.get(step.code)
            stages.append(Stage(step.name, found.state if found else "", found))
        return stages

    @cached_property
    def papers(self) -> list[dict[str, Any]]:
        """The papers issued, the newest first, with links to their signed files."""
        rows = []
        for issued in sorted(self.dossier.papers.all(), key=lambda row: row.paper.issued_at, reverse=True):
            paper = issued.paper
            file = paper.signed_file or paper.file
            rows.append({"paper": paper, "signed": paper.signed_file_id is not None, "url": link(file)})
        return rows

    @cached_property
    def supplements(self) -> list[dict[str, Any]]:
        """The requests for supplements, the newest first, each item with its part's name."""
        if not self.dossier.supplements:
            return []
        names = {part.code: part.name for part in self.definition.parts}
        return [
            {
                "request": request,
                "items": [{**item, "part": names.get(item.get("part", ""), "")} for item in request.items],
            }
            for request in reversed(self.dossier.supplement_requests.all())
        ]

    @cached_property
    def result(self) -> DossierResult | None:
        """The proposed or signed result."""
        return queries.result_of(self.dossier)

    @property
    def has_draft(self) -> bool:
        """Whether a result is proposed and not yet signed."""
        return self.result is not None and self.result.paper_id is None and self.status in OPEN

    @property
    def bases(self) -> list[str]:
        """The legal bases of the version, for reading and as suggestions for articles."""
        return [basis_words(basis) for basis in self.definition.legal_bases]

    @property
    def suggestions(self) -> list[str]:
        """Legal articles to choose from: those of the parts, the clock and the version."""
        return list(dict.fromkeys(filter(None, [*(part.basis for part in self.definition.parts), *self.bases])))

    @property
    def total(self) -> int:
        """What is owed in all, in đồng."""
        return sum(fee["amount"] for fee in self.dossier.fees)

    @property
    def applicant(self) -> list[tuple[str, str]]:
        """Who applies, as he stood when he applied."""
        labels: Iterable[tuple[str, str]] = (
            ("full_name", _("Họ và tên")),
            ("personal_number", _("Số định danh")),
            ("tax_code", _("Mã số thuế")),
            ("representative", _("Người đại diện")),
            ("representative_number", _("Số định danh người đại diện")),
            ("birth", _("Ngày sinh")),
            ("phone", _("Điện thoại")),
            ("email", _("Thư điện tử")),
            ("address", _("Nơi ở")),
            ("other_name", _("Nộp thay cho")),
            ("other_number", _("Số định danh người được nộp thay")),
        )
        given = self.dossier.applicant
        return [(label, str(given[name])) for name, label in labels if given.get(name)]


def basis_words(basis: Any) -> str:
    """Return a legal basis as people cite it."""
    return " ".join(filter(None, (basis.articles, basis.title or "", basis.document)))


def purpose_of(dossier: Dossier) -> str:
    """Return for what an officer reads a dossier: the step that runs, else its state."""
    running = next((step for step in dossier.steps.all() if step.state == StepState.OPEN), None)
    if running is not None:
        return _("Giải quyết hồ sơ, bước “{step}”").format(step=running.name)
    return _("Giải quyết hồ sơ, “{status}”").format(status=dossier.get_status_display())
