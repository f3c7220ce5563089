"""Dossiers by their code, and the procedures in force."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.foundation.text import fold
from tinhso.kits.exchange.publishing import Asked, Field, Offer, Parameter, Told, offer
from tinhso.kits.procedures import queries
from tinhso.kits.procedures.models import Dossier

_MOST = 500


def dossier(asked: Asked) -> Told:
    """Answer with where a dossier lies and when it is due, under the code on its receipt."""
    if len(asked.path) != 1:
        raise NotFound(_("Hãy gọi theo đường dẫn /{mã hồ sơ}."))
    row = queries.dossier_by_code(asked.path[0])
    content = {
        "code": row.code,
        "procedure": {"code": row.procedure.code, "name": row.procedure.name},
        "status": {"code": row.status, "name": str(row.get_status_display())},
        "submitted_at": _time(row.submitted_at),
        "received_at": _time(row.received_at),
        "due_at": _time(row.due_at),
        "finished_at": _time(row.finished_at),
        "handed_over_at": _time(row.handed_over_at),
        "agency": _unit(row, "agency"),
        "holder": _unit(row, "holder_unit"),
        "applicant": {"name": row.applicant_name},
    }
    return Told(content, people=(row.person_id,))


def _unit(row: Dossier, name: str) -> dict[str, str]:
    unit = getattr(row, name)
    return {"identifier": unit.identifier, "name": unit.name}


def _time(moment: datetime | None) -> str | None:
    return moment.astimezone(clock.VIETNAM).isoformat(timespec="seconds") if moment else None


def dossier_twin(asked: Asked) -> Told:
    """Answer with an invented dossier under the code that is asked for; one that ends with 404 is not there."""
    code = asked.path[0] if asked.path else "000.00.00.Z99-261122-0001"
    if code.endswith("404"):
        raise NotFound(_("Không có hồ sơ nào mang mã {code}. Hãy xem lại mã trên giấy hẹn.").format(code=code))
    unit = {"identifier": "Z99.1", "name": "Ủy ban nhân dân xã Mẫu 1"}
    return Told(
        {
            "code": code,
            "procedure": {"code": "0.000001", "name": "Thủ tục mẫu"},
            "status": {"code": 4, "name": "Đang xử lý"},
            "submitted_at": "2026-11-16T08:00:00+07:00",
            "received_at": "2026-11-16T08:30:00+07:00",
            "due_at": "2026-11-23T08:30:00+07:00",
            "finished_at": None,
            "handed_over_at": None,
            "agency": unit,
            "holder": unit,
            "applicant": {"name": "Nguyễn Văn Mẫu"},
        }
    )


def procedures(asked: Asked) -> Told:
    """Answer with the procedures in force, narrowed by words of their names and by tier."""
    rows = queries.procedures_in_force().select_related("field").order_by("code")
    for word in fold(asked.query.get("ten", "")).split():
        rows = rows.filter(search_text__contains=word)
    if tier := asked.query.get("cap", ""):
        rows = rows.filter(tier=tier)
    items = [_procedure(row) for row in rows[:_MOST]]
    return Told({"items": items, "count": len(items)})


def _procedure(row: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "plain_name": row.plain_name,
        "field": {"code": row.field.code, "name": row.field.name},
        "tier": row.tier,
        "online_level": row.online_level,
    }


def procedures_twin(_asked: Asked) -> Told:
    """Answer with one invented procedure."""
    item = {
        "code": "0.000001",
        "name": "Thủ tục mẫu",
        "plain_name": "Việc mẫu",
        "field": {"code": "mau", "name": "Lĩnh vực mẫu"},
        "tier": "commune",
        "online_level": "full",
    }
    return Told({"items": [item], "count": 1})


offer(
    Offer(
        subsystem="mot-cua",
        code="ho-so",
        name=gettext_noop("Tra cứu hồ sơ thủ tục hành chính theo mã"),
        description=gettext_noop("Tình trạng, nơi giữ, hạn trả của một hồ sơ; gọi theo đường dẫn /{mã hồ sơ}."),
        fields=(
            Field("code", gettext_noop("mã hồ sơ"), always=True),
            Field("procedure.code", gettext_noop("mã thủ tục")),
            Field("procedure.name", gettext_noop("tên thủ tục")),
            Field("status.code", gettext_noop("mã trạng thái"), kind="integer"),
            Field("status.name", gettext_noop("trạng thái")),
            Field("submitted_at", gettext_noop("nộp lúc")),
            Field("received_at", gettext_noop("tiếp nhận lúc")),
            Field("due_at", gettext_noop("hẹn trả lúc")),
            Field("finished_at", gettext_noop("xử lý xong lúc")),
            Field("handed_over_at", gettext_noop("trả kết quả lúc")),
            Field("agency.identifier", gettext_noop("mã cơ quan giải quyết")),
            Field("agency.name", gettext_noop("cơ quan giải quyết")),
            Field("holder.identifier", gettext_noop("mã đơn vị đang giữ")),
            Field("holder.name", gettext_noop("đơn vị đang giữ")),
            Field("applicant.name", gettext_noop("họ tên người nộp"), personal=True),
        ),
        parameters=(Parameter("code", gettext_noop("Mã hồ sơ"), in_path=True, example="000.01.02.H56-261122-0001"),),
        handler=dossier,
        twin=dossier_twin,
        personal=True,
        legal_ground="Nghị định 118/2025/NĐ-CP; Nghị định 278/2025/NĐ-CP",
    )
)
offer(
    Offer(
        subsystem="mot-cua",
        code="thu-tuc",
        name=gettext_noop("Danh sách thủ tục hành chính đang áp dụng"),
        description=gettext_noop("Tìm theo từ trong tên và theo cấp; tối đa 500 dòng."),
        fields=(
            Field("items.code", gettext_noop("mã thủ tục")),
            Field("items.name", gettext_noop("tên thủ tục")),
            Field("items.plain_name", gettext_noop("tên thường gọi")),
            Field("items.field.code", gettext_noop("mã lĩnh vực")),
            Field("items.field.name", gettext_noop("lĩnh vực")),
            Field("items.tier", gettext_noop("cấp thực hiện")),
            Field("items.online_level", gettext_noop("mức độ trực tuyến")),
            Field("count", gettext_noop("số dòng"), always=True, kind="integer"),
        ),
        parameters=(
            Parameter("ten", gettext_noop("Từ trong tên")),
            Parameter("cap", gettext_noop("Cấp: province, commune")),
        ),
        handler=procedures,
        twin=procedures_twin,
        legal_ground="Nghị định 118/2025/NĐ-CP",
        probe_path="?ten=khai+sinh",
    )
)
