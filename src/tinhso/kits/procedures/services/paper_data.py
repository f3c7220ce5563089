"""What the papers of a dossier say: data for the templates, and what anybody may verify."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.models import Dossier, DossierResult
from tinhso.kits.procedures.versions import definition_of

FORMS_OF_PARTS = {
    "original": _("bản chính"),
    "certified": _("bản sao có chứng thực"),
    "copy": _("bản sao"),
    "electronic": _("bản điện tử"),
}
DELIVERIES = {
    "electronic": _("bản điện tử trên Cổng dịch vụ công"),
    "counter": _("tại bộ phận một cửa"),
    "post": _("qua bưu chính"),
}


def common(dossier: Dossier) -> dict[str, Any]:
    """Return what every paper of the dossier says."""
    applicant = dossier.applicant
    return {
        "dossier_code": dossier.code,
        "procedure": dossier.procedure.name,
        "procedure_code": dossier.procedure.code,
        "desk": dossier.reception_unit.name,
        "agency": dossier.agency.name,
        "applicant": dossier.applicant_name,
        "personal_number": applicant.get("personal_number", ""),
        "address": applicant.get("address", ""),
        "phone": applicant.get("phone", ""),
        "email": applicant.get("email", ""),
    }


def receipt(dossier: Dossier) -> dict[str, Any]:
    """Form 01: receipt and appointment."""
    return common(dossier) | {
        "parts": parts(dossier),
        "copies": 1,
        "term": term_words(dossier),
        "received_at": moment(dossier.received_at),
        "due_at": moment(dossier.due_at),
        "fees": [{"name": f"{fee['name']} ({fee['case']})", "amount": fee["amount"]} for fee in dossier.fees],
        "delivery": delivery(dossier),
        "receiver": dossier.last_actor,
    }


def supplement(dossier: Dossier) -> dict[str, Any]:
    """Form 02: request for a supplement, complete in one letter."""
    request = dossier.supplement_requests.order_by("-number").first()
    return common(dossier) | {
        "items": request.items if request else [],
        "asked_at": moment(request.asked_at) if request else "",
        "answer_by": moment(request.answer_by) if request else "",
        "receiver": str(request.asked_by) if request and request.asked_by else dossier.last_actor,
    }


def refusal(dossier: Dossier) -> dict[str, Any]:
    """Form 03: refusal."""
    return common(dossier) | _reason(dossier, "refuse")


def stop(dossier: Dossier) -> dict[str, Any]:
    """Form 05: notice that the handling stops."""
    return common(dossier) | _reason(dossier, "stop")


def control_sheet(dossier: Dossier) -> dict[str, Any]:
    """Form 06: control sheet, one row for each hand-over from step to step."""
    rows = []
    giver = dossier.reception_unit.name
    for step in dossier.steps.select_related("unit", "account__person").order_by("opened_at", "position"):
        rows.append(
            {
                "step": step.name,
                "given_by": giver,
                "taken_by": str(step.account) if step.account else step.unit.name,
                "unit": step.unit.name,
                "opened_at": moment(step.opened_at),
                "due_at": moment(step.due_at),
                "closed_at": moment(step.closed_at),
                "verdict": _verdict(step.due_at, step.closed_at),
                "note": step.note,
            }
        )
        giver = str(step.account) if step.account else step.unit.name
    return common(dossier) | {
        "rows": rows,
        "received_at": moment(dossier.received_at),
        "due_at": moment(dossier.due_at),
    }


def result(dossier: Dossier, outcome: DossierResult, *, signer: Actor, at: datetime) -> dict[str, Any]:
    """The result, or the letter that denies it."""
    definition = definition_of(dossier.version)
    position = next((post.position for post in signer.posts if post.position), "")
    return common(dossier) | {
        "granted": outcome.granted,
        "title": definition.result.name,
        "symbol": definition.result.symbol.replace("{unit}", dossier.agency.symbol or "UBND"),
        "legal_bases": [", ".join(filter(None, (basis.articles, basis.document))) for basis in definition.legal_bases],
        "fields": [
            {"label": label, "value": value}
            for label, value in labelled(definition, dossier.answers, definition.result.fields)
        ],
        "content": outcome.content,
        "reason": outcome.reason,
        "article": outcome.article,
        "signer": signer.name,
        "position": position,
        "place": dossier.area.name if dossier.area else "",
        "date": at.date().isoformat(),
    }


def public_fields(dossier: Dossier) -> dict[str, str]:
    """Return what a verification page shows to whoever holds the paper: no more than the paper's kind and case."""
    return {
        _("Mã hồ sơ"): dossier.code,
        _("Thủ tục"): dossier.procedure.name,
        _("Cơ quan giải quyết"): dossier.agency.name,
        _("Người nộp"): masked(dossier.applicant_name),
    }


def masked(name: str) -> str:
    """Return a name with all but the family name and first letters hidden: ``Nguyễn V** A*``."""
    words = name.split()
    return " ".join([words[0], *(word[0] + "*" * (len(word) - 1) for word in words[1:])]) if words else ""


def parts(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the parts handed in, several files of one part as one row."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for part in dossier.parts.order_by("added_at", "id"):
        row = rows.setdefault(
            (part.code, part.form),
            {"name": part.name, "form": str(FORMS_OF_PARTS.get(part.form, part.form)), "count": 0},
        )
        row["count"] += part.count
    return list(rows.values())


def labelled(definition: Definition, answers: dict[str, Any], names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return questions and answers in words: choices by their labels, dates as people write them."""
    rows = []
    for name in names:
        if name in answers:
            schema = definition.form["properties"][name]
            rows.append((schema.get("x-label") or schema.get("title", name), answer_words(schema, answers[name])))
    return rows


def answer_words(schema: dict[str, Any], value: Any) -> str:
    """Return one answer as people write it."""
    if "x-labels" in schema:
        return str(schema["x-labels"].get(str(value), value))
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if schema.get("format") == "date" or schema.get("x-widget") == "partial-date":
        return "/".join(reversed(str(value).split("-")))
    if schema.get("x-widget") == "money":
        return f"{int(value):,}".replace(",", ".") + " ₫"
    return str(value)


def term_words(dossier: Dossier) -> str:
    """Return the term in words."""
    term = dossier.term
    if term.get("same_day"):
        return _("Trong ngày")
    if "working_days" in term:
        return _("{days} ngày làm việc").format(days=term["working_days"])
    if "working_hours" in term:
        return _("{hours} giờ làm việc").format(hours=term["working_hours"])
    if "calendar_days" in term:
        return _("{days} ngày").format(days=term["calendar_days"])
    return ""


def delivery(dossier: Dossier) -> str:
    """Return how the citizen wants the result, in words."""
    return str(DELIVERIES.get(dossier.delivery.get("way", ""), DELIVERIES["electronic"]))


def moment(at: datetime | None) -> str:
    """Return a moment as the papers write it: ``16 giờ 30 phút, ngày 25/02/2026``."""
    return timezone.localtime(at).strftime("%H giờ %M phút, ngày %d/%m/%Y") if at else ""


def _reason(dossier: Dossier, act: str) -> dict[str, Any]:
    line = dossier.log.filter(act=act).order_by("-at").first()
    return {
        "reason": line.reason if line else "",
        "article": line.article if line else "",
        "receiver": line.actor_name if line else "",
        "decided_at": moment(line.at) if line else "",
    }


def _verdict(due_at: datetime | None, closed_at: datetime | None) -> str:
    if due_at is None or closed_at is None:
        return ""
    return _("Trước hạn") if closed_at < due_at else _("Đúng hạn") if closed_at == due_at else _("Quá hạn")
