"""What the papers of a dossier say: data for the templates, and what anybody may verify.

Papers are Vietnamese: only words that screens borrow are translated, and never for a paper.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import UnitKind
from tinhso.kits.procedures.coordination import Notice
from tinhso.kits.procedures.definition import APPLICANT, Definition
from tinhso.kits.procedures.models import Dossier, DossierResult
from tinhso.kits.procedures.permissions import SIGN
from tinhso.kits.procedures.versions import definition_of

DEPUTY = "Phó "
FORMS_OF_PARTS = {
    "original": gettext_lazy("bản chính"),
    "certified": gettext_lazy("bản sao có chứng thực"),
    "copy": gettext_lazy("bản sao"),
    "electronic": gettext_lazy("bản điện tử"),
}
DELIVERIES = {
    "electronic": gettext_lazy("bản điện tử trên Cổng dịch vụ công"),
    "counter": gettext_lazy("tại bộ phận một cửa"),
    "post": gettext_lazy("qua bưu chính"),
}


def common(dossier: Dossier) -> dict[str, Any]:
    """Return what every paper of the dossier says."""
    applicant = dossier.applicant
    return {
        "dossier_code": dossier.code,
        "procedure_name": dossier.procedure.name,
        "procedure_code": dossier.procedure.code,
        "agency": dossier.agency.name,
        "contact": dossier.reception_unit.name,
        "applicant_name": dossier.applicant_name,
        "applicant_number": applicant.get("personal_number", ""),
        "applicant_address": applicant.get("address", ""),
        "applicant_phone": applicant.get("phone", ""),
        "applicant_email": applicant.get("email", ""),
    }


def receipt(dossier: Dossier, _number: int = 0) -> dict[str, Any]:
    """Form 01: receipt and appointment."""
    return common(dossier) | {
        "parts": parts(dossier),
        "term": term_words(dossier),
        "received_at": moment(dossier.received_at),
        "due_at": moment(dossier.due_at),
        "fee": "; ".join(f"{fee['name']}: {money(fee['amount'])} ({fee['case']})" for fee in dossier.fees),
        "delivery": delivery(dossier),
        "receiver_name": _line(dossier, "receive")["signer_name"],
    }


def supplement(dossier: Dossier, number: int) -> dict[str, Any]:
    """Form 02: request for a supplement, complete in one letter."""
    request = dossier.supplement_requests.filter(number=number).first()
    return common(dossier) | {
        "items": [_item(dossier, item) for item in request.items] if request else [],
        "answer_by": moment(request.answer_by) if request else "",
        "signer_title": "Người yêu cầu",
        "signer_name": str(request.asked_by) if request and request.asked_by else "",
    }


def refusal(dossier: Dossier, _number: int = 0) -> dict[str, Any]:
    """Form 03: refusal."""
    return common(dossier) | _line(dossier, "refuse") | {"heading": "Phiếu từ chối tiếp nhận giải quyết hồ sơ"}


def stop(dossier: Dossier, notice: Notice, *, signer: Actor) -> dict[str, Any]:
    """Form 05: notice that the handling stops, as its leader signs it."""
    last = dossier.steps.order_by("-opened_at", "-position").first()
    return (
        common(dossier)
        | {
            "reason": notice.reason,
            "article": notice.article,
            "received_at": moment(dossier.received_at or dossier.submitted_at),
            "stage": last.name if last else "tiếp nhận",
            "recipients": _recipients(dossier),
        }
        | _signer(dossier, signer)
    )


def apology(dossier: Dossier, notice: Notice, due_before: datetime | None, *, signer: Actor) -> dict[str, Any]:
    """Form 04: apology and new due time, as its leader signs it; the dossier bears the new due time already."""
    return (
        common(dossier)
        | {
            "reason": notice.reason,
            "received_at": moment(dossier.received_at),
            "due_at": moment(due_before),
            "new_due_at": moment(dossier.due_at),
            "recipients": _recipients(dossier),
        }
        | _signer(dossier, signer)
    )


def _recipients(dossier: Dossier) -> list[str]:
    return [dossier.applicant_name, dossier.reception_unit.name, "Lưu: VT"]


def control_sheet(dossier: Dossier, _number: int = 0) -> dict[str, Any]:
    """Form 06: control sheet, one row for each hand-over from step to step."""
    rows = []
    giver = dossier.reception_unit.name
    for step in dossier.steps.select_related("unit", "account__person").order_by("opened_at", "position"):
        taker = f"{step.account}, {step.unit.name}" if step.account else step.unit.name
        rows.append(
            {
                "step": step.name,
                "from": giver,
                "to": taker,
                "at": moment(step.opened_at),
                "verdict": _verdict(step.due_at, step.closed_at),
            }
        )
        giver = taker
    return common(dossier) | {
        "rows": rows,
        "received_at": moment(dossier.received_at),
        "due_at": moment(dossier.due_at),
    }


def result(dossier: Dossier, outcome: DossierResult, *, signer: Actor) -> dict[str, Any]:
    """The result, or the letter that denies it, in the layout of NĐ 30/2020/NĐ-CP Phụ lục I."""
    definition = definition_of(dossier.version)
    shape = definition.result
    data = common(dossier) | {
        "kind": shape.name if outcome.granted else "Thông báo",
        "abstract": None if outcome.granted else f"về việc không giải quyết hồ sơ {dossier.code}",
        "grounds": [
            "Căn cứ {basis}".format(basis=" ".join(filter(None, (basis.articles, basis.document))))
            for basis in definition.legal_bases
        ],
        "paragraphs": [text for text in (outcome.content.get("text", ""), *_denial(outcome)) if text],
        "fields": [
            [label, value]
            for label, value in labelled(definition, dossier.answers, shape.fields if outcome.granted else ())
        ],
        "holder_name": dossier.applicant_name,
        "holder_number": dossier.applicant.get("personal_number", ""),
        "holder_address": dossier.applicant.get("address", ""),
        "recipients": _recipients(dossier),
    }
    return data | _mapped(definition, dossier) | _signer(dossier, signer)


def _denial(outcome: DossierResult) -> list[str]:
    if outcome.granted:
        return []
    return [
        f"Lý do: {outcome.reason}",
        f"Căn cứ pháp lý: {outcome.article}",
    ]


def _mapped(definition: Definition, dossier: Dossier) -> dict[str, Any]:
    """Return the places that the template names for itself: ``mother.full_name`` becomes a group of its own."""
    data: dict[str, Any] = {}
    for place, name in definition.result.content.items():
        value = _value(definition, dossier, name)
        if value:
            *groups, key = place.split(".")
            target = data
            for group in groups:
                target = target.setdefault(group, {})
            target[key] = value
    return data


def _value(definition: Definition, dossier: Dossier, name: str) -> str:
    if name.startswith(APPLICANT):
        return str(dossier.applicant.get(name.removeprefix(APPLICANT), ""))
    if name not in dossier.answers:
        return ""
    return answer_words(definition.form["properties"][name], dossier.answers[name])


def _signer(dossier: Dossier, signer: Actor) -> dict[str, Any]:
    """Return the block of the signer (NĐ 30/2020/NĐ-CP Phụ lục I).

    TM. for a people's committee, KT. for a deputy, TUQ. for whoever signs because the head's role was delegated.
    """
    post = signer.post_for(SIGN, dossier.agency)
    own = next((held.position for held in signer.posts if held.position and held.giver_id is None), "")
    position = post.position if post is not None and post.position else own
    lines = []
    if dossier.agency.kind in (UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.COMMUNE):
        lines.append("TM. Ủy ban nhân dân")
    if post is not None and post.giver_id is not None and position:
        head, position = position, own or "Người được ủy quyền"
        if not _deputy_of(position, head):
            return {
                "signer_authority": [f"TUQ. {head}"],
                "signer_title": position,
                "signer_name": signer.name,
            }
    if position.startswith(DEPUTY):
        lines.append(f"KT. {position.removeprefix(DEPUTY)}")
    return {"signer_authority": lines, "signer_title": position, "signer_name": signer.name}


def _deputy_of(position: str, head: str) -> bool:
    """Tell whether ``Phó Chủ tịch UBND phường`` is the deputy of ``Chủ tịch UBND phường``."""
    return position.startswith(DEPUTY) and position.removeprefix(DEPUTY).casefold() == head.casefold()


def public_fields(dossier: Dossier) -> dict[str, str]:
    """Return what a verification page shows to whoever holds the paper: no more than the paper's kind and case."""
    return {
        "Mã hồ sơ": dossier.code,
        "Thủ tục": dossier.procedure.name,
        "Cơ quan giải quyết": dossier.agency.name,
        "Người nộp": masked(dossier.applicant_name),
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
    if isinstance(value, list):
        return _several(schema.get("items", {}), value)
    if "x-labels" in schema:
        return str(schema["x-labels"].get(str(value), value))
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if schema.get("format") == "date" or schema.get("x-widget") == "partial-date":
        return "/".join(reversed(str(value).split("-")))
    if schema.get("x-widget") == "money":
        return money(value)
    return str(value)


def _several(items: dict[str, Any], values: list[Any]) -> str:
    """Return ticked choices, or the rows of a repeated group, in words."""
    if not items.get("properties"):
        return ", ".join(answer_words(items, value) for value in values)
    members = items["properties"]
    order = items.get("x-order", list(members))
    rows = [
        ", ".join(f"{members[name].get('title', name)}: {row[name]}" for name in order if row.get(name))
        for row in values
    ]
    return "; ".join(f"({number}) {row}" for number, row in enumerate(rows, 1))


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


def money(amount: Any) -> str:
    """Return an amount of đồng as people write it: ``1.688.000 ₫``."""
    return f"{int(amount):,}".replace(",", ".") + " ₫"


def delivery(dossier: Dossier) -> str:
    """Return how the citizen wants the result, in words."""
    return str(DELIVERIES.get(dossier.delivery.get("way", ""), DELIVERIES["electronic"]))


def moment(at: datetime | None) -> str:
    """Return a moment as the papers write it: ``16 giờ 30 phút, ngày 25/02/2026``."""
    return timezone.localtime(at).strftime("%H giờ %M phút, ngày %d/%m/%Y") if at else ""


def _line(dossier: Dossier, act: str) -> dict[str, Any]:
    line = dossier.log.filter(act=act).order_by("-at").first()
    return {
        "reason": line.reason if line else "",
        "article": line.article if line else "",
        "signer_title": "Người thực hiện",
        "signer_name": line.actor_name if line else "",
    }


def _item(dossier: Dossier, item: dict[str, str]) -> dict[str, str]:
    names = {part.code: part.name for part in definition_of(dossier.version).parts}
    return item | {"part": names.get(item.get("part", ""), item.get("part", ""))}


def _verdict(due_at: datetime | None, closed_at: datetime | None) -> str:
    if due_at is None or closed_at is None:
        return ""
    return "Trước hạn" if closed_at < due_at else "Đúng hạn" if closed_at == due_at else "Quá hạn"
