"""Signing what a leader chose, whatever kind of paper it is: one confirmation, each paper a transaction of its own.

What was confirmed is each paper as it stood: one that changed, was returned or revoked meanwhile is refused with why,
and leaves the others signed. A worker that dies goes on where it stopped.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.desks.leader import permissions, queries
from tinhso.desks.leader.models import ItemState, SigningItem, SigningRun
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.signing import batches, signers
from tinhso.kernel.signing.queries import person_credential
from tinhso.kernel.signing.signables import SIGNABLES

MOST = 200


class Chosen(NamedTuple):
    """A paper by its kind and key, in the revision that the leader saw, under the title that he read."""

    kind: str
    key: UUID
    revision: int
    title: str = ""


@transaction.atomic
def start(actor: Actor, chosen: Sequence[Chosen], *, pin: str = "") -> SigningRun:
    """Begin to sign; raise ``Invalid`` or ``Refused`` when nothing of it could be signed."""
    actor.demand(permissions.OPEN)
    account_id = actor.own_id
    if not chosen:
        raise Invalid({"chon": _("Hãy chọn ít nhất một văn bản để ký.")})
    if len(chosen) > MOST:
        raise Invalid({"chon": _("Mỗi lượt ký nhiều nhất {most} văn bản.").format(most=MOST)})
    credential = person_credential(account_id)
    if credential is None:
        raise signers.CannotSign(
            _("Quý vị chưa có chứng thư số còn hiệu lực. Hãy liên hệ người quản trị của cơ quan để đăng ký.")
        )
    asks_pin = credential.options.get("passphrase") != signers.SERVER
    if asks_pin and not pin:
        raise Invalid({"pin": _("Hãy nhập mã PIN của chứng thư số.")})
    # Two taps at one moment wait for each other here.
    Account.objects.select_for_update().values_list("id").get(id=account_id)
    if SigningRun.objects.filter(account_id=account_id, finished_at=None).exists():
        raise Refused(_("Một lượt ký của quý vị đang chạy. Hãy chờ lượt đó xong."), code="run-going-on")
    there = {(kind.kind, paper.key): paper for kind, papers in queries.awaiting(actor) for paper in papers}
    if not any((each.kind, each.key) in there for each in chosen):
        raise Conflict(_("Những văn bản đã chọn không còn chờ quý vị ký. Hãy mở lại danh sách."))
    secret = batches.seal_pin(pin) if asks_pin else ""
    run = SigningRun(account_id=account_id, started_at=clock.now(), secret=secret)
    run.save(force_insert=True)
    # What left the list between looking and confirming is kept too, and told in the report.
    items = []
    gone = _("Văn bản không còn chờ quý vị ký: đã được rút lại, trả lại hoặc ký nơi khác.")
    for position, each in enumerate({(each.kind, each.key): each for each in chosen}.values(), 1):
        paper = there.get((each.kind, each.key))
        items.append(
            SigningItem(
                run=run, position=position, kind=each.kind, key=each.key, revision=each.revision,
                title=(paper.title if paper else each.title or _("Văn bản đã rời danh sách"))[:500],
                detail=(paper.detail if paper else "")[:300], url=paper.url if paper else "",
                state=ItemState.WAITING if paper else ItemState.REFUSED, message="" if paper else gone,
                ended_at=None if paper else clock.now(),
            )
        )  # fmt: skip
    SigningItem.objects.bulk_create(items)
    from tinhso.desks.leader.jobs import sign_run  # the job imports this service

    sign_run.later(run_id=run.id)
    return run


def carry_out(run_id: UUID) -> None:
    """Sign what is still to be signed of a run."""
    run = SigningRun.objects.select_related("account__person").get(id=run_id)
    if run.finished_at is not None:
        return
    actor, pin = actor_for(run.account, strong=True), batches.unseal_pin(run.secret)
    waiting = run.items.filter(state=ItemState.WAITING).order_by("position").values_list("id", flat=True)
    batches.sign_each(
        list(waiting),
        lambda key: _sign(actor, key, pin),
        _refuse,
        unexpected=_("Có lỗi khi ký văn bản này. Hãy mở văn bản và ký riêng."),
    )
    SigningRun.objects.filter(id=run_id).update(finished_at=clock.now(), secret="")


@transaction.atomic
def _sign(actor: Actor, item_id: UUID, pin: str) -> None:
    item = SigningItem.objects.select_for_update().get(id=item_id)
    if item.state != ItemState.WAITING:
        return
    SIGNABLES[item.kind].sign(actor, item.key, item.revision, pin)
    item.state, item.ended_at = ItemState.SIGNED, clock.now()
    item.save(update_fields=["state", "ended_at"])


def _refuse(items: Sequence[UUID], message: str) -> None:
    SigningItem.objects.filter(id__in=items, state=ItemState.WAITING).update(
        state=ItemState.REFUSED, message=message, ended_at=clock.now()
    )
