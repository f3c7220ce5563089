"""One step of a run, forward or back, within the caller's transaction."""

from uuid import UUID

from tinhso.kernel.foundation import clock
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.moving import Batch, Group, Moving
from tinhso.kernel.organizations.moving import kinds as all_kinds
from tinhso.kernel.reorganization import changing
from tinhso.kernel.reorganization.ground import survey
from tinhso.kernel.reorganization.mapping import lay
from tinhso.kernel.reorganization.models import Change, Mapping, Run, RunState
from tinhso.kernel.reorganization.preview import moving_kinds, totals
from tinhso.kernel.reorganization.reader import read_plan

SIZE = 20_000
"""At most so many rows move in one step: one transaction."""
CHUNK = 256
"""So many of the units that rows leave are looked at in one step."""
SWEEPS = 2
"""How often what came in meanwhile is swept up before the rest is only told of."""
TREE, SWEEP, ROWS, FOLLOW = "tree", "sweep", "rows", "follow"
_TREE_KINDS = (changing.UNITS, changing.AREAS, changing.UNIT_HEIRS, changing.AREA_HEIRS)


def forward(run: Run) -> None:
    """Do the next step of carrying out."""
    if not run.stage:
        _tree(run)
    elif run.stage == SWEEP:
        _sweep(run)
    else:
        _rows(run)


def _tree(run: Run) -> None:
    """Change the tree of units, and lay down where everything goes."""
    plan = read_plan(run.plan.text)
    ground = survey(plan)
    made = changing.Changing(run, ground).apply()
    lay(run, ground, made)
    run.report["before"] = totals(_concerned(run), plan)
    leaving = totals(_leaving(run), plan)
    run.total = sum(leaving.values())
    run.stage, run.place = _first(), 0


def _first() -> str:
    found = moving_kinds()
    return found[0].code if found else SWEEP


def _leaving(run: Run) -> list[UUID]:
    """The units that rows leave, in a fixed order."""
    rows = Mapping.objects.filter(run=run, area=None).order_by("predecessor_id")
    return list(rows.values_list("predecessor_id", flat=True))


def _concerned(run: Run) -> set[UUID]:
    """All units that rows leave or come to."""
    found: set[UUID] = set()
    for row in Mapping.objects.filter(run=run).values_list("predecessor_id", "successor_id", "desk_id", "heir_id"):
        found.update(row)
    return found


def _rows(run: Run) -> None:
    """Move one batch of one kind, or go on to the next kind."""
    every = moving_kinds()
    leaving = _leaving(run)
    day = run.plan.effective_on
    moved = 0
    # What moves nothing takes no step of its own.
    while run.stage != SWEEP and not moved:
        kind = next((kind for kind in every if kind.code == run.stage), None)
        if kind is None or run.place >= len(leaving) or (run.place == 0 and not kind.count(leaving, day)):
            run.stage, run.place = _next(every, kind), 0
            continue
        units = leaving[run.place : run.place + CHUNK]
        moved = kind.move(Batch(run.pk, run.position, units, day, SIZE))
        run.done += moved
        if moved < SIZE:
            run.place += CHUNK


def _next(every: list[Moving], kind: Moving | None) -> str:
    """Return the code of the kind after ``kind``; after the last the sweep."""
    later = [other.code for other in every if kind is not None and (other.order, other.code) > (kind.order, kind.code)]
    return later[0] if later else SWEEP


def _sweep(run: Run) -> None:
    """See whether something came to the old units meanwhile: once more then, and in the end the sums."""
    plan = read_plan(run.plan.text)
    found = totals(_leaving(run), plan)
    left = {kind.code: found[kind.code] for kind in moving_kinds() if kind.keeps_count and found[kind.code]}
    sweeps = int(run.report.get("sweeps", 0))
    if left and sweeps < SWEEPS and run.report.get("left") != left:
        run.report["sweeps"], run.report["left"] = sweeps + 1, left
        run.stage, run.place = _first(), 0
        return
    run.report["left"] = left
    run.report["after"] = totals(_concerned(run), plan)
    run.state, run.stage, run.finished_at = RunState.DONE, "", clock.now()


def back(run: Run) -> None:
    """Do the next step of undoing: rows in the order opposite to that in which they moved, the tree last."""
    if run.stage in ("", ROWS):
        _rows_back(run)
    elif run.stage == FOLLOW:
        for kind in all_kinds():
            run.back += kind.follow(run.pk)
        run.stage = TREE
    else:
        _tree_back(run)


def _rows_back(run: Run) -> None:
    lines = list(
        Change.objects.filter(run=run, undone=False)
        .exclude(kind__in=_TREE_KINDS)
        .order_by("-id")
        .values_list("id", "kind", "row_ids__len", "row_numbers__len")[:500]
    )
    if not lines:
        run.stage = FOLLOW
        return
    run.stage = ROWS
    taken: list[int] = []
    rows = 0
    for key, kind, ids, numbers in lines:
        if kind != lines[0][1] or (taken and rows + (ids or numbers or 0) > SIZE):
            break
        taken.append(key)
        rows += ids or numbers or 0
    kinds = {kind.code: kind for kind in all_kinds()}
    came = kinds[lines[0][1]].undo(run.pk, taken) if lines[0][1] in kinds else 0
    Change.objects.filter(id__in=taken).update(undone=True)
    run.back += came
    stayed = run.report.setdefault("stayed_by_kind", {})
    if rows > came:
        stayed[lines[0][1]] = stayed.get(lines[0][1], 0) + rows - came
        run.report["stayed"] = run.report.get("stayed", 0) + rows - came


def _tree_back(run: Run) -> None:
    """Let the old units stand again; a new one that got work of its own goes on beside them, and is told of."""
    plan = read_plan(run.plan.text)
    begun = [
        key
        for change in run.changes.filter(kind=changing.UNITS, action="begun", undone=False)
        for key in change.row_ids or []
    ]
    _renamed_back(run)
    keep = _with_work(run, begun)
    changing.void_begun(run, keep)
    changing.restore_ended(run)
    changing.forget_successions(run)
    run.report["standing_on"] = [str(key) for key in sorted(keep)]
    run.report["after_undo"] = totals(_concerned(run), plan)
    Change.objects.filter(run=run).update(undone=True)
    run.state, run.stage, run.undone_at = RunState.UNDONE, "", clock.now()


def _renamed_back(run: Run) -> None:
    """A unit that only had its name changed is the same unit: what came to the new name goes back to the old one."""
    pairs = [
        row
        for row in Mapping.objects.filter(run=run, area=None).select_related("predecessor", "successor")
        if row.predecessor.identifier == row.successor.identifier and row.predecessor_id != row.successor_id
    ]
    known = set(Mapping.objects.filter(run=run).values_list("predecessor_id", flat=True))
    reverse = {}
    for row in pairs:
        if row.successor_id not in known and row.successor_id not in reverse:
            reverse[row.successor_id] = Mapping(
                run=run,
                predecessor=row.successor,
                successor=row.predecessor,
                desk=row.predecessor,
                heir=row.predecessor,
                continues=True,
            )
    Mapping.objects.bulk_create(reverse.values())
    if not reverse:
        return
    for kind in moving_kinds():
        while kind.move(Batch(run.pk, run.position, list(reverse), run.plan.effective_on, SIZE)) >= SIZE:
            pass
    Change.objects.filter(run=run).exclude(kind__in=_TREE_KINDS).update(undone=True)


def _with_work(run: Run, begun: list[UUID]) -> set[UUID]:
    """Return those of the new units on which something hangs still, with those above and below them."""
    if not begun:
        return set()
    busy: set[UUID] = set()
    for kind in moving_kinds():
        if kind.group != Group.NUMBERING:
            busy |= {unit for unit, count in kind.count(begun, run.plan.effective_on).items() if count}
    if not busy:
        return set()
    rows = {row.pk: row for row in _units(begun)}
    paths = [rows[key].path for key in busy]
    return {
        key
        for key, row in rows.items()
        if any(path.startswith(row.path) or row.path.startswith(path) for path in paths)
    }


def _units(keys: list[UUID]) -> list[OrganizationUnit]:
    return list(OrganizationUnit.objects.filter(pk__in=keys).only("id", "path"))
