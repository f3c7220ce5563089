"""The rules of the kit as pure functions: who follows whom, what is owed, what is missing.

Services, the history generator and the doctor all ask here, so that there is one answer.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.worktime.calculator import Term
from tinhso.kits.procedures.definition import Asking, Definition, Part, TermCase, all_hold
from tinhso.kits.procedures.states import Status

MINUTES_PER_HOUR = 60
MINUTES_PER_WORKING_DAY = 8 * MINUTES_PER_HOUR
"""Terms are kept in hours; one working day is eight."""

FOLLOWERS: dict[Status, frozenset[Status]] = {
    Status.SUBMITTED: frozenset(
        {Status.RECEIVED, Status.PROCESSING, Status.REFUSED, Status.SUPPLEMENT, Status.WITHDRAWN, Status.STOPPED}
    ),
    Status.RECEIVED: frozenset(
        {Status.PROCESSING, Status.SUPPLEMENT, Status.PAYMENT, Status.WITHDRAWN, Status.STOPPED}
    ),
    Status.PROCESSING: frozenset(
        {
            Status.PROCESSING,
            Status.SUPPLEMENT,
            Status.PAYMENT,
            Status.WITHDRAWN,
            Status.STOPPED,
            Status.FINISHED,
        }
    ),
    Status.SUPPLEMENT: frozenset(
        {Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING, Status.WITHDRAWN, Status.STOPPED}
    ),
    Status.PAYMENT: frozenset({Status.PROCESSING, Status.WITHDRAWN, Status.STOPPED}),
    Status.FINISHED: frozenset({Status.HANDED_OVER}),
    Status.REFUSED: frozenset(),
    Status.WITHDRAWN: frozenset(),
    Status.STOPPED: frozenset(),
    Status.HANDED_OVER: frozenset(),
}
"""Which status may follow which; the exchanged codes 1–10 and our reading of their order."""


def check_follows(before: int, after: int) -> None:
    """Raise ``Refused`` when status ``after`` may not follow ``before``."""
    if Status(after) not in FOLLOWERS[Status(before)]:
        raise Refused(
            _("Hồ sơ đang ở trạng thái “{before}” nên không thể chuyển sang “{after}”.").format(
                before=Status(before).label, after=Status(after).label
            ),
            code="wrong-status",
        )


def term_of(case: TermCase) -> Term:
    """Return the term of a case in the calendar's measure."""
    return Term(
        working_minutes=(case.working_days or 0) * MINUTES_PER_WORKING_DAY
        + (case.working_hours or 0) * MINUTES_PER_HOUR,
        calendar_days=case.calendar_days or 0,
        same_day=case.same_day,
    )


def fees_for(definition: Definition, answers: Mapping[str, Any], channel: str) -> list[dict[str, Any]]:
    """Return what the application owes, each with its amount in đồng, the case and the legal basis."""
    owed: list[dict[str, Any]] = []
    for fee in definition.fees:
        for case in fee.cases:
            if all_hold(case.when, answers) and (not case.channels or channel in case.channels):
                owed.append(
                    {
                        "code": fee.code,
                        "name": fee.name,
                        "kind": fee.kind,
                        "case": case.label,
                        "amount": case.amount,
                        "basis": fee.basis,
                        # Only what waits for the money says when: a fee without it is paid at any time.
                        **({} if fee.due == "any_time" else {"due": fee.due, "step": fee.step}),
                    }
                )
                break
    return owed


def missing_parts(definition: Asking, answers: Mapping[str, Any], given: Iterable[str]) -> list[Part]:
    """Return the required parts that the answers call for and that are not among the codes ``given``."""
    have = set(given)
    return [
        part for part in definition.parts_for(answers) if part.required and not part.to_show and part.code not in have
    ]
