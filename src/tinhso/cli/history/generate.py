"""Writing the year: people, then dossiers in batches, each batch one transaction."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import accumulate
from random import Random
from uuid import UUID

import click
from django.apps import apps
from django.db import connection, transaction
from PIL import Image, ImageDraw

from tinhso.cli.history.calendar import Arrivals
from tinhso.cli.history.lanes import lanes
from tinhso.cli.history.life import Lane, live
from tinhso.cli.history.names import full_name, personal_number
from tinhso.cli.history.rows import Batch, copy_rows
from tinhso.kernel.files import services as files
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import Person
from tinhso.kernel.identity.queries import assignments
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kits.procedures import permissions
from tinhso.kits.procedures.codes import make_code
from tinhso.kits.procedures.models import DailyNumber
from tinhso.kits.procedures.states import Channel

BATCH = 4000
DAYS = 365
DOSSIERS_OF_A_PERSON = 8
ONLINE_SHARE = 0.58
Applicant = tuple[UUID, str, str, str]


def generate(count: int, *, seed: int = 20260701, agency: OrganizationUnit | None = None, add_up: bool = True) -> int:
    """Write ``count`` dossiers of the last year, of every agency or of one, and return how many rows that took.

    The same seed draws the same year. Each batch is one transaction: stopped in the middle, what is there is whole.
    Without ``add_up`` the statistics know of it only when their job has run.
    """
    random = Random(seed)  # noqa: S311 - a demonstration, not a secret
    now = clock.now()
    calendar = current_calendar()
    today = clock.today()
    # Units of today have stood since the reform of 1 July 2025; before it there is nobody to have done the work.
    first = max(today - timedelta(days=DAYS), date(2025, 7, 1))
    arrivals = Arrivals(calendar, first, today)
    ways = [lane for lane in lanes(random) if agency is None or lane.agency.id == agency.id]
    sums = list(accumulate(lane.weight for lane in ways))
    people = _people(random, max(20, count // DOSSIERS_OF_A_PERSON))
    sample, officers = _sample_file(), _officers()
    total = len(people)
    with click.progressbar(length=count, label="Hồ sơ", show_pos=True) as bar:
        for begin in range(0, count, BATCH):
            size = min(BATCH, count - begin)
            plans = [_plan(random, arrivals, ways, sums, now) for _ in range(size)]
            plans.sort(key=lambda plan: plan[2])
            with transaction.atomic(), _own_references_trusted():
                codes = _codes([(lane.desk, at) for lane, _channel, at in plans])
                batch = Batch(sample, officers)
                for (lane, channel, at), code in zip(plans, codes, strict=True):
                    batch.add(live(lane, channel, at, now, calendar, random), code, random.choice(people))
                total += batch.write()
            bar.update(size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    if add_up:
        _add_up()
    return total


def _add_up() -> None:
    """Let the statistics count what was written past the triggers of the database."""
    if apps.is_installed("tinhso.government.statistics"):
        from tinhso.government.statistics.services import rolling

        rolling.touch_all()
        click.echo("» Cộng số liệu thống kê …")
        rolling.roll_up()


def _plan(
    random: Random, arrivals: Arrivals, ways: list[Lane], sums: list[float], now: datetime
) -> tuple[Lane, Channel, datetime]:
    lane = random.choices(ways, cum_weights=sums)[0]
    draw = random.random()
    if draw < ONLINE_SHARE:
        channel, at = Channel.ONLINE, arrivals.online(random)
    elif draw < 0.985:
        channel, at = Channel.COUNTER, arrivals.at_counter(random)
    else:
        channel, at = Channel.POST, arrivals.at_counter(random)
    return lane, channel, min(at, now)


def _codes(arrived: list[tuple[OrganizationUnit, datetime]]) -> list[str]:
    """Number the arrivals in order, on from what each unit has given on each day."""
    days = [(unit, at.astimezone(clock.VIETNAM).date()) for unit, at in arrived]
    wanted = Counter((unit.id, day) for unit, day in days)
    last = dict.fromkeys(wanted, 0)
    standing = DailyNumber.objects.filter(
        unit_id__in={unit_id for unit_id, _day in wanted}, day__in={day for _unit_id, day in wanted}
    )
    last |= {(row.unit_id, row.day): row.last for row in standing.select_for_update()}
    codes = []
    for unit, day in days:
        last[unit.id, day] += 1
        codes.append(make_code(unit.identifier, day, last[unit.id, day]))
    DailyNumber.objects.bulk_create(
        [DailyNumber(unit_id=unit_id, day=day, last=last[unit_id, day]) for unit_id, day in wanted],
        update_conflicts=True,
        unique_fields=["unit", "day"],
        update_fields=["last"],
        batch_size=5000,
    )
    return codes


@contextmanager
def _own_references_trusted() -> Iterator[None]:
    """Let COPY skip the check of references that the generator made itself, where the server allows it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            yield
            return
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def _people(random: Random, count: int) -> list[Applicant]:
    now = clock.now()
    people: list[Applicant] = []
    rows = []
    for _ in range(count):
        sex = random.choice(("male", "female"))
        year = random.randint(1948, 2006)
        name, number = full_name(random, sex), personal_number(random, sex, year)
        key, phone = new_id(), f"+849{random.randrange(10**8):08d}"
        people.append((key, name, number, phone))
        rows.append(
            {
                "id": key, "created_at": now, "full_name": name, "folded": fold(name), "personal_number": number,
                "birth_year": year, "birth_month": None, "birth_day": None, "sex": sex, "phone": phone, "email": "",
                "address": "", "area_id": None,
            }
        )  # fmt: skip
    table = connection.ops.quote_name(Person._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        # Invented people have no history of their own, and its trigger would take longer than all the rest.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        copy_rows(Person, rows)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return people


def _sample_file() -> UUID:
    """Store the one page that stands for every scan of the history; it says what it is."""
    page = Image.new("RGB", (620, 877), "white")
    ImageDraw.Draw(page).text((60, 60), "GIAY TO MAU - DU LIEU TRINH DIEN", fill="black")
    content = BytesIO()
    page.save(content, "PDF")
    return files.store(content.getvalue(), "giay-to-mau.pdf", actor=SYSTEM).id


def _officers() -> dict[tuple[UUID, str], tuple[UUID, str]]:
    """Return, for each unit and right, one officer who holds it there."""
    found: dict[tuple[UUID, str], tuple[UUID, str]] = {}
    rights = {permissions.RECEIVE, permissions.HAND_OVER, *permissions.STEP_PERMISSIONS.values()}
    for held in assignments():
        for right in rights & set(held.role.permissions):
            found.setdefault((held.unit_id, right), (held.account_id, held.account.person.full_name))
    return found
