"""What the kit does by the clock."""

from uuid import UUID

from tinhso.kernel.events import job, periodic
from tinhso.kits.procedures.services import batches, consultations, waiting, withdrawal


@job("procedures.sign-batch", priority=5)
def sign_batch(batch_id: str) -> None:
    """Sign the papers of a batch; a second run goes on where the first stopped."""
    batches.run(UUID(batch_id))


@periodic("procedures.stop-unanswered", seconds=300)
def stop_unanswered() -> None:
    """Stop dossiers whose supplement did not come in time."""
    waiting.stop_unanswered()


@periodic("procedures.opinions-over", seconds=60)
def opinions_over() -> None:
    """Take silence for agreement where the law says so, remind the others, when their time is over."""
    consultations.fall_silent()


@periodic("procedures.keep-in-force", cron="1 17 * * *")
def keep_in_force() -> None:
    """Let versions come into force and end, one minute after midnight."""
    withdrawal.keep_in_force()


@periodic("procedures.erase-abandoned-drafts", cron="30 18 * * *")
def erase_abandoned_drafts() -> None:
    """Erase applications that were begun and left, at half past one at night."""
    waiting.erase_abandoned_drafts()
