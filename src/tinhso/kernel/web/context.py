"""What every page's shell shows. Nothing here asks the database before a template prints it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.modules import MODULES, NavigationItem
from tinhso.kernel.identity.actor import ANONYMOUS, Actor
from tinhso.kernel.web.site import Site, release, site


@dataclass(frozen=True)
class Entry:
    """An entry of the navigation as it stands on a page."""

    label: str
    url: str
    icon: str
    here: bool


class Shell:
    """The shell of one page: who looks, where they are, where they may go."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def site(self) -> Site:
        return site()

    @property
    def release(self) -> str:
        return release()

    @property
    def demonstration(self) -> bool:
        return bool(settings.DEMONSTRATION)

    @property
    def theme(self) -> str:
        """The theme chosen on this device: ``light``, ``dark``, or empty for that of the system."""
        chosen = self._request.COOKIES.get("giao-dien", "")
        return chosen if chosen in {"light", "dark"} else ""

    @cached_property
    def actor(self) -> Actor:
        actor: Actor = getattr(self._request, "actor", ANONYMOUS)
        return actor

    @property
    def post(self) -> str:
        """The first post's words: position and unit."""
        return ", ".join(
            part for post in self.actor.posts[:1] for part in (post.position or post.role_name, post.unit_name) if part
        )

    @cached_property
    def navigation(self) -> list[Entry]:
        """The workspace's entries that the actor may open, in the modules' order."""
        return self._entries([item for module in MODULES.values() for item in module.navigation])

    def _entries(self, items: list[NavigationItem]) -> list[Entry]:
        shown = []
        for item in sorted(items, key=lambda item: (item.order, str(item.label))):
            url = _reverse(item.url_name, *item.args) if not item.permission or self.actor.may(item.permission) else ""
            if url:
                shown.append((item, url))
        here = _longest([url for _entry, url in shown], self._request.path)
        return [Entry(str(item.label), url, item.icon, url == here) for item, url in shown]

    @cached_property
    def portal_navigation(self) -> list[Entry]:
        """The portal's entries: what modules name in ``extras["portal"]``."""
        return self._entries([item for module in MODULES.values() for item in module.extras.get("portal", ())])

    @property
    def home_url(self) -> str:
        """Where the brand leads: the first work of the navigation for officials, else the start page."""
        return self.navigation[0].url if self.actor.is_official and self.navigation else "/"

    @property
    def sign_in_url(self) -> str:
        """Where to sign in, and come back here from."""
        return f"{_reverse('identity:sign-in')}?{urlencode({'next': self._request.get_full_path()})}"

    @property
    def sign_out_url(self) -> str:
        return _reverse("identity:sign-out")

    @property
    def notices_url(self) -> str:
        return "" if self.actor.account_id is None else _reverse("notify:list")

    @property
    def search_url(self) -> str:
        """Where the top bar searches: the page that a module named in ``extras["search"]``."""
        return next(
            (_reverse(str(module.extras["search"])) for module in MODULES.values() if "search" in module.extras), ""
        )

    @cached_property
    def account_links(self) -> list[Entry]:
        """The account menu: one's own account, who looked at one's data, and modules' ``extras["account"]``."""
        own = [
            NavigationItem(_("Thông báo"), "notify:list", "bell", order=10),
            NavigationItem(_("Tài khoản của tôi"), "identity:account", "user-circle", order=20),
            NavigationItem(_("Ai đã xem dữ liệu của tôi"), "identity:looks", "eye", order=30),
        ]
        return self._entries(own + [item for module in MODULES.values() for item in module.extras.get("account", ())])

    @cached_property
    def unread(self) -> int:
        """How many notices the actor has not read; one query, only when printed."""
        if self.actor.account_id is None:
            return 0
        from tinhso.kernel.notify import queries

        return int(queries.unread_count(self.actor))


def _reverse(name: str, *args: str) -> str:
    """Return the named address, or the empty string when its module is switched off."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _longest(urls: list[str], path: str) -> str:
    """Return the entry under which ``path`` lies: the longest that begins it."""
    return max((url for url in urls if path == url or (url != "/" and path.startswith(url))), key=len, default="")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``shell`` and ``actor``."""
    made = Shell(request)
    return {"shell": made, "actor": made.actor}
