"""Pages of officials' accounts and their posts."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.desks.administration import services
from tinhso.desks.administration.forms.accounts import AccountFilter, EndPost, NewAccount, NewPost
from tinhso.desks.administration.queries import accounts as queries
from tinhso.desks.administration.queries import units as units
from tinhso.desks.administration.views.common import actor_of, ask, confirm_form, once, told
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.permissions import ASSIGN_ROLES, MANAGE_ACCOUNTS, SEE_ACCOUNTS
from tinhso.kernel.web import exports
from tinhso.kernel.web.paging import keyset


def _columns() -> list[exports.Column]:
    return [
        (_("Họ và tên"), "person__full_name"),
        (_("Tên đăng nhập"), "username"),
        (_("Đang hoạt động"), lambda account: _("có") if account.is_active else _("không")),
        (_("Đăng nhập gần nhất"), "last_login"),
    ]


@requires(SEE_ACCOUNTS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List officials' accounts."""
    actor = actor_of(request)
    form = AccountFilter(request.GET or None, roles=queries.roles())
    wanted = form.cleaned_data if form.is_valid() else {}
    unit = None
    if wanted.get("don_vi"):
        unit = units.unit_for(actor, wanted["don_vi"], SEE_ACCOUNTS)
    rows = queries.listed(
        actor,
        text=wanted.get("tim", ""),
        role=wanted.get("vai_tro", ""),
        unit=unit,
        state=wanted.get("tinh_trang", ""),
    )
    if exports.asked(request):
        return exports.export(request, "tai-khoan", _columns(), rows.order_by("person__folded", "id"))
    page = keyset(rows, request, order=("person__folded",), size=50)
    context = {
        "form": form,
        "page": page,
        "rows": queries.with_posts(page.rows),
        "unit": unit,
        "may_create": actor.may(MANAGE_ACCOUNTS) and actor.may(ASSIGN_ROLES),
    }
    return render(request, "administration/accounts/list.html", context)


@requires(SEE_ACCOUNTS)
@require_safe
def account_page(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Show an account: its posts, its security, what was done to it."""
    actor = actor_of(request)
    account = queries.account_for(actor, account_id)
    context = {
        "account": account,
        "own": actor.account_id == account.pk,
        "may_manage": actor.may(MANAGE_ACCOUNTS),
        "may_assign": actor.may(ASSIGN_ROLES),
        **queries.facts(account),
    }
    return render(request, "administration/accounts/account.html", context)


@requires(MANAGE_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Open an account with its first role; the temporary password is shown once."""
    actor = actor_of(request)
    actor.demand(ASSIGN_ROLES)
    form = NewAccount(
        request.POST or None,
        units=units.standing(actor, MANAGE_ACCOUNTS),
        roles=queries.roles(),
        initial={"unit": request.GET.get("don-vi")},
    )
    return ask(
        request,
        form,
        lambda given: services.open_account(actor, **given),
        title=_("Cấp tài khoản cán bộ"),
        lead=_("Hệ thống đặt mật khẩu tạm; cán bộ đổi mật khẩu và cài xác thực hai lớp khi đăng nhập lần đầu."),
        submit=_("Cấp tài khoản"),
        icon="user-plus",
        back=(reverse("administration:accounts"), _("Tài khoản cán bộ")),
        then=lambda opened: _password_page(request, opened[0], opened[1], _("Đã cấp tài khoản")),
    )


def _password_page(request: HttpRequest, account: Account, password: str, title: str) -> HttpResponse:
    return once(
        request,
        title=title,
        lead=_("Mật khẩu tạm của {name}, tên đăng nhập {username}. Hãy trao tận tay; hệ thống không hiện lại.").format(
            name=account.person.full_name, username=account.username
        ),
        secret=password,
        name=_("Mật khẩu tạm"),
        to=(reverse("administration:account", args=[account.pk]), _("Đến trang tài khoản")),
    )


def _back(account: Account) -> tuple[str, str]:
    return reverse("administration:account", args=[account.pk]), account.person.full_name


def _again(request: HttpRequest, account: Account, words: str) -> HttpResponse:
    return told(request, words, "administration:account", account_id=account.pk)


@requires(ASSIGN_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Give an account a role at a unit."""
    actor = actor_of(request)
    account = queries.account_for(actor, account_id, ASSIGN_ROLES)
    form = NewPost(request.POST or None, units=units.standing(actor, ASSIGN_ROLES), roles=queries.roles())
    return ask(
        request,
        form,
        lambda given: identity.assign_role(actor, account, given.pop("role"), given.pop("unit"), **given),
        title=_("Giao vai trò"),
        lead=_("Vai trò có hiệu lực tại đơn vị được chọn và các đơn vị trực thuộc."),
        submit=_("Giao vai trò"),
        icon="user-check",
        back=_back(account),
        facts=[(_("Cán bộ"), f"{account.person.full_name} ({account.username})")],
        then=lambda post: _again(
            request, account, _("Đã giao vai trò {role} tại {unit}.").format(role=post.role.name, unit=post.unit.name)
        ),
    )


@requires(ASSIGN_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def end_assignment(request: HttpRequest, account_id: UUID, assignment_id: UUID) -> HttpResponse:
    """End a role."""
    actor = actor_of(request)
    account = queries.account_for(actor, account_id, ASSIGN_ROLES)
    post = queries.assignment_of(account, assignment_id)
    return ask(
        request,
        EndPost(request.POST if request.method == "POST" else None),
        lambda given: identity.end_assignment(actor, post, **given),
        title=_("Kết thúc vai trò"),
        submit=_("Kết thúc vai trò"),
        danger=True,
        icon="calendar-off",
        back=_back(account),
        facts=[
            (_("Cán bộ"), account.person.full_name),
            (_("Vai trò"), post.role.name),
            (_("Tại đơn vị"), post.unit.name),
        ],
        then=lambda _done: _again(request, account, _("Đã kết thúc vai trò {role}.").format(role=post.role.name)),
    )


@requires(MANAGE_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Stop an account at once."""
    actor = actor_of(request)
    account = queries.account_for(actor, account_id, MANAGE_ACCOUNTS)
    return ask(
        request,
        confirm_form(reason=True)(request.POST if request.method == "POST" else None),
        lambda given: identity.suspend(actor, account, **given),
        title=_("Khóa tài khoản"),
        lead=_("Mọi phiên đăng nhập và khóa API của tài khoản dừng ngay. Hồ sơ đang giữ vẫn ở nguyên chỗ."),
        submit=_("Khóa tài khoản"),
        danger=True,
        icon="lock",
        back=_back(account),
        facts=[(_("Cán bộ"), f"{account.person.full_name} ({account.username})")],
        then=lambda _done: _again(request, account, _("Đã khóa tài khoản.")),
    )


@requires(MANAGE_ACCOUNTS)
@require_POST
def resume(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Let a suspended account be used again."""
    actor = actor_of(request)
    account = queries.account_for(actor, account_id, MANAGE_ACCOUNTS)
    identity.resume(actor, account)
    return _again(request, account, _("Đã mở khóa tài khoản."))


@requires(MANAGE_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def reset_password(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Give an account a temporary password, shown once."""
    actor = actor_of(request)
    account = queries.account_for(actor, account_id, MANAGE_ACCOUNTS)
    if actor.account_id == account.pk:
        return redirect("identity:password")
    return ask(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda _given: services.reset_password(actor, account),
        title=_("Đặt lại mật khẩu"),
        lead=_("Mật khẩu hiện nay mất tác dụng, mọi phiên đăng nhập dừng. Mật khẩu tạm chỉ hiện một lần."),
        submit=_("Đặt lại mật khẩu"),
        icon="key",
        back=_back(account),
        facts=[(_("Cán bộ"), f"{account.person.full_name} ({account.username})")],
        then=lambda password: _password_page(request, account, password, _("Đã đặt lại mật khẩu")),
    )


@requires(MANAGE_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_second_factor(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Take the second factor away from somebody who lost the phone."""
    actor = actor_of(request)
    account = queries.account_for(actor, account_id, MANAGE_ACCOUNTS)
    if not queries.facts(account)["enrolled"]:
        raise NotFound(_("Tài khoản này chưa cài xác thực hai lớp."))
    return ask(
        request,
        confirm_form(reason=True)(request.POST if request.method == "POST" else None),
        lambda given: identity.remove_second_factor(actor, account, **given),
        title=_("Gỡ xác thực hai lớp"),
        lead=_("Chỉ gỡ khi đã gặp trực tiếp hoặc gọi lại số máy đã biết: đây là cách kẻ gian hay lợi dụng."),
        submit=_("Gỡ xác thực hai lớp"),
        danger=True,
        icon="shield-off",
        back=_back(account),
        facts=[(_("Cán bộ"), f"{account.person.full_name} ({account.username})")],
        then=lambda _done: _again(request, account, _("Đã gỡ; cán bộ phải cài lại khi đăng nhập lần tới.")),
    )
