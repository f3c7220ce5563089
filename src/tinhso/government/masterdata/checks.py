"""What contradicts within one row: asked by forms, API and import alike. Each returns words by field."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tinhso.government.masterdata import codes
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.identifiers import check_personal_number

if TYPE_CHECKING:
    from tinhso.government.masterdata.models.catalogues import CatalogueEntry
    from tinhso.government.masterdata.models.entities import LegalEntity
    from tinhso.government.masterdata.models.people import Person, PersonIdentifier


def person(row: "Person") -> dict[str, str]:
    """Check numbers against birth and sex (NĐ 137/2015/NĐ-CP, Điều 13), and the order of days."""
    wrong: dict[str, str] = {}
    birth_year = int(row.birth[:4]) if row.birth else None
    if row.personal_number:
        try:
            check_personal_number(row.personal_number, sex=row.sex, birth_year=birth_year)
        except ValueError as error:
            wrong["personal_number"] = str(error)
    if row.old_number:
        try:
            row.old_number = codes.check_identity_card(row.old_number)
        except ValueError as error:
            wrong["old_number"] = str(error)
    today = clock.today().isoformat()
    if row.birth and row.birth > today:
        wrong["birth"] = _("Ngày sinh ở tương lai. Hãy xem lại.")
    if row.died:
        if row.died > today:
            wrong["died"] = _("Ngày mất ở tương lai. Hãy xem lại.")
        elif row.birth and row.died < row.birth[: len(row.died)]:
            wrong["died"] = _("Ngày mất trước ngày sinh. Hãy xem lại cả hai.")
    if row.household_role and not row.household_id:
        wrong["household"] = _("Đã ghi quan hệ với chủ hộ thì cần chọn hộ gia đình.")
    return wrong


def identifier(row: "PersonIdentifier") -> dict[str, str]:
    """Check a number by the rule of its kind, and the number that took its place."""
    rules = {
        "personal": check_personal_number,
        "card": codes.check_identity_card,
        "passport": codes.check_passport,
        "insurance": codes.check_insurance,
    }
    wrong: dict[str, str] = {}
    rule = rules.get(row.kind)
    if rule is not None:
        try:
            row.value = rule(row.value)
        except ValueError as error:
            wrong["value"] = str(error)
    if row.replaced_by and row.replaced_by == row.value:
        wrong["replaced_by"] = _("Số mới trùng số cũ.")
    if row.issued_on and row.valid_to and row.valid_to < row.issued_on:
        wrong["valid_to"] = _("Ngày hết hạn trước ngày cấp.")
    return wrong


def entity(row: "LegalEntity") -> dict[str, str]:
    """Check the codes; a dependent unit's code begins with its parent's."""
    wrong: dict[str, str] = {}
    if row.tax_code:
        try:
            row.tax_code = codes.check_tax_code(row.tax_code)
        except ValueError as error:
            wrong["tax_code"] = str(error)
        else:
            mother = row.parent.tax_code[:10] if row.parent_id and row.parent and len(row.tax_code) > 10 else ""
            if mother and row.tax_code[:10] != mother:
                wrong["tax_code"] = _("Mã số của đơn vị phụ thuộc phải bắt đầu bằng mã số của đơn vị chủ quản.")
    if row.unit_identifier:
        try:
            row.unit_identifier = codes.check_unit_identifier(row.unit_identifier)
        except ValueError as error:
            wrong["unit_identifier"] = str(error)
    if row.parent_id and row.parent_id == row.pk:
        wrong["parent"] = _("Một tổ chức không thể là đơn vị chủ quản của chính nó.")
    return wrong


def days(row: "CatalogueEntry") -> dict[str, str]:
    """Check that an entry does not end before it begins."""
    if row.valid_to and row.valid_to < row.valid_from:
        return {"valid_to": _("Ngày hết hiệu lực trước ngày bắt đầu.")}
    return {}
