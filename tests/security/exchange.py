"""Examples of the exchange: a service and a member of one commune, an agreement between them, a line of the log."""

from security.examples import Example, example
from security.world import World
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.exchange import keys, log
from tinhso.kits.exchange.models import Agreement, Participant, Service
from tinhso.kits.exchange.services import agreements, directory
from tinhso.kits.exchange.tests.world import make_client

_VIEW = ("exchange.view",)


def _participant(world: World) -> Participant:
    if "exchange-member" not in world.things:
        world.things["exchange-member"] = directory.add_participant(
            SYSTEM, member_code="X01", name="Thành viên thử", unit=world.here
        )
    return world.things["exchange-member"]


def _service(world: World) -> Service:
    if "exchange-service" not in world.things:
        subsystem = directory.add_subsystem(SYSTEM, _participant(world), code="he-thong", name="Hệ thống thử")
        version = directory.publish(
            SYSTEM, subsystem, code="thu", name="Dịch vụ thử", version="v1", address="http://127.0.0.1:9",
            schema="{}", owner=world.here,
        )  # fmt: skip
        world.things["exchange-service"] = version.service
    return world.things["exchange-service"]


def _agreement(world: World, *, approved: bool = False) -> Agreement:
    service = _service(world)
    made = agreements.ask(
        SYSTEM, consumer=service.subsystem, service=service, fields=[], purpose="Thử", legal_ground="Thử",
        valid_from=clock.today(),
    )  # fmt: skip
    return agreements.decide(SYSTEM, made.id, approve=True) if approved else made


@example("exchange:service")
def _one_service(world: World) -> Example:
    return Example(kwargs={"key": _service(world).pk})


@example("exchange:schema")
def _schema(world: World) -> Example:
    return Example(kwargs={"key": _service(world).pk, "version": "v1"})


@example("exchange:ask")
def _ask(world: World) -> Example:
    return Example(kwargs={"key": _service(world).pk}, also=_VIEW)


@example("exchange:close")
def _close(world: World) -> Example:
    return Example(kwargs={"key": _service(world).pk}, method="POST", guarded=True, also=_VIEW)


@example("exchange:agreement")
def _one_agreement(world: World) -> Example:
    return Example(kwargs={"key": _agreement(world).pk}, guarded=True, unit=world.here)


@example("exchange:approve")
def _approve(world: World) -> Example:
    return Example(kwargs={"key": _agreement(world).pk}, method="POST", guarded=True, unit=world.here, also=_VIEW)


@example("exchange:refuse")
def _refuse(world: World) -> Example:
    return Example(
        kwargs={"key": _agreement(world).pk}, body={"reason": "không có căn cứ"}, method="POST", guarded=True,
        unit=world.here, also=_VIEW,
    )  # fmt: skip


@example("exchange:end")
def _end(world: World) -> Example:
    return Example(
        kwargs={"key": _agreement(world, approved=True).pk}, body={"reason": "hết việc"}, method="POST", guarded=True,
        unit=world.here, also=_VIEW,
    )  # fmt: skip


@example("exchange:participant")
def _one_participant(world: World) -> Example:
    return Example(kwargs={"key": _participant(world).pk})


@example("exchange:participant-add")
def _add_participant(_world: World) -> Example:
    return Example(body={"name": "Thành viên mới", "member_code": "X02"}, method="POST", guarded=True)


@example("exchange:subsystem-add")
def _add_subsystem(world: World) -> Example:
    body = {"name": "Phần mềm mới", "code": "moi"}
    return Example(kwargs={"key": _participant(world).pk}, body=body, method="POST", guarded=True, also=_VIEW)


@example("exchange:publish")
def _publish(world: World) -> Example:
    subsystem = _service(world).subsystem
    body = {
        "subsystem": subsystem.pk, "name": "Dịch vụ mới", "code": "moi", "version": "v1", "owner": world.here.pk,
        "contact": "Phòng thử", "legal_ground": "Thử", "address": "http://127.0.0.1:9", "methods": ["GET"],
        "timeout_seconds": 5,
    }  # fmt: skip
    return Example(kwargs={"key": _participant(world).pk}, body=body, method="POST", guarded=True, also=_VIEW)


@example("exchange:certificate-add")
def _add_certificate(world: World) -> Example:
    body = {"certificate": make_client("VN/GOV/X01").pem}
    return Example(kwargs={"key": _participant(world).pk}, body=body, method="POST", guarded=True, also=_VIEW)


@example("exchange:certificate-withdraw")
def _withdraw(world: World) -> Example:
    made = keys.register_certificate(SYSTEM, _participant(world), make_client("VN/GOV/X01").pem)
    body = {"reason": "lộ khóa"}
    return Example(kwargs={"key": made.pk}, body=body, method="POST", guarded=True, also=_VIEW)


@example("exchange:log")
def _log(_world: World) -> Example:
    return Example(guarded=True)


@example("exchange:record")
def _record(_world: World) -> Example:
    line = log.append(
        log.Entry(
            kind="call", direction="in", message_id="m", result="refused", consumer="VN/GOV/X01/he-thong",
            service="VN/GOV/X01/he-thong/thu", reason="chưa có thỏa thuận", error="Server.ServerProxy.AccessDenied",
        )
    )  # fmt: skip
    return Example(kwargs={"key": line}, guarded=True)
