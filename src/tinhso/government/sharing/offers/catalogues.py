"""The shared catalogues: which there are, and the entries of one on a day; old codes to those of today."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tinhso.government.masterdata.queries import catalogues as queries
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kits.exchange.offers import day_of
from tinhso.kits.exchange.publishing import Asked, Field, Offer, Parameter, Told, offer

_MOST = 5000


def catalogue(asked: Asked) -> Told:
    """Answer with the list of catalogues, or with the entries of the one that the path names."""
    if not asked.path:
        rows = queries.catalogues()[:_MOST]
        items = [{"code": row.code, "name": row.name, "parent_code": "", "today": []} for row in rows]
        return Told({"catalogue": "", "items": items, "count": len(items)})
    found = queries.catalogue_named(asked.path[0])
    day = day_of(asked)
    code = asked.query.get("ma", "")
    if code:
        return Told({"catalogue": found.code, "items": [_translated(found, code, day)], "count": 1})
    items = [
        {"code": row.code, "name": row.name, "parent_code": row.parent_code, "today": []}
        for row in queries.entries_on(found, day)[:_MOST]
    ]
    return Told({"catalogue": found.code, "items": items, "count": len(items)})


def _translated(found: Any, code: str, day: Any) -> dict[str, Any]:
    names = queries.labels(found.code, day)
    today = queries.codes_today(found, code)
    if code not in names and not today:
        raise NotFound(_("Danh mục {name} không có mã {code}.").format(name=found.name, code=code))
    return {"code": code, "name": str(names.get(code, "")), "parent_code": "", "today": today}


def catalogue_twin(_asked: Asked) -> Told:
    """Answer with an invented catalogue of two entries."""
    items = [
        {"code": code, "name": name, "parent_code": "", "today": [code]}
        for code, name in (("1", "Mẫu"), ("2", "Mẫu 2"))
    ]
    return Told({"catalogue": "mau", "items": items, "count": 2})


offer(
    Offer(
        subsystem="danh-muc",
        code="danh-muc-dung-chung",
        name=gettext_noop("Danh mục dùng chung"),
        description=gettext_noop(
            "Không có đường dẫn: các danh mục; /{mã danh mục}: các mục tại một ngày; thêm “ma”: mã cũ thành mã hôm nay."
        ),
        fields=(
            Field("catalogue", gettext_noop("mã danh mục"), always=True),
            Field("items.code", gettext_noop("mã")),
            Field("items.name", gettext_noop("tên")),
            Field("items.parent_code", gettext_noop("mã cấp trên")),
            Field("items.today", gettext_noop("mã tương ứng hôm nay"), kind="array"),
            Field("count", gettext_noop("số dòng"), always=True, kind="integer"),
        ),
        parameters=(
            Parameter("ngay", gettext_noop("Theo thời điểm ngày này (YYYY-MM-DD); để trống: hôm nay")),
            Parameter("ma", gettext_noop("Một mã cần chuyển sang mã hôm nay")),
        ),
        handler=catalogue,
        twin=catalogue_twin,
        legal_ground="Nghị định 278/2025/NĐ-CP",
        probe_path="",
    )
)
