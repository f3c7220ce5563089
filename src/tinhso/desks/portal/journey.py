"""The journey of an application: its steps in order, which are done, where each lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.desks.portal import queries
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kits.procedures import forms, rules
from tinhso.kits.procedures.definition import Definition, Part
from tinhso.kits.procedures.models import Draft, DraftFile
from tinhso.kits.procedures.versions import definition_of

RETURN = "ve"
"""Key of the address that says to come back to the check page (``?ve=kiem-tra``)."""


@dataclass(frozen=True)
class Stop:
    """One step of the journey."""

    key: str
    title: str
    section: str
    url: str


class Journey:
    """The steps that one draft leads through, in order."""

    prefix = ""
    """Begins the names of the steps' addresses."""

    def __init__(self, draft: Draft, *, files: list[DraftFile] | None = None) -> None:
        self.draft = draft
        self._files = files
        self.definition: Definition = definition_of(draft.version)
        self.answers: Mapping[str, Any] = forms.clean(draft.answers)

    @cached_property
    def depends_on_place(self) -> bool:
        """Whether the applicant chooses which agency is competent."""
        return self.definition.agency.place != "unit"

    @cached_property
    def files(self) -> list[DraftFile]:
        """The files handed in so far."""
        return queries.files_of(self.draft) if self._files is None else self._files

    @cached_property
    def parts(self) -> list[Part]:
        """The parts to hand in as files."""
        return [part for part in self.definition.parts_for(self.answers) if not part.to_show]

    @cached_property
    def parts_to_show(self) -> list[Part]:
        """The parts only shown when the result is fetched."""
        return [part for part in self.definition.parts_for(self.answers) if part.to_show]

    @cached_property
    def stops(self) -> list[Stop]:
        """Every step, the check of the answers last."""
        form = _("Tờ khai")
        return [
            *([self._stop("place", _("Nơi giải quyết"), _("Nơi giải quyết"))] if self.depends_on_place else []),
            self._stop("applicant", _("Người nộp hồ sơ"), _("Người nộp")),
            *(
                Stop(
                    f"page:{page.code}",
                    page.title,
                    form,
                    reverse(f"portal:{self.prefix}page", args=[self.draft.id, page.code]),
                )
                for page in self.definition.pages_for(self.answers)
            ),
            *([self._stop("files", _("Giấy tờ kèm theo"), _("Giấy tờ"))] if self.parts or self.parts_to_show else []),
            self._stop("delivery", _("Cách nhận kết quả"), _("Nhận kết quả")),
            self._stop("check", _("Kiểm tra trước khi nộp"), _("Kiểm tra và nộp")),
        ]

    def _stop(self, name: str, title: str, section: str) -> Stop:
        return Stop(name, title, section, reverse(f"portal:{self.prefix}{name}", args=[self.draft.id]))

    def position(self, key: str) -> int:
        """Return the place of a step, from 1; 0 when the answers do not lead there."""
        return next((index for index, stop in enumerate(self.stops, 1) if stop.key == key), 0)

    def before(self, key: str) -> str:
        """Return the address of the step before, or of the drafts when it is the first."""
        position = self.position(key)
        return self.stops[position - 2].url if position > 1 else reverse("portal:drafts")

    def after(self, key: str) -> str:
        """Return the address of the step after."""
        position = self.position(key)
        return self.stops[min(position, len(self.stops) - 1)].url

    def is_done(self, key: str) -> bool:
        """Tell whether what a step asks for is there and right."""
        if key == "place":
            return self.draft.agency_id is not None
        if key == "applicant":
            return bool(str(self.draft.applicant.get("full_name", "")).strip()) and not self.draft.applicant.get(
                "wrong"
            )
        if key == "files":
            return not rules.missing_parts(self.definition, self.answers, [file.part_code for file in self.files])
        if key == "delivery":
            return bool(self.draft.delivery.get("way"))
        if key.startswith("page:"):
            page = next(page for page in self.definition.pages if f"page:{page.code}" == key)
            try:
                forms.check(self.definition, self.draft.answers, only=page.fields)
            except Invalid:
                return False
            return True
        return False

    @property
    def first_open(self) -> Stop:
        """The first step that is not done; the check of the answers when all are."""
        return next(stop for stop in self.stops if not self.is_done(stop.key))

    @property
    def percent(self) -> int:
        """How much is done, in percent."""
        done = sum(self.is_done(stop.key) for stop in self.stops)
        return round(100 * done / len(self.stops))

    def problems(self) -> list[tuple[Stop, str]]:
        """Return the steps before the last that are not done, with what to do there."""
        return [
            (stop, _("Bước “{title}” chưa xong.").format(title=stop.title))
            for stop in self.stops
            if stop.key != "check" and not self.is_done(stop.key)
        ]
