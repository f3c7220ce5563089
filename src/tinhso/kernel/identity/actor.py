"""The actor: who acts, and over which units each permission reaches. Every rule about rights starts here."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Forbidden
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.queries import subtree_ids

ROOT_PATH = ""


@dataclass(frozen=True)
class Post:
    """A role held at a unit, as the actor carries it."""

    unit_id: UUID
    unit_path: str
    unit_name: str
    role_code: str
    role_name: str
    position: str
    permissions: frozenset[str]
    giver_id: UUID | None = None
    """Whose role it is, when it was delegated for an absence; the account that acts holds it in his place."""
    giver_name: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Actor:
    """Somebody or something that acts: a person through an account, a program through a key, or the system."""

    account_id: UUID | None
    name: str
    kind: str
    person_id: UUID | None = None
    posts: tuple[Post, ...] = ()
    address: str = ""
    strong: bool = field(default=False)
    """Whether the second factor was given in this session."""
    assurance: int = 0
    """How surely it is known who this is (``models.Assurance``)."""
    representative_id: UUID | None = None
    """The account of the person who acts, when ``account_id`` is that of the business for which he does."""

    def roots(self, permission: str) -> set[str]:
        """Return the paths of the units at which the actor holds ``permission``."""
        PERMISSIONS[permission]
        return {post.unit_path for post in self.posts if permission in post.permissions}

    def may(self, permission: str, unit: OrganizationUnit | None = None) -> bool:
        """Tell whether the actor holds ``permission`` over ``unit``, or anywhere when no unit is given."""
        if self.is_system:
            return True
        roots = self.roots(permission)
        if unit is None:
            return bool(roots)
        return any(unit.path.startswith(root) for root in roots)

    def post_for(self, permission: str, unit: OrganizationUnit, holder: UUID | None = None) -> Post | None:
        """Return the post by which the actor does, at ``unit``, what takes ``permission``; own posts come first.

        ``holder`` is the account that the work is given to: it is open to that account, and to whoever stands in
        for it. None: there is no such post, or the actor is the system itself.
        """
        PERMISSIONS[permission]
        for post in self.posts:
            if permission not in post.permissions or not unit.path.startswith(post.unit_path):
                continue
            if holder is None or holder == (post.giver_id or self.account_id):
                return post
        return None

    def named(self, name: str) -> "Actor":
        """Return the same actor under another name: for records that say in whose place he acts."""
        return replace(self, name=name)

    @property
    def stand_ins(self) -> tuple[Post, ...]:
        """The posts that the actor holds in the place of somebody absent."""
        return tuple(post for post in self.posts if post.giver_id is not None)

    def demand(self, permission: str, unit: OrganizationUnit | None = None) -> None:
        """Raise ``Forbidden``, with the permission's sentence, when the actor may not."""
        if not self.may(permission, unit):
            sentence = PERMISSIONS[permission].sentence
            right = _("“{right}” tại {unit}").format(right=sentence, unit=unit.name) if unit else f"“{sentence}”"
            raise Forbidden(
                _("Quý vị chưa được giao quyền {right}. Người quản trị của cơ quan có thể giao quyền này.").format(
                    right=right
                ),
                permission=permission,
            )

    def unit_ids(self, permission: str) -> set[UUID]:
        """Return the keys of every unit over which the actor holds ``permission``."""
        return self.units_below(self.roots(permission))

    def units_below(self, paths: Iterable[str]) -> set[UUID]:
        """Return the keys of every unit in the subtrees that begin at ``paths``, asked once."""
        wanted = frozenset(paths)
        cached = self._below.get(wanted)
        if cached is None:
            cached = self._below[wanted] = subtree_ids(wanted)
        return cached

    @cached_property
    def _below(self) -> dict[frozenset[str], set[UUID]]:
        return {}

    @property
    def own_id(self) -> UUID:
        """The key of the actor's account; raise ``Forbidden`` for whoever has none."""
        if self.account_id is None:
            raise Forbidden(_("Quý vị cần đăng nhập để làm việc này."))
        return self.account_id

    @property
    def is_system(self) -> bool:
        """Whether this is the installation itself: a program with a key has an account, and only its rights."""
        return self.kind == "system" and self.account_id is None

    def demand_assurance(self, level: int) -> None:
        """Raise ``Forbidden`` when it is not known surely enough who a citizen is; others are known by their office."""
        if self.kind == "citizen" and self.assurance < level:
            raise Forbidden(
                _(
                    "Việc này cần đăng nhập bằng tài khoản định danh điện tử mức độ {level}. Hãy đăng nhập lại bằng "
                    "tài khoản đó, hoặc nộp trực tiếp tại Bộ phận một cửa."
                ).format(level=level)
            )

    @property
    def is_official(self) -> bool:
        return self.kind == "official"

    @property
    def is_anonymous(self) -> bool:
        return self.kind == "anonymous"


ANONYMOUS = Actor(account_id=None, name="Khách", kind="anonymous")
SYSTEM = Actor(account_id=None, name="Hệ thống", kind="system")
