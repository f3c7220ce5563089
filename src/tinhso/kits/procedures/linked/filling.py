"""How a branch is filled in: its agency, answers and parts, from the one application and what earlier branches gave."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kits.procedures import routing
from tinhso.kits.procedures.definition import APPLICANT, Definition, all_hold
from tinhso.kits.procedures.linked.definition import FORM, Branch, Filling, LinkedDefinition
from tinhso.kits.procedures.linked.models import LinkedApplication, LinkedPart
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services.intake import GivenPart

Earlier = Mapping[str, Dossier]
"""The dossiers of the branches that have their result, by the branch's code."""


def check_agency(definition: LinkedDefinition, agency: OrganizationUnit, day: date) -> None:
    """Raise ``Refused`` when an application may not be for the place of ``agency``."""
    kinds = (UnitKind.COMMUNE, UnitKind.DISTRICT, UnitKind.PROVINCE)
    if agency.tier != definition.tier or agency.kind not in kinds or not agency.holds_on(day):
        raise Refused(
            _("Hãy chọn ủy ban nhân dân cấp có thẩm quyền; {agency} không giải quyết thủ tục này.").format(
                agency=agency.name
            ),
            code="wrong-agency",
        )


def agency_for(
    branch: Branch, procedure: Definition, *, chosen: OrganizationUnit, answers: Mapping[str, Any], day: date
) -> OrganizationUnit:
    """Return the agency of a branch; raise ``Refused`` when the answers name a place that has none."""
    fixed = routing.fixed_agency(procedure, day)
    if fixed is not None:
        return fixed
    if branch.agency.place == "chosen":
        return chosen
    area = str(answers.get(branch.agency.question, ""))
    found = OrganizationUnit.objects.on(day).filter(area__code=area, kind=UnitKind.COMMUNE).first()
    if found is None:
        raise Refused(
            _("Nhánh “{name}”: chưa có ủy ban nhân dân cho địa bàn đã khai.").format(name=branch.name),
            code="no-agency",
        )
    return found


def answers_for(
    branch: Branch, procedure: Definition, application: LinkedApplication, earlier: Earlier
) -> dict[str, Any]:
    """Return the answers of a branch's form: by its own lines, else by the question of the same name."""
    filled = {}
    for name in procedure.form["properties"]:
        line = branch.fill.get(name)
        value = _value(line, application, earlier) if line else application.answers.get(name)
        if value not in (None, ""):
            filled[name] = value
    return filled


def _value(line: Filling, application: LinkedApplication, earlier: Earlier) -> Any:
    if not all_hold(line.when, application.answers):
        return None
    if line.value is not None:
        return line.value
    found = _found(line.source, application, earlier)
    return line.words.get(str(found), found) if found is not None else None


def _found(source: str, application: LinkedApplication, earlier: Earlier) -> Any:
    if source.startswith(FORM):
        return application.answers.get(source.removeprefix(FORM))
    if source.startswith(APPLICANT):
        return application.applicant.get(source.removeprefix(APPLICANT))
    code, _dot, fact = source.partition(".")
    dossier = earlier.get(code)
    return _fact(dossier, fact) if dossier is not None else None


def _fact(dossier: Dossier, fact: str) -> Any:
    result = dossier.result
    if fact.startswith("answers."):
        return dossier.answers.get(fact.removeprefix("answers."))
    if fact.startswith("content."):
        return result.content.get(fact.removeprefix("content."))
    if fact == "code":
        return dossier.code
    if fact == "agency":
        return dossier.agency.name
    if fact == "number":
        # A result that another system keeps has no paper here; its number stands in its content.
        return (result.paper.number if result.paper else "") or result.content.get("number") or dossier.code
    return timezone.localdate(result.signed_at or dossier.finished_at).isoformat()


def parts_for(
    branch: Branch, procedure: Definition, answers: Mapping[str, Any], handed_in: list[LinkedPart], earlier: Earlier
) -> list[GivenPart]:
    """Return the parts of a branch: files handed in once, and the signed papers of earlier branches."""
    given: list[GivenPart] = []
    for part in procedure.parts_for(answers):
        source = branch.parts.get(part.code, f"{FORM}{part.code}")
        if part.to_show:
            continue
        if source.startswith(FORM):
            known = {alternative.code for alternative in part.alternatives}
            for row in handed_in:
                if row.code == source.removeprefix(FORM):
                    instead = row.alternative_code if row.alternative_code in known else ""
                    given.append(GivenPart(part.code, file=row.file, alternative_code=instead))
            continue
        dossier = earlier.get(source.removesuffix(".result"))
        paper = dossier.result.paper if dossier is not None else None
        if paper is not None:
            given.append(GivenPart(part.code, file=paper.signed_file or paper.file))
    return given
