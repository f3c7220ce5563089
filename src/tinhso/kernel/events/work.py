"""Background jobs: declared in an app's ``jobs.py``, put in the queue with the data, run by ``tinhso worker``."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Generic, ParamSpec

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app

from tinhso.kernel.foundation import clock

P = ParamSpec("P")

WAITS = (2, 10, 60, 300, 900, 3600, 4 * 3600, 12 * 3600)
"""Seconds between the tries of a job that fails, unless it says otherwise: nine tries within eighteen hours."""

# One row inserted by Procrastinate's own function; its triggers wake the workers when the transaction commits.
DEFER = (
    "procrastinate_defer_jobs_v1(ARRAY[ROW(%s, %s, %s, NULL, NULL, %s::jsonb, %s)]::procrastinate_job_to_defer_v1[])"
)


class Waits(BaseRetryStrategy):
    """Tries again after each of the given seconds in turn, then leaves the job failed."""

    def __init__(self, seconds: tuple[int, ...]) -> None:
        self.seconds = seconds

    def get_retry_decision(self, *, exception: BaseException, job: Any) -> RetryDecision | None:  # noqa: ARG002 - Procrastinate names both
        """Return when to try again, or None when the tries are used up."""
        if job.attempts >= len(self.seconds):
            return None
        return RetryDecision(retry_at=clock.now() + timedelta(seconds=self.seconds[job.attempts]))


class Job(Generic[P]):
    """A declared job. Calling it runs it here and now; ``later`` puts it in the queue with the transaction."""

    def __init__(self, name: str, function: Callable[P, None], queue: str, priority: int) -> None:
        self.name = name
        self.function = function
        self.queue = queue
        self.priority = priority

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        self.function(*args, **kwargs)

    def later(self, *, at: datetime | None = None, **arguments: Any) -> None:
        """Put the job in the queue: it runs after the surrounding transaction commits, not before ``at``.

        ``arguments`` are JSON values; UUIDs, dates and decimals arrive as text. A job may run more than once (its
        worker may die after the effect and before the tick), so it must bear that.
        """
        data = json.dumps(arguments, cls=DjangoJSONEncoder)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {DEFER}", [self.queue, self.name, self.priority, data, at])


def job(
    name: str, *, queue: str = "default", priority: int = 0, retry: tuple[int, ...] = WAITS
) -> Callable[[Callable[P, None]], Job[P]]:
    """Declare the decorated function as the job ``name`` (``<module>.<verb>``, stable).

    ``retry`` holds the seconds to wait after each failure; when they are used up the job stays failed and
    ``tinhso doctor`` shows it. Higher ``priority`` runs first.
    """

    def register(function: Callable[P, None]) -> Job[P]:
        app.task(name=name, queue=queue, priority=priority, retry=Waits(retry) if retry else False)(function)
        return Job(name, function, queue, priority)

    return register


def periodic(name: str, *, seconds: int = 0, cron: str = "") -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Run the decorated function every so many ``seconds``, or at the times of ``cron`` (UTC; Viet Nam is UTC+7).

    ``seconds`` below a minute divides 60; above, it is whole minutes that divide the hour. One worker takes each
    turn; turns do not pile up, and never run two at once. A failed turn waits for the next one.
    """
    if bool(seconds) == bool(cron):
        raise ValueError("a periodic job has either seconds or cron")
    if seconds:
        if seconds < 60 and 60 % seconds == 0:
            cron = f"* * * * * */{seconds}"
        elif seconds % 60 == 0 and 3600 % seconds == 0:
            cron = f"*/{seconds // 60} * * * *"
        else:
            raise ValueError("seconds must divide a minute, or be minutes that divide an hour")

    def register(function: Callable[[], None]) -> Callable[[], None]:
        def turn(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate gives the turn's time
            function()

        turn.__name__ = turn.__qualname__ = getattr(function, "__name__", name)
        task = app.task(name=name, queue="periodic", priority=10, lock=name, queueing_lock=name)(turn)
        app.periodic(cron=cron)(task)
        return function

    return register
