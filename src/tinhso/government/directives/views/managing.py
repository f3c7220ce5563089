"""The ranking, frozen or as it stands; the province's rules; templates."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.government.directives import forms, periods, permissions, rules
from tinhso.government.directives.models import DirectiveTemplate
from tinhso.government.directives.queries import ranking as ranks
from tinhso.government.directives.queries import rows
from tinhso.government.directives.services import closing, recurring, ruling
from tinhso.government.directives.states import RuleKind
from tinhso.government.directives.views.common import actor_of, ask, tabs, told, unit_of
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden, NotFound
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.web import exports


@requires(permissions.VIEW)
@require_safe
def ranking(request: HttpRequest) -> HttpResponseBase:
    """Show the ranking of a period with the formula and each unit's working; frozen once the period was closed."""
    actor = actor_of(request)
    choices = periods.around(clock.today())
    period = periods.read(request.GET.get("ky") or choices[0].code)
    unit = ranks.ranked_by()
    closed = ranks.closing_of(unit, period)
    if closed is not None:
        lines, formula = ranks.frozen(closed), closed.formula
    else:
        lines, rule = ranks.live(unit, period)
        formula = {**rule.content, "basis": rule.basis, "certainty": rule.certainty}
    if exports.asked(request):
        return exports.export(request, f"xep-hang-{period.code}", _columns(), lines)
    context = {
        "tabs": tabs(actor, "ranking"),
        "period": period,
        "periods": choices,
        "lines": lines,
        "formula": formula,
        "parts": [
            (f"{label} ({letter})" if letter else label, formula[name])
            for letter, (name, label) in zip([*"abcdefg", ""], forms.FORMULA.items(), strict=True)
        ],
        "closed": closed,
        "may_close": closed is None and period.ends_at <= clock.now() and actor.may(permissions.MANAGE, unit),
        "running": period.ends_at > clock.now(),
    }
    return render(request, "directives/ranking.html", context)


def _columns() -> list[exports.Column]:
    return [
        (_("Hạng"), "rank"),
        (_("Mã định danh"), "identifier"),
        (_("Đơn vị"), "unit"),
        (_("Điểm"), "points"),
        (_("Đúng hạn"), "on_time"),
        (_("Quá hạn đã xong"), "late"),
        (_("Quá hạn chưa xong"), "overdue"),
        (_("Chưa đến hạn"), "pending"),
        (_("Trả lại"), "returned"),
        (_("Gia hạn"), "extended"),
        (_("Ngày quá hạn"), "late_days"),
        (_("Cách tính"), "worked"),
    ]


@requires(permissions.MANAGE)
@require_POST
def close_ranking(request: HttpRequest) -> HttpResponse:
    """Freeze a period's ranking."""
    code = request.POST.get("ky", "")
    closing.close(actor_of(request), ranks.ranked_by(), code)
    messages.success(request, _("Đã chốt bảng xếp hạng."))
    return redirect(f"{reverse('directives:ranking')}?ky={code}")


_RULE_FORMS: dict[str, Any] = {
    RuleKind.ENTRY: forms.EntryRuleForm,
    RuleKind.REMINDERS: forms.RemindersRuleForm,
    RuleKind.RANKING: forms.RankingRuleForm,
}


@requires(permissions.MANAGE)
@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """Show the rules in force with their sources, and those before."""
    today, found = clock.today(), rules.all_rules()
    kinds = []
    for kind in RuleKind:
        own = [rule for rule in found if rule.kind == kind]
        held = next((rule for rule in own if rule.valid_from <= today), own[-1])
        others = [each for each in own if each != held]
        kinds.append({"kind": kind, "rule": held, "facts": _facts(held), "others": others})
    return render(request, "directives/rules.html", {"kinds": kinds, "tabs": tabs(actor_of(request), "rules")})


def _facts(rule: rules.Rule) -> list[tuple[Any, str]]:
    form = _RULE_FORMS[rule.kind]()
    initial = _initial(rule)
    skipped = ("valid_from", "basis", "certainty")
    return [(field.label, str(initial[name])) for name, field in form.fields.items() if name not in skipped]


def _initial(rule: rules.Rule) -> dict[str, Any]:
    content = dict(rule.content)
    if rule.kind == RuleKind.ENTRY:
        content = {name: term.get("minutes") or term.get("days") for name, term in content.items()}
    if rule.kind == RuleKind.REMINDERS:
        content["before"] = ", ".join(str(day) for day in content["before"])
    return content


@requires(permissions.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, kind: str) -> HttpResponse:
    """Rule anew from a day on."""
    if kind not in RuleKind.values:
        raise NotFound
    actor, held = actor_of(request), rules.rule_on(RuleKind(kind))
    form = _RULE_FORMS[kind](
        request.POST if request.method == "POST" else None, initial={**_initial(held), "valid_from": clock.today()}
    )
    return ask(
        request,
        form,
        lambda: ruling.rule(
            actor, kind, form.content(), valid_from=form.cleaned_data["valid_from"], basis=form.cleaned_data["basis"],
            certainty=form.cleaned_data["certainty"],
        ),
        title=str(RuleKind(kind).label),
        submit=_("Lưu quy định"),
        back=(reverse("directives:rules"), _("Quy định")),
        then=lambda _row: told(request, _("Đã lưu quy định."), "directives:rules"),
        lead=_("Quy định mới áp dụng từ ngày ghi dưới đây; nhiệm vụ và kỳ trước ngày ấy giữ quy định cũ."),
    )  # fmt: skip


@requires(permissions.ASSIGN)
@require_safe
def template_list(request: HttpRequest) -> HttpResponse:
    """List the templates and recurring directives."""
    actor = actor_of(request)
    context = {
        "rows": list(rows.templates(actor)[:200]),
        "tabs": tabs(actor, "templates"),
        "may_manage": actor.may(permissions.MANAGE),
    }
    return render(request, "directives/templates.html", context)


@requires(permissions.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, template_id: UUID | None = None) -> HttpResponse:
    """Make or change a template."""
    actor = actor_of(request)
    row = _template(actor, template_id) if template_id else None
    unit = row.unit if row else _issuer(actor)
    form = forms.TemplateForm(rows.lead_choices(unit), request.POST if request.method == "POST" else None, _values(row))
    return ask(
        request,
        form,
        lambda: _keep(actor, row, unit, form),
        title=row.name if row else _("Thêm mẫu nhiệm vụ"),
        submit=_("Lưu mẫu"),
        back=(reverse("directives:templates"), _("Mẫu, định kỳ")),
        then=lambda _row: told(request, _("Đã lưu mẫu."), "directives:templates"),
    )


def _template(actor: Actor, key: UUID) -> DirectiveTemplate:
    row = rows.templates(actor).filter(pk=key).first()
    if row is None:
        raise NotFound
    actor.demand(permissions.MANAGE, row.unit)
    return row


def _issuer(actor: Actor) -> OrganizationUnit:
    found = rows.issuing_units(actor, permissions.MANAGE)
    if not found:
        raise Forbidden(_("Đơn vị mà quý vị nhân danh không còn hoạt động."), permission=permissions.MANAGE)
    return found[0]


def _values(row: DirectiveTemplate | None) -> dict[str, Any]:
    if row is None:
        return {"term_days": 5, "in_use": True}
    names = ("name", "order", "ordered_name", "source_label", "term_days", "every", "next_on", "in_use")
    return {name: getattr(row, name) for name in names} | {"leads": [str(lead.pk) for lead in row.leads.all()]}


def _keep(actor: Actor, row: DirectiveTemplate | None, unit: OrganizationUnit, form: Any) -> DirectiveTemplate:
    values = {name: value for name, value in form.cleaned_data.items() if name != "leads"}
    leads = [unit_of(key) for key in form.cleaned_data["leads"]]
    return recurring.keep(actor, row, unit, values, leads)


@requires(permissions.ASSIGN)
@require_POST
def give_template(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Give a template's order now."""
    made = recurring.give(actor_of(request), template_id)
    return told(request, _("Đã giao {count} nhiệm vụ.").format(count=len(made)), "directives:list")
