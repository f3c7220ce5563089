"""Which unit receives a dossier, is competent for it, and does each step."""

from datetime import date

from django.db.models import Q, Subquery
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.organizations.queries import no_such_unit, unit_by_identifier
from tinhso.kits.procedures.definition import Definition, UnitRule


def fixed_agency(definition: Definition, day: date) -> OrganizationUnit | None:
    """Return the one agency competent everywhere in the province, or ``None`` when it depends on the place."""
    if definition.agency.place == "unit":
        return unit_by_identifier(definition.agency.identifier, day)
    return None


def check_agency(definition: Definition, agency: OrganizationUnit, day: date) -> None:
    """Raise ``Refused`` when ``agency`` may not handle the procedure on ``day``."""
    fixed = fixed_agency(definition, day)
    if fixed is not None and fixed.id != agency.id:
        raise Refused(
            _("Thủ tục này do {agency} giải quyết.").format(agency=fixed.name), code="wrong-agency", agency=fixed.name
        )
    if not agency.holds_on(day):
        raise Refused(_("{agency} không còn hoạt động.").format(agency=agency.name), code="ended-agency")
    if fixed is None and (agency.tier != definition.tier or agency.kind not in (UnitKind.COMMUNE, UnitKind.DISTRICT)):
        raise Refused(
            _("Hãy chọn ủy ban nhân dân cấp có thẩm quyền; {agency} không giải quyết thủ tục này.").format(
                agency=agency.name
            ),
            code="wrong-agency",
        )


def desk_of(agency: OrganizationUnit, day: date) -> OrganizationUnit:
    """Return the one-stop desk for an agency: its own, else the nearest above it, else the agency itself."""
    here: OrganizationUnit | None = agency
    while here is not None:
        desk = OrganizationUnit.objects.on(day).filter(parent_id=here.id, kind=UnitKind.ONE_STOP).first()
        if desk is not None:
            return desk
        here = here.parent
    return agency


def agency_with_desk(agency: str, desk: str = "") -> tuple[OrganizationUnit, OrganizationUnit | None]:
    """Return the agency under an identifier today, with the desk named or its own, read together.

    The desk is none when none is named and the agency has none of its own; raise ``NotFound``.
    """
    units_today = OrganizationUnit.objects.on()
    above = units_today.filter(identifier=agency).values("id")[:1]
    named = Q(identifier=desk) if desk else Q(parent_id=Subquery(above), kind=UnitKind.ONE_STOP)
    found = list(units_today.filter(Q(identifier=agency) | named))
    units = {unit.identifier: unit for unit in found}
    if agency not in units or (desk and desk not in units):
        raise no_such_unit(agency if agency not in units else desk)
    own = next((unit for unit in found if unit.parent_id == units[agency].id and unit.kind == UnitKind.ONE_STOP), None)
    return units[agency], units[desk] if desk else own


def unit_for(rule: UnitRule, *, agency: OrganizationUnit, desk: OrganizationUnit, day: date) -> OrganizationUnit:
    """Return the unit that ``rule`` names for a dossier of ``agency`` received at ``desk``; raise ``Refused``."""
    if rule.place == "desk":
        return desk
    if rule.place == "agency":
        return agency
    if rule.place == "unit":
        return unit_by_identifier(rule.identifier, day)
    wanted = f"{agency.identifier}.{rule.division}"
    division = OrganizationUnit.objects.on(day).filter(identifier=wanted).first()
    if division is None:
        raise Refused(
            _("{agency} chưa có phòng mang mã {code} mà quy trình cần. Người quản trị hãy bổ sung đơn vị.").format(
                agency=agency.name, code=wanted
            ),
            code="missing-division",
        )
    return division
