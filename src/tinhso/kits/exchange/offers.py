"""Services of the kernel: the catalogue of units, of areas, and the translation of old codes into those of today.

Area codes of the statistics office were reused on 1 July 2025, and unit identifiers have two directions (QĐ 20/2020,
QĐ 09/2025): whoever holds data of both sides of the change asks here instead of keeping tables of his own.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tinhso.kernel.areas import queries as areas
from tinhso.kernel.areas.models import Tier
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.organizations import queries as organizations
from tinhso.kits.exchange.publishing import Asked, Field, Offer, Parameter, Told, offer

_MOST = 200
_DAY = Parameter("ngay", gettext_noop("Theo thời điểm ngày này (YYYY-MM-DD); để trống: hôm nay"), example="2025-06-30")


def day_of(asked: Asked, name: str = "ngay") -> date:
    """Return the day that is asked for, today when none is; raise ``Invalid``."""
    text = asked.query.get(name, "")
    try:
        return date.fromisoformat(text) if text else clock.today()
    except ValueError as error:
        raise Invalid({name: _("Ngày phải ở dạng YYYY-MM-DD.")}) from error


def units(asked: Asked) -> Told:
    """Answer with units found by name, or all of one parent."""
    day = day_of(asked)
    text, parent = asked.query.get("ten", ""), asked.query.get("truc_thuoc", "")
    if parent:
        rows = list(organizations.units(day, parent=organizations.unit_by_identifier(parent, day))[:_MOST])
    else:
        rows = organizations.search(text, day, most=_MOST) if text else list(organizations.units(day)[:_MOST])
    return Told({"items": [_unit(row) for row in rows], "count": len(rows)})


def _unit(row: Any) -> dict[str, Any]:
    return {
        "identifier": row.identifier,
        "name": row.name,
        "kind": row.kind,
        "tier": row.tier,
        "address": row.address,
        "phone": row.phone,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
    }


def units_twin(_asked: Asked) -> Told:
    """Answer with two units that never were."""
    made = {"kind": "commune", "tier": "commune", "address": "Thôn Mẫu", "phone": "0237 000 0000"}
    dates = {"valid_from": "2025-07-01", "valid_to": None}
    items = [
        {"identifier": f"Z99.{number}", "name": f"Ủy ban nhân dân xã Mẫu {number}", **made, **dates}
        for number in (1, 2)
    ]
    return Told({"items": items, "count": 2})


def area_translation(asked: Asked) -> Told:
    """Answer with the areas of another day that an area of one day became (``ma``, ``cap``, ``ngay``, ``den_ngay``)."""
    code, tier = asked.wanted("ma"), asked.query.get("cap", Tier.COMMUNE)
    if tier not in Tier.values:
        raise Invalid({"cap": _("Cấp là province, district hoặc commune.")})
    day, until = day_of(asked), day_of(asked, "den_ngay")
    area = areas.area_on(code, tier, day)
    if area.holds_on(until):
        heirs = [(area, "whole")]
    else:
        heirs = [(step.successor, str(step.share)) for step in areas.successors(area, until)]
    sure = areas.successor(area, until)
    return Told(
        {
            "from": _area(area),
            "to": [{**_area(heir), "share": share} for heir, share in heirs],
            "default": sure.code if sure else None,
            "sure": len(heirs) == 1,
        }
    )


def _area(row: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.full_name,
        "tier": row.tier,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
    }


def area_translation_twin(_asked: Asked) -> Told:
    """Answer with an invented merger of two communes into one."""
    old = {"code": "99901", "name": "Xã Mẫu Đông", "tier": "commune", "valid_from": "2004-01-01"}
    new = {"code": "99910", "name": "Xã Mẫu", "tier": "commune", "valid_from": "2025-07-01", "valid_to": None}
    return Told(
        {
            "from": {**old, "valid_to": "2025-06-30"},
            "to": [{**new, "share": "whole"}],
            "default": "99910",
            "sure": True,
        }
    )


def unit_translation(asked: Asked) -> Told:
    """Answer with the units that hold today the work of a unit of an earlier day (``ma``, ``ngay``)."""
    day = day_of(asked)
    unit = organizations.unit_by_identifier(asked.wanted("ma"), day)
    heirs, open_ones, seen = [], [unit], set()
    while open_ones:
        at = open_ones.pop(0)
        if at.id in seen:
            continue
        seen.add(at.id)
        if at.holds_on():
            heirs.append(at)
        else:
            open_ones += [step.successor for step in organizations.successors(at).select_related("successor")]
    return Told({"from": _unit(unit), "to": [_unit(row) for row in heirs], "sure": len(heirs) == 1})


def unit_translation_twin(_asked: Asked) -> Told:
    """Answer with an invented commune that took over another's work."""
    first, second = units_twin(_asked).content["items"]
    return Told({"from": {**first, "valid_to": "2025-06-30"}, "to": [second], "sure": True})


_UNIT_FIELDS = (
    ("identifier", gettext_noop("mã định danh điện tử")),
    ("name", gettext_noop("tên cơ quan, đơn vị")),
    ("kind", gettext_noop("loại")),
    ("tier", gettext_noop("cấp")),
    ("address", gettext_noop("địa chỉ")),
    ("phone", gettext_noop("điện thoại")),
    ("valid_from", gettext_noop("hoạt động từ ngày")),
    ("valid_to", gettext_noop("hết hoạt động sau ngày")),
)
_AREA_FIELDS = (
    ("code", gettext_noop("mã địa bàn")),
    ("name", gettext_noop("tên đầy đủ")),
    ("tier", gettext_noop("cấp")),
    ("valid_from", gettext_noop("có từ ngày")),
    ("valid_to", gettext_noop("hết sau ngày")),
)


def below(place: str, fields: tuple[tuple[str, str], ...]) -> tuple[Field, ...]:
    """Return fields below a place."""
    return tuple(Field(f"{place}.{path}", label) for path, label in fields)


_GROUND = "Quyết định 20/2020/QĐ-TTg, Quyết định 09/2025/QĐ-TTg"

offer(
    Offer(
        subsystem="danh-muc",
        code="don-vi",
        name=gettext_noop("Danh mục cơ quan, đơn vị của tỉnh"),
        description=gettext_noop("Tra theo tên hoặc đơn vị cấp trên, tại một ngày; tối đa 200 dòng."),
        fields=(*below("items", _UNIT_FIELDS), Field("count", gettext_noop("số dòng"), always=True, kind="integer")),
        parameters=(
            Parameter("ten", gettext_noop("Tên hoặc một phần của tên")),
            Parameter("truc_thuoc", gettext_noop("Mã định danh của đơn vị cấp trên")),
            _DAY,
        ),
        handler=units,
        twin=units_twin,
        legal_ground=_GROUND,
        probe_path="?ten=uy+ban",
    )
)
offer(
    Offer(
        subsystem="danh-muc",
        code="chuyen-ma-dia-ban",
        name=gettext_noop("Chuyển mã địa bàn cũ sang mới"),
        description=gettext_noop(
            "Một mã địa bàn chỉ có nghĩa cùng với ngày. Trả về địa bàn nhận đất của địa bàn cũ, phần nhận, và địa bàn "
            "mặc định khi có; nhiều địa bàn nhận thì “sure” là sai, cần địa chỉ chi tiết để chọn."
        ),
        fields=(
            *below("from", _AREA_FIELDS),
            *below("to", _AREA_FIELDS),
            Field("to.share", gettext_noop("phần nhận")),
            Field("default", gettext_noop("mã địa bàn mặc định"), always=True),
            Field("sure", gettext_noop("chỉ có một nơi nhận"), always=True, kind="boolean"),
        ),
        parameters=(
            Parameter("ma", gettext_noop("Mã địa bàn"), required=True, example="14758"),
            Parameter("cap", gettext_noop("Cấp: province, district, commune (mặc định)")),
            _DAY,
            Parameter("den_ngay", gettext_noop("Chuyển sang thời điểm ngày này; để trống: hôm nay")),
        ),
        lists=("to",),
        handler=area_translation,
        twin=area_translation_twin,
        legal_ground="Nghị quyết 202/2025/QH15, Quyết định 19/2025/QĐ-TTg",
    )
)
offer(
    Offer(
        subsystem="danh-muc",
        code="chuyen-ma-don-vi",
        name=gettext_noop("Chuyển mã định danh đơn vị cũ sang đơn vị kế thừa"),
        description=gettext_noop("Trả về các đơn vị đang giữ việc của một đơn vị đã sắp xếp lại."),
        fields=(
            *below("from", _UNIT_FIELDS),
            *below("to", _UNIT_FIELDS),
            Field("sure", gettext_noop("chỉ có một đơn vị kế thừa"), always=True, kind="boolean"),
        ),
        parameters=(Parameter("ma", gettext_noop("Mã định danh"), required=True, example="H56.15"), _DAY),
        lists=("to",),
        handler=unit_translation,
        twin=unit_translation_twin,
        legal_ground=_GROUND,
    )
)
