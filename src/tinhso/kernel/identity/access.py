"""Guards of views and API operations. Each guard sets ``rule`` on what it guards, and a test compares the rules
of every route with the written matrix.

A rule says who may come to the door at all; over which record, services and queries decide.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import pghistory
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer
from ninja.utils import contribute_operation_callback

from tinhso.kernel.foundation.errors import Forbidden
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.keys import find_key
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.identity.requests import address_of, with_next
from tinhso.kernel.identity.second_factor import is_enrolled

PUBLIC = "public"
SIGNED_IN = "signed-in"
OFFICIAL = "official"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Operation = TypeVar("Operation", bound=Callable[..., Any])
Check = Callable[[HttpRequest], HttpResponseBase | None]


def _guard(rule: str, check: Check) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return check(request) or view(request, *args, **kwargs)

        guarded.rule = rule  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _send(request: HttpRequest, url_name: str) -> HttpResponseBase:
    """Send the reader to another page first; htmx is told to move the whole page there."""
    target = with_next(url_name, request)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def _anybody(_request: HttpRequest) -> HttpResponseBase | None:
    return None


def _signed_in(request: HttpRequest) -> HttpResponseBase | None:
    return _send(request, "identity:sign-in") if _actor(request).is_anonymous else None


def _official(request: HttpRequest) -> HttpResponseBase | None:
    actor = _actor(request)
    if actor.is_anonymous:
        return _send(request, "identity:sign-in")
    if not actor.is_official:
        raise Forbidden(
            _("Trang này dành cho cán bộ, công chức, viên chức. Hãy đăng nhập bằng tài khoản công vụ do cơ quan cấp.")
        )
    return way_in(request)


def way_in(request: HttpRequest) -> HttpResponseBase | None:
    """Return the page that whoever is signed in must pass first: the second factor, a new password; none at all."""
    actor = _actor(request)
    if actor.is_official and not actor.strong:
        enrolled = actor.account_id is not None and is_enrolled(actor.account_id)
        return _send(request, "identity:challenge" if enrolled else "identity:enrol")
    if request.user.must_change_password:  # type: ignore[union-attr]
        return _send(request, "identity:password")
    return None


def public(view: View) -> View:
    """Let anybody in. Rule ``public``."""
    return _guard(PUBLIC, _anybody)(view)


def signed_in(view: View) -> View:
    """Let in who is signed in; others go to the sign-in page and come back. Rule ``signed-in``."""
    return _guard(SIGNED_IN, _signed_in)(view)


def official(view: View) -> View:
    """Let in officials who gave their second factor in this session; others are led to do so. Rule ``official``.

    Raises ``Forbidden`` for citizens.
    """
    return _guard(OFFICIAL, _official)(view)


def requires(permission: str) -> Callable[[View], View]:
    """Let in officials (see ``official``) who hold ``permission`` at some unit. Rule: the permission's code.

    Raises ``Forbidden`` naming the missing right. The permission must be declared when the view is asked.
    """

    def check(request: HttpRequest) -> HttpResponseBase | None:
        answer = _official(request)
        if answer is None:
            _actor(request).demand(permission)
        return answer

    return _guard(permission, check)


def _bearer_actor(request: HttpRequest, token: str) -> Actor:
    """Return the actor of a presented key and set it on the request; raise ``AuthenticationError``."""
    key = find_key(token)
    if key is None:
        raise AuthenticationError
    actor = actor_for(key.account, address=address_of(request), strong=True)
    request.actor = actor  # type: ignore[attr-defined]
    pghistory.context(user=str(actor.account_id), api_key=str(key.pk))
    return actor


class ApiKeyAuth(HttpBearer):
    """The door of one API operation: a key in ``Authorization: Bearer``, then the operation's rule."""

    def __init__(self, rule: str) -> None:
        super().__init__()
        self.rule = rule

    def __call__(self, request: HttpRequest) -> Actor:
        actor = super().__call__(request)
        if actor is None:
            raise AuthenticationError
        return actor  # type: ignore[no-any-return]

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """Return the key's actor when it satisfies the rule; raise ``AuthenticationError`` or ``Forbidden``."""
        actor = _bearer_actor(request, token)
        if self.rule != SIGNED_IN:
            actor.demand(self.rule)
        return actor


class OpenDoor:
    """The door of a public operation: nobody need say who he is, but a key that is shown must be good."""

    def __call__(self, request: HttpRequest) -> Actor:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return _bearer_actor(request, token)
        return _actor(request)


def api_requires(rule: str) -> Callable[[Operation], Operation]:
    """Guard a Ninja operation; stands below ``@router.get`` and the like.

    ``rule`` is a permission's code, ``public``, or ``signed-in`` (any good key). Without a good key the answer
    is a problem 401, without the right a problem 403.
    """
    door = OpenDoor() if rule == PUBLIC else ApiKeyAuth(rule)

    def decorate(operation: Operation) -> Operation:
        def hang(bound: Any) -> None:
            bound.auth_param = door
            bound.auth_callbacks = [door]

        operation.rule = rule  # type: ignore[attr-defined]
        contribute_operation_callback(operation, hang)
        return operation

    return decorate


def unknown_permissions(rules: set[str]) -> set[str]:
    """Return those of ``rules`` that are neither a fixed rule nor a declared permission."""
    return {rule for rule in rules - {PUBLIC, SIGNED_IN, OFFICIAL} if rule not in PERMISSIONS}
