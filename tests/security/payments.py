"""Examples of money and post: an invoice of a commune's dossier, with money that came for it, and a cash session."""

from typing import Any

from security.examples import Example, example
from security.procedures import dossier
from security.world import World
from tinhso.government.payments import permissions as rights
from tinhso.government.payments.models import CashSession, Difference, PlatformMoney, Reconciliation, Refund
from tinhso.government.payments.services import invoices
from tinhso.government.payments.states import ClaimState, SessionState
from tinhso.government.post.models import Parcel
from tinhso.kernel.files.services import store_made
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM

_SPACE = "payments:"


def _invoice(world: World) -> Any:
    if "invoice" not in world.things:
        [made] = invoices.ensure(dossier(world).pk)
        payment = made.payments.create(
            vendor="stand-in", order_ref=f"{made.code}-1", amount=made.amount, expires_at=clock.now(), state="wrong"
        )
        money = PlatformMoney.objects.create(
            vendor="stand-in",
            platform_ref="NH1",
            payment=payment,
            order_ref=payment.order_ref,
            amount=10,
            at=clock.now(),
            day=clock.today(),
        )
        line = made.lines.get()
        line.claim, line.exemption, line.exemption_label = ClaimState.CLAIMED, "ho-ngheo", "Hộ nghèo"
        line.save()
        world.things |= {"invoice": made, "money": money, "line": line}
    return world.things["invoice"]


def _unit(world: World) -> Any:
    return world.things["commune"]


@example(f"{_SPACE}invoice", f"{_SPACE}cash-taken")
def _of_an_invoice(world: World) -> Example:
    return Example({"invoice_id": _invoice(world).pk}, guarded=True, unit=_unit(world))


@example(f"{_SPACE}cash-take")
def _take(world: World) -> Example:
    return Example({"invoice_id": _invoice(world).pk}, body={"received": "8000"}, guarded=True, unit=_unit(world))


@example(f"{_SPACE}decide", f"{_SPACE}cash-remit")
def _of_a_line(world: World) -> Example:
    _invoice(world)
    return Example({"line_id": world.things["line"].pk}, body={"granted": "yes"}, guarded=True, unit=_unit(world))


@example(f"{_SPACE}refund-ask")
def _refund_ask(world: World) -> Example:
    _invoice(world)
    body = {"amount": "10", "reason": "Trả thừa"}
    return Example({"money_id": world.things["money"].pk}, body=body, guarded=True, unit=_unit(world))


@example(f"{_SPACE}refund-decide")
def _refund_decide(world: World) -> Example:
    _invoice(world)
    refund = Refund.objects.create(money=world.things["money"], amount=10, reason="Trả thừa")
    return Example({"refund_id": refund.pk}, body={"duyet": "0"}, method="POST", guarded=True, unit=_unit(world))


@example(f"{_SPACE}session-confirm")
def _session(world: World) -> Example:
    _invoice(world)
    cashier = world.official([rights.CASH], _unit(world))
    session = CashSession.objects.create(
        cashier=cashier, unit=_unit(world), state=SessionState.CLOSED, counted=0, expected=0
    )
    return Example({"session_id": session.pk}, method="POST", guarded=True, unit=_unit(world))


def _difference(world: World) -> Difference:
    if "difference" not in world.things:
        file = store_made(b"x", "doi-soat.csv", "text/csv", actor=SYSTEM)
        kept = Reconciliation.objects.create(
            vendor="stand-in", day=clock.today(), file=file, rows=0, matched=0, theirs=0, ours=0
        )
        world.things["difference"] = Difference.objects.create(
            reconciliation=kept, kind="repeated_line", proposal="ignore", order_ref="HD1", words="Lặp lại"
        )
    made: Difference = world.things["difference"]
    return made


@example(f"{_SPACE}reconciliation")
def _reconciliation(world: World) -> Example:
    return Example({"key": _difference(world).reconciliation_id})


@example(f"{_SPACE}difference-accept")
def _accept(world: World) -> Example:
    return Example({"key": _difference(world).pk}, method="POST")


@example(f"{_SPACE}difference-dismiss")
def _dismiss(world: World) -> Example:
    return Example({"key": _difference(world).pk}, body={"reason": "Đã hỏi nền tảng"})


def _parcel(world: World) -> Any:
    if "parcel" not in world.things:
        lodged = dossier(world)
        world.things["parcel"] = Parcel.objects.create(
            dossier=lodged,
            direction="result",
            vendor="broken",
            reference="BG1",
            unit=lodged.reception_unit,
            state="lost",
            name="Nguyễn Văn Công Dân",
            address="Thôn 1",
            phone="0912345678",
        )
    return world.things["parcel"]


@example("post:parcel")
def _parcel_page(world: World) -> Example:
    return Example({"parcel_id": _parcel(world).pk}, guarded=True, unit=_unit(world))


@example("post:ask", "post:close")
def _of_a_parcel(world: World) -> Example:
    return Example({"parcel_id": _parcel(world).pk}, method="POST", guarded=True, unit=_unit(world))


@example("post:send")
def _send(world: World) -> Example:
    dossier_id = _parcel(world).dossier_id
    return Example({"dossier_id": dossier_id}, guarded=True, unit=_unit(world), also=("procedures.view",))


@example("administration:vendor")
def _vendor(_world: World) -> Example:
    return Example({"kind": "payment", "vendor": "broken"})


@example("administration:vendor-probe")
def _probe(_world: World) -> Example:
    return Example({"kind": "payment"}, method="POST")


@example("administration:vendor-none")
def _vendor_none(_world: World) -> Example:
    from tinhso.kernel.outside import services

    services.choose("payment", "broken", {})
    return Example({"kind": "payment"})
