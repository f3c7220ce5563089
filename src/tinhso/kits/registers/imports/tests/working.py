"""A worker process that knows the sample register: ``python -m tinhso.kits.registers.imports.tests.working``.

It stores what waits to be stored until nothing waits.
"""

import django


def main() -> None:
    """Do the jobs of importing, as the worker does."""
    django.setup()
    from tinhso.kernel.events import worker
    from tinhso.kits.registers.imports.tests import sample

    with sample.standing():
        worker.run(worker.Options(concurrency=1, once=True, stalled_after=20.0, heartbeat=1.0, poll=0.2))


if __name__ == "__main__":
    main()
