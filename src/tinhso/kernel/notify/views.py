"""One's own notices: the list, opening one, reading all, choosing what to receive."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.access import signed_in
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.notify import push, queries, services


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _account(request: HttpRequest) -> Account:
    account = request.user
    assert isinstance(account, Account)  # noqa: S101 - the guard let only accounts in
    return account


def _base(actor: Actor) -> str:
    return "web/workspace.html" if actor.is_official else "web/portal.html"


@signed_in
@require_safe
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    """Show a page of the reader's notices, newest first."""
    try:
        before = UUID(request.GET["truoc"]) if "truoc" in request.GET else None
    except ValueError:
        raise NotFound from None
    actor = _actor(request)
    rows = queries.messages_of(_account(request).pk, before=before)
    older = f"{reverse('notify:list')}?truoc={rows[-1].pk}" if len(rows) == queries.PAGE else ""
    return render(
        request,
        "notify/list.html",
        {"base": _base(actor), "rows": rows, "older": older, "unread": queries.unread_count(actor), "before": before},
    )


@signed_in
@require_POST
def open_notice(request: HttpRequest, message_id: UUID) -> HttpResponseBase:
    """Mark one notice as read and go to what it is about."""
    account = _account(request)
    message = queries.message_of(account.pk, message_id)
    if message is None:
        raise NotFound
    services.mark_read(account.pk, [message_id])
    local = message.url.startswith("/") and not message.url.startswith(("//", "/\\"))
    return redirect(message.url if local else reverse("notify:list"))


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponseBase:
    """Mark every notice as read."""
    services.mark_read(_account(request).pk)
    return redirect("notify:list")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def choices(request: HttpRequest) -> HttpResponseBase:
    """Let the reader choose which optional notices to receive, and how."""
    account = _account(request)
    kinds = queries.optional_kinds(account.pk)
    if request.method == "POST":
        services.choose_all(account, set(request.POST.getlist("nhan")))
        messages.success(request, _("Đã lưu lựa chọn nhận thông báo."))
        return redirect("notify:choices")
    return render(
        request,
        "notify/choices.html",
        {
            "base": _base(_actor(request)),
            "kinds": kinds,
            "devices": queries.push_devices(account.pk),
            "push_key": push.public_key(),
        },
    )


@signed_in
@require_POST
def keep_device(request: HttpRequest) -> HttpResponse:
    """Let the browser that asks receive the reader's notices."""
    given = request.POST
    services.keep_device(
        _account(request),
        agent=request.headers.get("User-Agent", ""),
        endpoint=given.get("endpoint", ""),
        public_key=given.get("p256dh", ""),
        auth_secret=given.get("auth", ""),
    )
    return HttpResponse(status=204)


@signed_in
@require_POST
def end_device(request: HttpRequest, device_id: UUID) -> HttpResponseBase:
    """Send nothing to one device any more."""
    services.end_device(_account(request), device_id)
    messages.success(request, _("Thiết bị này không còn nhận thông báo."))
    return redirect("notify:choices")
