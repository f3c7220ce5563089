"""Templates: an order given again by hand, or by the calendar."""

import calendar as months
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.directives import lateness, permissions
from tinhso.government.directives.audit_events import RULED
from tinhso.government.directives.models import Directive, DirectiveTemplate
from tinhso.government.directives.services import assigning
from tinhso.government.directives.services.making import Order
from tinhso.government.directives.states import Every, Source
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.organizations.models import OrganizationUnit

_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


@transaction.atomic
def keep(
    actor: Actor,
    template: DirectiveTemplate | None,
    unit: OrganizationUnit,
    values: dict[str, Any],
    leads: Sequence[OrganizationUnit],
    joint: Sequence[OrganizationUnit] = (),
) -> DirectiveTemplate:
    """Keep a template; raise ``Invalid`` with what is missing."""
    actor.demand(permissions.MANAGE, unit)
    row = template or DirectiveTemplate(unit=unit)
    for name, value in values.items():
        setattr(row, name, value)
    wrong = {}
    for name in ("name", "order", "ordered_name"):
        if not str(getattr(row, name)).strip():
            wrong[name] = _("Mục này không được để trống.")
    if not leads:
        wrong["leads"] = _("Hãy chọn đơn vị chủ trì.")
    if row.every and row.next_on is None:
        wrong["next_on"] = _("Hãy ghi ngày giao kế tiếp.")
    other = DirectiveTemplate.objects.filter(unit=unit, name=row.name).exclude(pk=row.pk)
    if other.exists():
        wrong["name"] = _("Đã có mẫu mang tên này.")
    if wrong:
        raise Invalid(wrong)
    row.save()
    row.leads.set(leads)
    row.joint.set(joint)
    audit.record(
        actor, RULED, subject_kind="directive-template", subject_id=row.id, subject_label=row.name, unit_id=unit.pk,
        what=row.name,
    )  # fmt: skip
    return row


@transaction.atomic
def give_due(today: date | None = None) -> int:
    """Give every recurring directive whose day has come, once for each of its days; return how many were given."""
    day, given = today or clock.today(), 0
    due = DirectiveTemplate.objects.select_for_update().filter(in_use=True, next_on__lte=day).exclude(every=Every.ONCE)
    for template in due.order_by("id"):
        while template.next_on is not None and template.next_on <= day:
            given += len(_give(SYSTEM, template, template.next_on))
            template.next_on = following(template.next_on, template.every)
        template.save(update_fields=["next_on"])
    return given


@transaction.atomic
def give(actor: Actor, template_id: Any) -> list[Directive]:
    """Give a template's order now, by hand."""
    template = DirectiveTemplate.objects.select_related("unit").filter(pk=template_id).first()
    if template is None:
        raise NotFound
    actor.demand(permissions.ASSIGN, template.unit)
    return _give(actor, template, None)


def following(day: date, every: str) -> date:
    """Return the next day of a recurring directive; the 31st falls on the last day of a shorter month."""
    if every == Every.WEEK:
        return day + timedelta(days=7)
    month = day.month - 1 + _MONTHS[Every(every)]
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def _give(actor: Actor, template: DirectiveTemplate, occurrence: date | None) -> list[Directive]:
    now = clock.now()
    due_day = lateness.days().shifted(occurrence or clock.today(), max(1, template.term_days))
    there = set(
        Directive.objects.filter(template=template, occurrence=occurrence).values_list("lead_id", flat=True)
        if occurrence
        else ()
    )
    leads = [lead for lead in template.leads.order_by("sort_key", "id") if lead.pk not in there]
    if not leads:
        return []
    order = Order(
        order=template.order,
        title=template.name,
        unit=template.unit,
        lead=leads[0],
        ordered_name=template.ordered_name,
        ordered_at=now,
        source=Source.DOCUMENT,
        source_label=template.source_label or template.name,
        due_at=max(assigning.due_of(due_day), assigning.due_of(lateness.days().shifted(lateness.local_day(now), 1))),
        joint=list(template.joint.all()),
        monitor=template.monitor,
        template=template,
        occurrence=occurrence,
    )
    return assigning.assign_all(actor, order, leads)
