"""A worker whose subscriber is slow between its effect and the end of its transaction: there it gets killed."""

import sys
import time

import django

django.setup()

from tinhso.kernel.events import EventRecord, declare, services, subscribe  # noqa: E402 - Django must be ready
from tinhso.kernel.events.worker import Options, run  # noqa: E402 - Django must be ready

CAUSE = declare("test.cause", "Nguyên nhân", {"pause": "Số giây nghỉ"})
EFFECT = declare("test.effect", "Kết quả", {})


@subscribe(CAUSE, code="test.slow")
def work(event: EventRecord) -> None:
    """Write the effect, then dawdle."""
    services.publish(EFFECT, event.subject_id)
    time.sleep(event.data["pause"])


if __name__ == "__main__":
    run(Options(concurrency=2, heartbeat=0.5, stalled_after=float(sys.argv[1]), poll=0.3))
