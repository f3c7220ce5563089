"""The worker process: runs jobs in threads, keeps the beat of periodic ones, and picks up what dead workers left."""

import asyncio
import contextlib
import logging
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app, connector_params
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status

logger = logging.getLogger(__name__)

MOST_RESCUES = 12
"""A job that was tried this often when its worker died is left failed: it may be what kills the workers."""
RECONNECT_SECONDS = 2.0
MISSED_TURNS_SECONDS = 24 * 3600
"""A periodic job whose turn passed while no worker ran is still run within this time."""


@dataclass(frozen=True)
class Options:
    """How a worker runs.

    ``concurrency`` jobs run at once, each in a thread with its own database connection. A worker that gave no sign of
    life for ``stalled_after`` seconds counts as dead, and its jobs run again. ``once``: stop when nothing waits.
    """

    concurrency: int = 4
    queues: tuple[str, ...] = ()
    heartbeat: float = 5.0
    stalled_after: float = 30.0
    poll: float = 2.0
    once: bool = False


def run(options: Options) -> None:
    """Work until SIGTERM or SIGINT, then finish the jobs under way and return."""
    asyncio.run(_run(options))


async def _run(options: Options) -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(options.concurrency + 2, thread_name_prefix="job"))
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    app.periodic_defaults = {"max_delay": MISSED_TURNS_SECONDS}
    while not stop.is_set():
        try:
            await _work(options, stop)
        except (ConnectorException, OSError) as error:
            logger.warning("the worker lost its database, trying again", exc_info=error)
        if options.once:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), RECONNECT_SECONDS)


async def _work(options: Options, stop: asyncio.Event) -> None:
    """Work until told to stop, or until the database goes away."""
    connector = PsycopgConnector(kwargs=await asyncio.to_thread(_connection))
    with app.replace_connector(connector) as working:
        async with working.open_async():
            worker = asyncio.create_task(
                working.run_worker_async(
                    queues=list(options.queues) or None,
                    concurrency=options.concurrency,
                    wait=not options.once,
                    fetch_job_polling_interval=options.poll,
                    update_heartbeat_interval=options.heartbeat,
                    stalled_worker_timeout=options.stalled_after,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                )
            )
            rescuer = asyncio.create_task(_rescue(options.stalled_after))
            stopper = asyncio.create_task(stop.wait())
            await asyncio.wait({worker, stopper}, return_when=asyncio.FIRST_COMPLETED)
            for side in (rescuer, stopper):
                side.cancel()
            if not worker.done():
                worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker


def _connection() -> dict[str, Any]:
    """Return how the worker itself connects.

    Its own marks on jobs (taken, done) need not reach the disk before it goes on: when a crash of the database loses
    one, the job runs again, which every job bears. What jobs write is on their own, durable connections.
    """
    given = connector_params()
    return {**given, "options": f"{given.get('options', '')} -c synchronous_commit=off".strip()}


async def _rescue(stalled_after: float) -> None:
    """Put the jobs of dead workers back into the queue, again and again.

    It is no job itself: it must not wait behind the jobs that it is to free.
    """
    while True:
        try:
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled_after):
                logger.warning("job %s was left by a dead worker", job.call_string)
                await _put_back(job)
        except ConnectorException as error:
            logger.warning("cannot look for jobs of dead workers: %s", error)
        await asyncio.sleep(max(0.5, stalled_after / 3))


async def _put_back(job: Any) -> None:
    if job.attempts >= MOST_RESCUES:
        await app.job_manager.finish_job(job=job, status=Status.FAILED, delete_job=False)
        return
    try:
        await app.job_manager.retry_job(job=job)
    except UniqueViolation:
        # The turn of a periodic job, while its next turn waits already: that one does the work.
        await app.job_manager.finish_job(job=job, status=Status.FAILED, delete_job=True)
