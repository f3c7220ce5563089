"""People and legal entities of the province's indexes, by their numbers: who is asked for sees who asked."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tinhso.government.masterdata.models import LegalEntity, Person
from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kits.exchange.publishing import Asked, Field, Offer, Parameter, Told, offer

_NUMBER = re.compile(r"\d{12}", re.ASCII)
_TAX = re.compile(r"\d{10}(-\d{3})?", re.ASCII)


def person(asked: Asked) -> Told:
    """Answer with the person who bears a personal number; nobody is found by name alone."""
    number = asked.path[0] if len(asked.path) == 1 else ""
    if not _NUMBER.fullmatch(number):
        raise Invalid({"number": _("Số định danh cá nhân gồm đúng 12 chữ số, ghi ở đường dẫn.")})
    rows = Person.objects.filter(personal_number=number, status="in_force").select_related("area").order_by("pk")
    row = rows.first()
    if row is None:
        raise NotFound(_("Chưa có ai mang số định danh này trong dữ liệu của tỉnh."))
    content = {
        "personal_number": row.personal_number,
        "full_name": row.full_name,
        "birth": row.birth,
        "sex": row.sex,
        "area": _area(row),
        "address": row.address,
        "died": row.died,
    }
    return Told(content, people=(row.account_person_id or row.pk,))


def _area(row: Any) -> dict[str, str]:
    return {"code": row.area.code, "name": row.area.full_name} if row.area else {"code": "", "name": ""}


def person_twin(asked: Asked) -> Told:
    """Answer with an invented person; only numbers that begin with 000 are of the sandbox."""
    number = asked.path[0] if len(asked.path) == 1 else ""
    if not _NUMBER.fullmatch(number):
        raise Invalid({"number": _("Số định danh cá nhân gồm đúng 12 chữ số, ghi ở đường dẫn.")})
    if not number.startswith("000"):
        raise NotFound(_("Môi trường thử nghiệm chỉ có người bịa: hãy dùng số bắt đầu bằng 000."))
    odd = int(number[-1]) % 2
    return Told(
        {
            "personal_number": number,
            "full_name": "Trần Thị Mẫu" if odd else "Nguyễn Văn Mẫu",
            "birth": f"19{number[-2:]}-01-01",
            "sex": "female" if odd else "male",
            "area": {"code": "99910", "name": "Xã Mẫu"},
            "address": "Thôn Mẫu",
            "died": "",
        }
    )


def entity(asked: Asked) -> Told:
    """Answer with the legal entity that bears a tax code."""
    code = asked.path[0] if len(asked.path) == 1 else ""
    if not _TAX.fullmatch(code):
        raise Invalid({"tax_code": _("Mã số thuế gồm 10 chữ số, hoặc 10 chữ số và -001, ghi ở đường dẫn.")})
    row = LegalEntity.objects.filter(tax_code=code, status="in_force").select_related("area", "representative").first()
    if row is None:
        raise NotFound(_("Chưa có tổ chức nào mang mã số thuế này trong dữ liệu của tỉnh."))
    head = row.representative
    content = {
        "tax_code": row.tax_code,
        "name": row.name,
        "short_name": row.short_name,
        "kind": row.kind,
        "unit_identifier": row.unit_identifier,
        "area": _area(row),
        "address": row.address,
        "established_on": row.established_on.isoformat() if row.established_on else None,
        "representative": {"name": head.full_name if head else ""},
    }
    return Told(content, people=(head.account_person_id or head.pk,) if head else ())


def entity_twin(asked: Asked) -> Told:
    """Answer with an invented company."""
    code = asked.path[0] if len(asked.path) == 1 else "0000000000"
    return Told(
        {
            "tax_code": code,
            "name": "Công ty TNHH Mẫu",
            "short_name": "MAU CO.",
            "kind": "company",
            "unit_identifier": "",
            "area": {"code": "99910", "name": "Xã Mẫu"},
            "address": "Thôn Mẫu",
            "established_on": "2020-01-01",
            "representative": {"name": "Nguyễn Văn Mẫu"},
        }
    )


_PERSON = (
    ("personal_number", gettext_noop("số định danh cá nhân")),
    ("full_name", gettext_noop("họ và tên")),
    ("birth", gettext_noop("ngày sinh")),
    ("sex", gettext_noop("giới tính")),
    ("area.code", gettext_noop("mã xã, phường nơi ở")),
    ("area.name", gettext_noop("xã, phường nơi ở")),
    ("address", gettext_noop("thôn, xóm, số nhà")),
    ("died", gettext_noop("ngày mất")),
)
_ENTITY = (
    ("tax_code", gettext_noop("mã số thuế")),
    ("name", gettext_noop("tên đầy đủ")),
    ("short_name", gettext_noop("tên viết tắt, tên nước ngoài")),
    ("kind", gettext_noop("loại")),
    ("unit_identifier", gettext_noop("mã định danh điện tử")),
    ("area.code", gettext_noop("mã xã, phường")),
    ("area.name", gettext_noop("xã, phường")),
    ("address", gettext_noop("địa chỉ trụ sở")),
    ("established_on", gettext_noop("ngày thành lập")),
)
_GROUND = "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15; Nghị định 278/2025/NĐ-CP"

offer(
    Offer(
        subsystem="du-lieu-chu",
        code="ca-nhan",
        name=gettext_noop("Tra cứu cá nhân theo số định danh"),
        description=gettext_noop("Gọi theo đường dẫn /{số định danh}; người được tra cứu thấy ai đã xem, để làm gì."),
        fields=tuple(Field(path, label, personal=True) for path, label in _PERSON),
        parameters=(Parameter("number", gettext_noop("Số định danh cá nhân"), in_path=True, example="000092000001"),),
        handler=person,
        twin=person_twin,
        personal=True,
        legal_ground=_GROUND,
    )
)
offer(
    Offer(
        subsystem="du-lieu-chu",
        code="to-chuc",
        name=gettext_noop("Tra cứu tổ chức, doanh nghiệp theo mã số thuế"),
        description=gettext_noop("Gọi theo đường dẫn /{mã số thuế}."),
        fields=(
            *(Field(path, label) for path, label in _ENTITY),
            Field("representative.name", gettext_noop("người đại diện theo pháp luật"), personal=True),
        ),
        parameters=(Parameter("tax_code", gettext_noop("Mã số thuế"), in_path=True, example="0100109106"),),
        handler=entity,
        twin=entity_twin,
        personal=True,
        legal_ground=_GROUND,
    )
)
