"""Pages of roles, and of programs' keys."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.desks.administration.forms.accounts import NewKey, RoleForm
from tinhso.desks.administration.queries import accounts as queries
from tinhso.desks.administration.queries import units
from tinhso.desks.administration.queries.histories import history
from tinhso.desks.administration.views.common import actor_of, ask, carry_out, once, told
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity import programs
from tinhso.kernel.identity import roles as role_services
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.permissions import EDIT_ROLES, MANAGE_KEYS


@requires(EDIT_ROLES)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the roles with what each allows, in sentences."""
    return render(request, "administration/roles/list.html", {"roles": queries.roles_with_sentences()})


@requires(EDIT_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what a role allows."""
    actor = actor_of(request)
    role = queries.role_by_code(code)
    form = RoleForm(request.POST if request.method == "POST" else None, role=role)
    status = 200
    if request.method == "POST":
        done, _result = carry_out(form, lambda given: role_services.change_role(actor, role, **given))
        if done:
            return told(
                request, _("Đã lưu vai trò {name}.").format(name=form.cleaned_data["name"]), "administration:roles"
            )
        status = 422
    groups = [form[name] for name in form.groups]
    context = {"role": role, "form": form, "groups": groups, "history": history(role)}
    return render(request, "administration/roles/role.html", context, status=status)


@requires(MANAGE_KEYS)
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """List the keys of programs."""
    context = {"keys": queries.keys(actor_of(request)), "now": clock.now()}
    return render(request, "administration/roles/keys.html", context)


@requires(MANAGE_KEYS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_key(request: HttpRequest) -> HttpResponse:
    """Give a program a key, shown once."""
    actor = actor_of(request)
    form = NewKey(request.POST or None, units=units.standing(actor, MANAGE_KEYS), roles=queries.roles())
    return ask(
        request,
        form,
        lambda given: programs.create_api_key(actor, **given),
        title=_("Cấp khóa API"),
        lead=_("Phần mềm cầm khóa làm được đúng những gì vai trò cho phép, tại đơn vị được chọn."),
        submit=_("Cấp khóa"),
        icon="key",
        back=(reverse("administration:keys"), _("Khóa API")),
        then=lambda made: once(
            request,
            title=_("Đã cấp khóa"),
            lead=_("Khóa của “{label}”. Hãy chép vào cấu hình của phần mềm ngay; hệ thống không hiện lại.").format(
                label=made[0].label
            ),
            secret=made[1],
            name=_("Khóa API"),
            to=(reverse("administration:keys"), _("Về danh sách khóa")),
        ),
    )


@requires(MANAGE_KEYS)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_key(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Stop a key at once."""
    actor = actor_of(request)
    key = queries.key_for(actor, key_id)
    return ask(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda _given: programs.revoke_api_key(actor, key),
        title=_("Thu hồi khóa API"),
        lead=_("Phần mềm đang dùng khóa này bị từ chối ngay từ lần gọi sau."),
        submit=_("Thu hồi khóa"),
        danger=True,
        icon="trash",
        back=(reverse("administration:keys"), _("Khóa API")),
        facts=[(_("Khóa"), f"{key.label} (ts_{key.prefix}…)")],
        then=lambda _done: told(request, _("Đã thu hồi khóa {label}.").format(label=key.label), "administration:keys"),
    )
