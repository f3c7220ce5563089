"""What goes on around a dossier's steps: opinions asked for, a suspension, notices that wait to be signed.

Each is read only when the dossier's steps or story say that there is some.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from tinhso.kits.procedures.coordination import Consultation, Notice, Opinion, Suspension
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.queries import opinions_of
from tinhso.kits.procedures.states import NoticeState, OpinionState


@dataclass(frozen=True)
class Asked:
    """A question, and what has become of it at each unit."""

    asking: Consultation
    opinions: list[Opinion]


class Around:
    """What surrounds one dossier, which was read with its steps and its log."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier

    @classmethod
    def of(cls, dossier: Dossier) -> "Around":
        """Return what surrounds a dossier, read once for everything that a page shows of it."""
        kept: Around = dossier.__dict__.setdefault("_around", cls(dossier))
        return kept

    @cached_property
    def _acts(self) -> set[str]:
        return {line.act for line in self.dossier.log.all()}

    @cached_property
    def consultations(self) -> list[Asked]:
        """The opinions asked for, the newest question first, each with its units; one query."""
        if "consult" not in self._acts and not any(step.kind == "consult" for step in self.dossier.steps.all()):
            return []
        rows = opinions_of(self.dossier)
        return [Asked(group, list(found)) for group, found in groupby(rows, key=attrgetter("consultation"))]

    @property
    def open_consultation(self) -> Consultation | None:
        """The question that is waited for, the earliest one when there are several."""
        return next((row.asking for row in reversed(self.consultations) if row.asking.closed_at is None), None)

    @property
    def asked(self) -> list[Opinion]:
        """The opinions that are still awaited."""
        return [
            opinion
            for row in self.consultations
            if row.asking.closed_at is None
            for opinion in row.opinions
            if opinion.state == OpinionState.ASKED
        ]

    @cached_property
    def suspension(self) -> Suspension | None:
        """Why the handling rests now."""
        if "suspend" not in self._acts:
            return None
        return Suspension.objects.filter(dossier=self.dossier, ended_at__isnull=True).first()

    @cached_property
    def notices(self) -> list[Notice]:
        """The papers that a leader signs, the newest first."""
        if not self._acts & {"stop", "propose-extension"}:
            return []
        return list(
            Notice.objects.filter(dossier=self.dossier).select_related("asked_by__person").order_by("-asked_at")
        )

    @property
    def waiting_notice(self) -> Notice | None:
        """The paper that waits to be signed."""
        return next((row for row in reversed(self.notices) if row.state == NoticeState.WAITING), None)
