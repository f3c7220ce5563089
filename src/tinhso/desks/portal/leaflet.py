"""A procedure's page as rows in plain words, made from the definition of its version."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from tinhso.desks.portal import queries, words
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures.definition import Condition, Conditions, Definition
from tinhso.kits.procedures.models import ProcedureVersion
from tinhso.kits.procedures.questions import choices_of, kind_of
from tinhso.kits.procedures.versions import definition_of


@dataclass(frozen=True)
class Row:
    """A case and what holds in it."""

    label: str
    value: Any
    note: str = ""
    when: str = ""


class Leaflet:
    """What the page of a procedure says."""

    def __init__(self, version: ProcedureVersion) -> None:
        self.definition: Definition = definition_of(version)

    @property
    def audience(self) -> str:
        """Who may apply."""
        return ", ".join(str(words.AUDIENCES[code]) for code in self.definition.audience)

    @property
    def tier(self) -> str:
        """At which tier it is handled."""
        return str(words.TIERS[self.definition.tier])

    @property
    def level(self) -> str:
        """How much of it is done online."""
        return str(words.ONLINE_LEVELS[self.definition.online_level])

    @cached_property
    def agency(self) -> OrganizationUnit | None:
        """The one agency, when it does not depend on the place."""
        return queries.agency_of(self.definition)

    @property
    def terms(self) -> list[Row]:
        """How long it takes, by case."""
        alone = len(self.definition.terms) == 1
        return [
            Row("" if alone else term.label, words.term_words(term), term.basis, self.conditions(term.when))
            for term in self.definition.terms
        ]

    @property
    def cutoff(self) -> str:
        """From which hour a dossier counts from the next working day."""
        cutoff = self.definition.clock.cutoff
        return cutoff.strftime("%H:%M") if cutoff else ""

    @property
    def fees(self) -> list[dict[str, Any]]:
        """What it costs, by fee and case; amounts in đồng."""
        return [
            {
                "name": fee.name,
                "basis": fee.basis,
                "rows": [
                    Row(case.label, case.amount, words.channel_words(case), self.conditions(case.when))
                    for case in fee.cases
                ],
            }
            for fee in self.definition.fees
        ]

    @property
    def is_free(self) -> bool:
        """Whether nothing is charged in any case."""
        return all(case.amount == 0 for fee in self.definition.fees for case in fee.cases)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What to hand in or show."""
        return [
            {
                "part": part,
                "copies": words.copy_words(part.copies),
                "when": self.conditions(part.when),
            }
            for part in self.definition.parts
        ]

    @property
    def steps(self) -> list[str]:
        """What happens after the application is sent."""
        return [step.name for step in self.definition.route]

    @property
    def pages(self) -> list[dict[str, Any]]:
        """The questions of the form, by page."""
        properties = self.definition.form["properties"]
        required = self.definition.form.get("required", ())
        return [
            {
                "title": page.title,
                "when": self.conditions(page.when),
                "questions": [
                    {
                        "title": properties[name].get("title", name),
                        "choices": [label for _value, label in choices_of(properties[name])]
                        if kind_of(properties[name]) in ("radio", "select")
                        else [],
                        "required": name in required,
                    }
                    for name in page.fields
                ],
            }
            for page in self.definition.pages
        ]

    @property
    def deliveries(self) -> list[str]:
        """How the result may come."""
        return [str(words.DELIVERIES[way][0]) for way in self.definition.result.delivered]

    def conditions(self, when: Conditions) -> str:
        """Return in words when something applies; empty when always."""
        return "; ".join(self._condition(condition) for condition in when)

    def _condition(self, condition: Condition) -> str:
        schema = self.definition.form["properties"][condition.field]
        labels = dict(choices_of(schema))
        title = str(schema.get("title", condition.field)).rstrip("?")
        if condition.answered is not None:
            return _("có trả lời “{title}”").format(title=title) if condition.answered else ""
        values = condition.among or (condition.equals,)
        said = _(" hoặc ").join(f"“{labels.get(str(value), value)}”" for value in values)
        return _("khi “{title}” là {values}").format(title=title, values=said)
