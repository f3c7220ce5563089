"""Examples of the administration desk: account, key, unit, credential of one commune; a draft of the province."""

from datetime import date, timedelta
from typing import Any

from security.examples import Example, example
from security.world import World
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity import programs
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.permissions import ASSIGN_ROLES
from tinhso.kernel.identity.provider import services as systems
from tinhso.kernel.reorganization import services as reorganization
from tinhso.kernel.reorganization.models import Plan, Run, RunState
from tinhso.kernel.reorganization.tests.world import PLAN
from tinhso.kernel.signing.models import Credential
from tinhso.kits.procedures.services import publishing
from tinhso.kits.procedures.tests.world import definition

_SPACE = "administration:"


def _account(world: World) -> Any:
    if "official" not in world.things:
        world.things["official"] = world.official(["procedures.view"], world.here)
    return world.things["official"]


@example(*(f"{_SPACE}{name}" for name in ("account", "assign", "suspend", "reset-password", "remove-factor")))
def _of_an_account(world: World) -> Example:
    return Example({"account_id": _account(world).pk}, body={"reason": "Thử"}, guarded=True, unit=world.here)


@example(f"{_SPACE}resume")
def _resume(world: World) -> Example:
    return Example({"account_id": _account(world).pk}, method="POST", guarded=True, unit=world.here)


@example(f"{_SPACE}end-assignment")
def _assignment(world: World) -> Example:
    account = _account(world)
    keys = {"account_id": account.pk, "assignment_id": account.assignments.get().pk}
    # Ending a role takes the right to assign; finding the account takes the right to see it.
    return Example(keys, guarded=True, unit=world.here)


@example(f"{_SPACE}account-add")
def _new_account(_world: World) -> Example:
    return Example(also=(ASSIGN_ROLES,))


@example(*(f"{_SPACE}{name}" for name in ("unit", "unit-correct", "unit-end")))
def _of_a_unit(world: World) -> Example:
    body = {"name": "Tên khác", "last_day": "01/12/2026", "legal_basis": "Thử"}
    return Example({"unit_id": world.here.pk}, body=body, guarded=True, unit=world.here)


@example(f"{_SPACE}reorganization", f"{_SPACE}reorganization-start")
def _plan(_world: World) -> Example:
    return Example({"code": _saved_plan().code})


@example(*(f"{_SPACE}reorganization-{name}" for name in ("resume", "undo", "close")))
def _of_a_run(_world: World) -> Example:
    plan = _saved_plan()
    run = plan.runs.first() or Run(plan=plan, state=RunState.DONE)
    run.save()
    return Example({"code": plan.code, "run_id": run.pk}, body={"reason": "Thử"}, method="POST")


def _saved_plan() -> Plan:
    """A plan that was run is saved no more: one world serves every example."""
    return Plan.objects.first() or reorganization.save_plan(SYSTEM, PLAN)


@example(f"{_SPACE}role")
def _role(world: World) -> Example:
    return Example({"code": world.role(["procedures.view"]).code})


@example(f"{_SPACE}key-revoke")
def _key(world: World) -> Example:
    key, _text = programs.create_api_key(
        SYSTEM, unit=world.here, role=world.role(["procedures.view"]), label="Phần mềm một cửa"
    )
    return Example({"key_id": key.pk}, guarded=True, unit=world.here)


@example(f"{_SPACE}calendar-day-remove")
def _day(_world: World) -> Example:
    return Example({"day": "2026-09-02", "scope": "national"})


@example(*(f"{_SPACE}{name}" for name in ("version", "version-source", "version-difference", "publish")))
def _of_a_version(_world: World) -> Example:
    publishing.load_fields([{"code": "tu-phap", "name": "Tư pháp"}])
    draft = publishing.save_draft(SYSTEM, definition(), valid_from=date(2026, 1, 1))
    return Example({"version_id": draft.pk})


@example(f"{_SPACE}paper-template", f"{_SPACE}paper-preview")
def _paper(_world: World) -> Example:
    return Example({"code": "ket-qua"})


@example(f"{_SPACE}paper-default")
def _paper_default(_world: World) -> Example:
    return Example({"code": "ket-qua"}, method="POST")


@example(f"{_SPACE}message-template")
def _message(_world: World) -> Example:
    return Example({"code": "dossier-received", "channel": "email"})


@example(f"{_SPACE}audit-verify")
def _verify(_world: World) -> Example:
    return Example(method="POST")


@example(f"{_SPACE}credential-revoke")
def _credential(world: World) -> Example:
    now = clock.now()
    credential = Credential.objects.create(
        unit=world.here,
        kind="agency",
        provider="software",
        label=world.here.name,
        certificate="",
        valid_from=now - timedelta(days=1),
        valid_to=now + timedelta(days=365),
    )
    return Example({"credential_id": credential.pk}, body={"reason": "Thử"}, guarded=True, unit=world.here)


@example(*(f"{_SPACE}{name}" for name in ("system", "system-secret", "system-end")))
def _system(world: World) -> Example:
    system, _secret = systems.register_system(
        SYSTEM,
        name="Phần mềm thử",
        unit=world.here,
        audience="officials",
        redirect_uris=["https://phanmem.example.vn/xong"],
    )
    return Example({"system_id": system.pk}, guarded=True, unit=world.here)
