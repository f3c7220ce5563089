"""Many results signed with one confirmation: in the background, one after another, each a transaction of its own.

What a leader confirmed is the dossiers as he saw them: one that changed meanwhile is refused, with why, and leaves
the others done. A worker that dies goes on where it stopped: a result and the note that it is signed are one.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.signing import batches, signers
from tinhso.kernel.signing.queries import person_credential
from tinhso.kits.procedures import permissions
from tinhso.kits.procedures.coordination import SigningBatch, SigningBatchItem
from tinhso.kits.procedures.queries import visible_to
from tinhso.kits.procedures.services import outcome
from tinhso.kits.procedures.states import BatchItemState

MOST = 200


@transaction.atomic
def start(actor: Actor, chosen: Sequence[tuple[UUID, int]], *, pin: str = "") -> SigningBatch:
    """Begin to sign the chosen dossiers, each in the revision that the leader saw; raise ``Invalid`` or ``Refused``."""
    actor.demand(permissions.SIGN)
    account_id = actor.own_id
    revisions = dict(chosen)
    if not revisions:
        raise Invalid({"chon": _("Hãy chọn ít nhất một kết quả để ký.")})
    if len(revisions) > MOST:
        raise Invalid({"chon": _("Mỗi lượt ký nhiều nhất {most} kết quả.").format(most=MOST)})
    credential = person_credential(account_id)
    if credential is None:
        raise signers.CannotSign(
            _("Quý vị chưa có chứng thư số còn hiệu lực. Hãy liên hệ người quản trị của cơ quan để đăng ký.")
        )
    # Two clicks at one moment wait for each other here.
    Account.objects.select_for_update().values_list("id").get(id=account_id)
    if SigningBatch.objects.filter(account_id=account_id, finished_at__isnull=True).exists():
        raise Refused(_("Một lượt ký của quý vị đang chạy. Hãy chờ lượt đó xong."), code="batch-running")
    rows = list(visible_to(actor).filter(id__in=revisions).order_by("due_at", "id").values_list("id", flat=True))
    if len(rows) != len(revisions):
        raise NotFound
    asks_pin = credential.options.get("passphrase") != signers.SERVER
    batch = SigningBatch(
        account_id=account_id, started_at=clock.now(), secret=batches.seal_pin(pin) if asks_pin else ""
    )
    batch.save(force_insert=True)
    SigningBatchItem.objects.bulk_create(
        SigningBatchItem(batch=batch, position=position, dossier_id=key, revision=revisions[key])
        for position, key in enumerate(rows, 1)
    )
    from tinhso.kits.procedures.jobs import sign_batch  # the job imports this service

    sign_batch.later(batch_id=batch.id)
    return batch


def run(batch_id: UUID) -> None:
    """Sign what is still to be signed of a batch."""
    batch = SigningBatch.objects.select_related("account__person").get(id=batch_id)
    if batch.finished_at is not None:
        return
    actor, pin = actor_for(batch.account, strong=True), batches.unseal_pin(batch.secret)
    waiting = batch.items.filter(state=BatchItemState.WAITING).order_by("position").values_list("id", flat=True)
    batches.sign_each(
        list(waiting),
        lambda key: _sign(actor, key, pin),
        _refuse,
        unexpected=_("Có lỗi khi ký giấy tờ này. Hãy mở hồ sơ và ký riêng."),
    )
    SigningBatch.objects.filter(id=batch_id).update(finished_at=clock.now(), secret="")


@transaction.atomic
def _sign(actor: Actor, item_id: UUID, pin: str) -> None:
    item = SigningBatchItem.objects.select_for_update().get(id=item_id)
    if item.state != BatchItemState.WAITING:
        return
    outcome.sign(actor, item.dossier_id, pin=pin, seen_revision=item.revision)
    item.state, item.ended_at = BatchItemState.SIGNED, clock.now()
    item.save(update_fields=["state", "ended_at"])


def _refuse(items: Sequence[UUID], message: str) -> None:
    SigningBatchItem.objects.filter(id__in=items, state=BatchItemState.WAITING).update(
        state=BatchItemState.REFUSED, message=message, ended_at=clock.now()
    )
