"""“Ai giữ bao lâu” on a dossier's pages: what each unit held, in working time, without what waited for others."""

from datetime import datetime
from typing import Any

from tinhso.government.statistics.held import duration
from tinhso.government.statistics.holding import Run, Wait, account_for
from tinhso.government.statistics.reading import Asked, waits_of
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.worktime.calculator import UnknownYear
from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kits.procedures import panels
from tinhso.kits.procedures.models import ClockEvent, Dossier, DossierLogEntry, DossierStep
from tinhso.kits.procedures.queries import opinions_of
from tinhso.kits.procedures.states import Status


def context(_actor: Actor, dossier: Dossier) -> dict[str, Any] | None:
    """Return what the panel shows; nothing for a dossier that was refused, or in years that no calendar knows."""
    if dossier.status == Status.REFUSED:
        return None
    until = dossier.finished_at or clock.now()
    steps = _steps(dossier)
    turns = _turns(dossier)
    consulted = any(step.kind == "consult" for step in steps) or any(act == "consult" for _at, _after, act in turns)
    opinions = opinions_of(dossier) if consulted else []
    asked = Asked()
    for opinion in opinions:
        asked.add(opinion)
    try:
        account = account_for(
            current_calendar(),
            desk_id=dossier.reception_unit_id,
            submitted_at=dossier.submitted_at,
            received_at=dossier.received_at,
            runs=[*(_run(step, asked) for step in steps), *asked.runs_of(dossier.id)],
            waits=_waits(dossier, [(at, after) for at, after, _act in turns]),
            until=until,
        )
    except UnknownYear:
        return None
    names = {step.unit_id: step.unit for step in steps} | {dossier.reception_unit_id: dossier.reception_unit}
    names |= {opinion.unit_id: opinion.unit for opinion in opinions}
    missing = {hold.unit_id for hold in account.holds} - names.keys()
    if missing:
        names |= OrganizationUnit.objects.in_bulk(missing)
    longest = max([hold.minutes for hold in account.holds] + [account.waited_minutes], default=0) or 1
    return {
        "holds": [
            {
                "hold": hold,
                "unit": names[hold.unit_id].name,
                "words": duration(hold.minutes),
                "width": max(2, round(1000 * hold.minutes / longest)),
                "tone": "danger" if hold.late else "progress" if hold.running else "success",
            }
            for hold in account.holds
        ],
        "waited": duration(account.waited_minutes) if account.waited_minutes else "",
        "waited_width": max(2, round(1000 * account.waited_minutes / longest)),
        "worked": duration(max(0, account.elapsed_minutes - account.waited_minutes)),
        "ended": dossier.finished_at is not None,
    }


def _steps(dossier: Dossier) -> list[DossierStep]:
    """Return the runs of steps with their units; a page that has read them already is not read again."""
    if _read(dossier, "steps"):
        return list(dossier.steps.all())
    return list(DossierStep.objects.filter(dossier=dossier).select_related("unit").order_by("opened_at", "position"))


def _run(step: DossierStep, asked: Asked) -> Run:
    return Run(
        step.unit_id, step.code, step.name, step.kind, step.opened_at, step.closed_at, step.due_at, asked.away(step.id)
    )


def _turns(dossier: Dossier) -> list[tuple[datetime, int, str]]:
    """Return the lines of the story: when, the status after it, the act."""
    if _read(dossier, "log"):
        return [(line.at, line.status_after, line.act) for line in dossier.log.all()]
    rows = DossierLogEntry.objects.filter(dossier=dossier).order_by("at", "id")
    return list(rows.values_list("at", "status_after", "act"))


def _waits(dossier: Dossier, turns: list[tuple[datetime, int]]) -> list[Wait]:
    """Return the times in which the dossier waited, from its story and its ledger."""
    lines = getattr(dossier, "clock", None)
    if lines is None and _read(dossier, "clock_events"):
        lines = dossier.clock_events.all()
    elif lines is None:
        lines = ClockEvent.objects.filter(dossier=dossier).order_by("position")
    return waits_of(turns, [(line.kind, line.at, str(line.term.get("cause", ""))) for line in lines])


def _read(dossier: Dossier, name: str) -> bool:
    """Tell whether the page has read these lines of the dossier already."""
    return name in getattr(dossier, "_prefetched_objects_cache", {})


panels.register(
    panels.DossierPanel(
        code="statistics.held",
        places=frozenset({panels.OFFICER, panels.CITIZEN, panels.PUBLIC}),
        template="statistics/held_panel.html",
        context=context,
        order=50,
    )
)
