"""A worker process that knows the sample register: ``python -m tinhso.kits.registers.imports.tests.working [size]``.

It stores what waits to be stored, in batches of ``size`` rows, until nothing waits.
"""

import sys

import django


def main() -> None:
    """Do the jobs of importing, as the worker does."""
    django.setup()
    from tinhso.kernel.events import worker
    from tinhso.kits.registers.imports.services import storing
    from tinhso.kits.registers.imports.tests import sample

    if len(sys.argv) > 1:
        storing.BATCH = int(sys.argv[1])
    with sample.standing():
        worker.run(worker.Options(concurrency=1, once=True, stalled_after=20.0, heartbeat=1.0, poll=0.2))


if __name__ == "__main__":
    main()
