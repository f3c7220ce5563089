"""Domain events and background jobs: what happened is told in the transaction in which it happened.

``declare`` names an event, ``subscribe`` listens to one, ``job`` and ``periodic`` declare background work,
``catalogue`` lists the declared events. ``tinhso.kernel.events.services.publish`` writes an event.

Deliveries run one handler each, exactly once in effect, in no promised order: a handler that depends on what came
before reads the records, not the order of events.
"""

from tinhso.kernel.events.declarations import EventRecord, Undeclared, catalogue, declare, subscribe
from tinhso.kernel.events.work import Job, job, periodic

__all__ = ["EventRecord", "Job", "Undeclared", "catalogue", "declare", "job", "periodic", "subscribe"]
