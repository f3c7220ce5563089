"""Examples of addresses that need a value, and of calls that need a body: each app adds its own here.

Without an example a route is tried with made-up values: that shows who is refused at the door, but not that
the right at another unit does not open this unit's things. An example with ``guarded=True`` shows that too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.idp.oidc.models import Token

from security.world import World
from tinhso.kernel.files.links import link
from tinhso.kernel.files.services import store_made
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.provider.services import register_system
from tinhso.kernel.organizations.models import OrganizationUnit

NOBODY = UUID("00000000-0000-7000-8000-000000000000")


@dataclass
class Example:
    """How to ask for a route: the values in its address, query and body; ``method`` is for pages only.

    ``guarded`` says that the values name a thing of some unit: who holds the right at
    ``world.elsewhere`` alone must be refused (403 or 404). ``unit`` is where the right is held by who is let
    in; the province when not given. ``also`` are rights that the deed takes besides the rule of the door.
    """

    kwargs: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    query: str = ""
    method: str = "GET"
    guarded: bool = False
    unit: OrganizationUnit | None = None
    also: tuple[str, ...] = ()


Maker = Callable[[World], Example]
EXAMPLES: dict[str, Maker] = {}


def example(*names: str) -> Callable[[Maker], Maker]:
    """Register a maker for routes by their names in the matrix (``identity:sign-in``, ``GET /api/v1/units``)."""

    def register(maker: Maker) -> Maker:
        for name in names:
            if name in EXAMPLES:
                raise ValueError(f"two examples for {name}")
            EXAMPLES[name] = maker
        return maker

    return register


def example_for(name: str, world: World, parameters: dict[str, str]) -> Example:
    """Return the example of a route; made-up values when it has none. ``parameters`` maps names to kinds."""
    if name in EXAMPLES:
        return EXAMPLES[name](world)
    values: dict[str, Any] = {"uuid": NOBODY, "int": 1, "date": "2026-11-21"}
    return Example({parameter: values.get(kind, "khong-co") for parameter, kind in parameters.items()})


@example("papers:verify")
def _verification(_world: World) -> Example:
    # Of the shape that the address asks for; no paper bears it.
    return Example({"code": "ABCD-EFGH-JKMN"})


@example("GET /api/v1/units/{unit_id}")
def _unit(world: World) -> Example:
    return Example({"unit_id": world.here.pk})


@example("GET /api/v1/areas/{tier}/{code}")
def _area(world: World) -> Example:
    return Example({"tier": "commune", "code": "14758"})


@example("files:serve")
def _file(world: World) -> Example:
    file = store_made(b"%PDF-1.7\n", "giay.pdf", "application/pdf", actor=SYSTEM)
    _, _, _, token, name = link(file).split("/")
    return Example({"token": token, "name": name})


@example("identity:oidc-userinfo")
def _user_information(world: World) -> Example:
    # Public to whoever shows a token of a system: the protocol, not the session, says who asks.
    system, _secret = register_system(
        SYSTEM, name="Phần mềm thử", unit=world.here, audience="both", redirect_uris=["https://phanmem.example.vn/xong"]
    )
    account = world.official(["procedures.view"], world.here)
    token = Token(client_id=system.client_id, user=account, type=Token.Type.ACCESS_TOKEN, scopes="openid")
    token.set_value("mot-token")
    token.expires_at = clock.now() + timedelta(minutes=5)
    token.save()
    return Example(method="POST", body={"access_token": "mot-token"})
