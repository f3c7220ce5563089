"""Adding up: dossiers that something happened to are drawn again, and the sums changed by the difference.

Triggers of the database note every dossier whose ledger, refusal or rating is new, in the transaction that writes
it, so no way of writing can be missed. One adder works at a time; drawing a dossier twice changes nothing.
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from tinhso.government.statistics.derive import Facts, buckets, half_month, marks
from tinhso.government.statistics.models import Closing, CountedDossier, LateSpell, Touched
from tinhso.government.statistics.reading import Read, read
from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.worktime.calculator import WorkCalendar
from tinhso.kernel.worktime.queries import current_calendar

BATCH = 2000
_LOCK = 7_310_551
"""The advisory lock of the adder."""

COUNTS = (
    "online", "direct", "before", "on_time", "late", "withdrawn", "stopped", "refused", "moved_in", "moved_out",
    "elapsed_minutes",
    "waited_minutes", "score_1", "score_2", "score_3", "score_4", "score_5",
)  # fmt: skip
_FACTS = (
    "unit_id", "unit_before_id", "moved_at", "field_id", "channel", "received_at", "ended_at", "ending", "timing",
    "refused_at", "score", "rated_at",
)  # fmt: skip
Tallies = dict[tuple[str, date, UUID, UUID], Counter[str]]
HeldTallies = dict[tuple[date, UUID, UUID, str, str], Counter[str]]


def roll_up(*, most: int | None = None) -> int:
    """Bring the sums up to date, in batches of their own transactions; return how many dossiers were drawn.

    ``most`` ends it after about as many, for callers that may not take long.
    """
    done = 0
    while most is None or done < most:
        drawn = _one_batch()
        if drawn is None:
            break
        done += drawn
    return done


def touch_all() -> int:
    """Note every dossier that the sums do not know, for what was written past the triggers; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO statistics_touched (dossier_id) SELECT id FROM procedures_dossier d WHERE NOT EXISTS"
            " (SELECT 1 FROM statistics_counteddossier c WHERE c.dossier_id = d.id)"
        )
        return int(cursor.rowcount)


@transaction.atomic
def _one_batch() -> int | None:
    """Draw one batch; return how many dossiers it had, or nothing when none waits."""
    hold_lock()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM statistics_touched WHERE id IN (SELECT id FROM statistics_touched ORDER BY id LIMIT %s)"
            " RETURNING dossier_id",
            [BATCH],
        )
        keys = list({row[0] for row in cursor.fetchall()})
    if not keys:
        return None
    _draw(keys)
    return len(keys)


def hold_lock() -> None:
    """Be the only one that adds up or closes until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def waiting() -> bool:
    """Tell whether something has happened that the sums do not know yet."""
    return Touched.objects.exists()


def _draw(keys: list[UUID]) -> None:
    standing = {
        row.dossier_id: row
        for row in CountedDossier.objects.filter(dossier_id__in=keys, until_closing=None).prefetch_related(
            "late_spells"
        )
    }
    last = Closing.objects.aggregate(sequence=Max("sequence"), ends_at=Max("ends_at"))
    closings: int = last["sequence"] or 0
    calendar = current_calendar()
    tallies: Tallies = {}
    held: HeldTallies = {}
    fresh: list[CountedDossier] = []
    spells: list[LateSpell] = []
    changed: list[CountedDossier] = []
    replaced: list[UUID] = []
    respelled: list[UUID] = []
    for item in read(keys):
        row = standing.get(item.id)
        before = _facts_of(row) if row else None
        if (not item.facts.counts and row is None) or before == item.facts:
            continue
        if row is not None and before is not None:
            _add(tallies, held, before, row, sign=-1)
        keeps = row is not None and not _stands_in_report(before, item.facts, last["ends_at"])
        counted = row if row is not None and keeps else CountedDossier(dossier_id=item.id, since_closing=closings)
        _fill(counted, item, calendar)
        if row is not None and not keeps:
            replaced.append(row.id)
        if counted is row:
            changed.append(counted)
            respelled.append(counted.id)
        else:
            fresh.append(counted)
        spells += [LateSpell(counted=counted, begins_at=begin, ends_at=end) for begin, end in item.facts.spells]
        _add(tallies, held, item.facts, counted, sign=1)
    CountedDossier.objects.filter(id__in=replaced).update(until_closing=closings)
    CountedDossier.objects.bulk_update(
        changed, [*(name.removesuffix("_id") for name in _FACTS), "held", "elapsed_minutes", "waited_minutes"],
        batch_size=500,
    )  # fmt: skip
    LateSpell.objects.filter(counted_id__in=respelled).delete()
    CountedDossier.objects.bulk_create(fresh, batch_size=1000)
    LateSpell.objects.bulk_create(spells, batch_size=1000)
    _write_tallies(tallies)
    _write_held(held)


def _facts_of(row: CountedDossier) -> Facts:
    """Return a row as the facts it was made of."""
    spells = sorted(((spell.begins_at, spell.ends_at) for spell in row.late_spells.all()), key=lambda spell: spell[0])
    return Facts(**{name: getattr(row, name) for name in _FACTS}, spells=tuple(spells))


def _stands_in_report(before: Facts | None, after: Facts, closed_until: datetime | None) -> bool:
    """Tell whether a closed report stands on what would change: then it keeps the row, and a new one is written."""
    if before is None or closed_until is None:
        return False
    return before.known_before(closed_until) != after.known_before(closed_until)


def _fill(counted: CountedDossier, item: Read, calendar: WorkCalendar) -> None:
    facts = item.facts
    for name in _FACTS:
        setattr(counted, name, getattr(facts, name))
    counted.held, counted.elapsed_minutes, counted.waited_minutes = [], 0, 0
    if facts.ended_at is not None:
        account = item.account(calendar, facts.ended_at)
        counted.held = [
            [str(hold.unit_id), hold.step, hold.name, hold.minutes, int(hold.late)] for hold in account.holds
        ]
        counted.elapsed_minutes, counted.waited_minutes = account.elapsed_minutes, account.waited_minutes
    if counted.id is None:
        counted.id = new_id()


def _add(tallies: Tallies, held: HeldTallies, facts: Facts, row: CountedDossier, *, sign: int) -> None:
    """Add what a dossier counts to the sums, or take it away again."""
    for day, unit_id, column, count in marks(facts, row.elapsed_minutes, row.waited_minutes):
        for grain, start in buckets(day):
            tallies.setdefault((grain.value, start, unit_id, facts.field_id), Counter())[column] += sign * count
    if facts.ended_at is None:
        return
    start = half_month(facts.ended_at.astimezone(VIETNAM).date())
    whole: dict[str, list[int]] = {}
    for unit, step, name, minutes, late in row.held:
        _add_held(held, (start, UUID(unit), facts.field_id, step, name), minutes, late, sign)
        sums = whole.setdefault(unit, [0, 0])
        sums[0], sums[1] = sums[0] + minutes, max(sums[1], late)
    # A unit that did several steps held the dossier once: its line without a step says how long in all.
    for unit, (minutes, late) in whole.items():
        _add_held(held, (start, UUID(unit), facts.field_id, "", ""), minutes, late, sign)


def _add_held(held: HeldTallies, key: tuple[date, UUID, UUID, str, str], minutes: int, late: int, sign: int) -> None:
    sums = held.setdefault(key, Counter())
    sums["dossiers"] += sign
    sums["minutes"] += sign * minutes
    sums["late"] += sign * late


def _write_tallies(tallies: Tallies) -> None:
    rows = [
        (*key, *(counts[name] for name in COUNTS))
        for key, counts in sorted(tallies.items(), key=lambda entry: str(entry[0]))
        if any(counts.values())
    ]
    _upsert("statistics_tally", ("grain", "start", "unit_id", "field_id"), COUNTS, rows)


def _write_held(held: HeldTallies) -> None:
    names = ("dossiers", "minutes", "late")
    rows = [
        (*key, *(counts[name] for name in names))
        for key, counts in sorted(held.items(), key=lambda entry: str(entry[0]))
        if any(counts.values())
    ]
    _upsert("statistics_heldtally", ("start", "unit_id", "field_id", "step", "name"), names, rows)


def _upsert(table: str, key: tuple[str, ...], counts: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Add counts to the sums of one table, in one statement: a sum that is not there begins at nothing."""
    columns = (*key, *counts)
    values = [dict(zip(columns, row, strict=True)) for row in rows]
    if not values:
        return
    names = ", ".join(columns)
    added = ", ".join(f"{name} = {table}.{name} + EXCLUDED.{name}" for name in counts)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"  # noqa: S608 - names of this module's own
            f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {added}",
            [json.dumps(values, default=str)],
        )
