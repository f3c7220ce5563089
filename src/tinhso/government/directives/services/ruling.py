"""The province's own rules, from a day on."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.directives import permissions, rules
from tinhso.government.directives.audit_events import RULED
from tinhso.government.directives.models import DirectiveRule
from tinhso.government.directives.states import EntryKind, RuleKind
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import Actor

_NUMBERS = {
    RuleKind.REMINDERS: ("head_after", "office_after"),
    RuleKind.RANKING: ("on_time", "late", "overdue", "returned", "extended", "late_day", "late_days_most", "least"),
}


@transaction.atomic
def rule(
    actor: Actor, kind: str, content: dict[str, Any], *, valid_from: date, basis: str, certainty: str = ""
) -> DirectiveRule:
    """Keep what the province ruled from a day on; the rule before it ends by itself. Earlier days keep theirs."""
    actor.demand(permissions.MANAGE)
    kind = RuleKind(kind)
    _check(kind, content, basis)
    first = not DirectiveRule.objects.filter(kind=kind).exists()
    row, _fresh = DirectiveRule.objects.update_or_create(
        kind=kind,
        valid_from=valid_from,
        defaults={"content": content, "basis": basis.strip(), "certainty": certainty.strip()},
    )
    if first:
        # The software's rule held until then: it is written down, so that earlier days keep being counted by it.
        for each in rules.defaults():
            if each.kind == kind and each.valid_from < valid_from:
                DirectiveRule.objects.get_or_create(
                    kind=kind,
                    valid_from=each.valid_from,
                    defaults={"content": dict(each.content), "basis": each.basis, "certainty": each.certainty},
                )
    audit.record(
        actor, RULED, subject_kind="directive-rule", subject_id=row.id, subject_label=str(row),
        what=f"{row.get_kind_display()}: {valid_from:%d/%m/%Y}",
    )  # fmt: skip
    return row


def _check(kind: RuleKind, content: dict[str, Any], basis: str) -> None:
    wrong: dict[str, str] = {}
    if not basis.strip():
        wrong["basis"] = _("Hãy ghi văn bản quy định.")
    for name in _NUMBERS.get(kind, ()):
        value = content.get(name)
        if not isinstance(value, int) or not 0 <= value <= 100:
            wrong[name] = _("Hãy ghi một số nguyên từ 0 đến 100.")
    if kind == RuleKind.ENTRY:
        for each in EntryKind:
            term = content.get(str(each)) or {}
            if not any(isinstance(term.get(unit), int) and term[unit] > 0 for unit in ("minutes", "days")):
                wrong[str(each)] = _("Hãy ghi số phút hoặc số ngày làm việc lớn hơn 0.")
    if kind == RuleKind.REMINDERS:
        before = content.get("before")
        if not isinstance(before, list) or not all(isinstance(day, int) and 0 <= day <= 60 for day in before):
            wrong["before"] = _("Hãy ghi các số ngày, cách nhau bằng dấu phẩy, ví dụ: 5, 2, 0.")
    if wrong:
        raise Invalid(wrong)
