"""How the queue and the deliveries stand: read by administrators' screens and ``tinhso doctor``."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.kernel.events.models import Delivery, DeliveryState
from tinhso.kernel.foundation import clock


@dataclass(frozen=True)
class QueueState:
    """Numbers of the job queue: waiting now, waiting for a later time, running, failed for good.

    Failed turns of periodic jobs do not count: the next turn does their work.
    """

    waiting: int
    scheduled: int
    running: int
    failed: int
    oldest_seconds: float
    """Age of the oldest job that could run and does not, in seconds; 0 when none waits."""
    workers: int
    """Workers that gave a sign of life within the last minute."""


def dead_letters() -> QuerySet[Delivery]:
    """Return the deliveries that are no longer tried, newest first, with their events."""
    return Delivery.objects.filter(state=DeliveryState.DEAD).select_related("event").order_by("-at")


def failing() -> QuerySet[Delivery]:
    """Return the deliveries that failed and will be tried again, oldest first, with their events."""
    return Delivery.objects.filter(state=DeliveryState.FAILING).select_related("event").order_by("at")


def queue_state() -> QueueState:
    """Return how the job queue stands now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FILTER (WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()),
                   count(*) FILTER (WHERE j.status = 'todo' AND j.scheduled_at > now()),
                   count(*) FILTER (WHERE j.status = 'doing'),
                   count(*) FILTER (WHERE j.status = 'failed' AND j.queue_name <> 'periodic'),
                   coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at))
                       FILTER (WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now())), 0),
                   (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute')
            FROM procrastinate_jobs j
            LEFT JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred' AND j.status = 'todo'
            WHERE j.status IN ('todo', 'doing', 'failed')
            """
        )
        waiting, scheduled, running, failed, oldest, workers = cursor.fetchone()
    return QueueState(waiting, scheduled, running, failed, float(oldest), workers)


def problems(*, patience: timedelta = timedelta(minutes=5)) -> list[str]:
    """Return what is wrong with the queue, in Vietnamese; nothing when all is well."""
    found = []
    state = queue_state()
    if state.oldest_seconds > patience.total_seconds():
        minutes = int(state.oldest_seconds // 60)
        found.append(
            _(
                "{waiting} việc nền chờ quá lâu (lâu nhất {minutes} phút); "
                "{workers} tiến trình worker đang chạy. Hãy chạy `tinhso worker`."
            ).format(waiting=state.waiting, minutes=minutes, workers=state.workers)
        )
    if state.failed:
        found.append(_("{failed} việc nền đã thử hết số lần mà không thành.").format(failed=state.failed))
    dead = list(dead_letters()[:5])
    if dead:
        names = ", ".join(f"{letter.subscriber} ({letter.event.name})" for letter in dead)
        found.append(_("{count} sự kiện không giao được: {names}.").format(count=dead_letters().count(), names=names))
    late = failing().filter(at__lt=clock.now() - timedelta(days=1)).count()
    if late:
        found.append(_("{late} sự kiện thử lại hơn một ngày chưa xong.").format(late=late))
    return found
