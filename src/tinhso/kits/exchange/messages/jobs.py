"""What the carrier does in the background."""

from django.conf import settings

from tinhso.kernel.events import job, periodic
from tinhso.kits.exchange.messages import queue
from tinhso.kits.exchange.messages.services import axis, contents, correspondents, delivering, fetching, receipts


@job(queue.DELIVER, queue="exchange")
def deliver_lane(lane_id: int) -> None:
    """Give one lane its turn."""
    delivering.deliver(lane_id)


@periodic("exchange_messages.sweep", seconds=10)
def sweep() -> None:
    """Give a turn to lanes that nobody woke: their time has come, or their worker died."""
    delivering.sweep()
    receipts.look_after()


@periodic("exchange_messages.fetch", seconds=settings.EXCHANGE_FETCH_SECONDS)
def fetch() -> None:
    """Fetch what waits for this installation elsewhere."""
    fetching.fetch_all()
    axis.fetch_if_chosen()


@periodic("exchange_messages.catalogue", cron="30 18 * * *")
def synchronise_units() -> None:
    """Bring the units of other systems up to date at half past one in the morning."""
    correspondents.synchronise_all()
    axis.synchronise_if_chosen()


@periodic("exchange_messages.clean", cron="0 20 * * *")
def clean() -> None:
    """Forget files that no message named in time."""
    contents.clean()
