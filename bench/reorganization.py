"""``python -m bench.reorganization``: the plan of 1 July 2025 on a province as it was before.

Officials, open dossiers with their steps and items of work, and records are laid at random over the districts, the
communes and their divisions; then: dry run, run killed with SIGKILL in the middle and gone on with, undone (killed
too), run again. Sums before and after must agree, and nothing may be doubled; else it ends with an error.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import click

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
PLAN = "thanh-hoa:2025-07-01"
LAST_DAY = date(2025, 6, 30)

# Records as a register keeps them: the unit, an index by it, and a history by a trigger of the statement.
RECORDS = """
CREATE TABLE bench_record (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), unit_id uuid NOT NULL REFERENCES organizations_organizationunit (id),
  area_id uuid, name text NOT NULL, status text NOT NULL DEFAULT 'in_force'
);
CREATE TABLE bench_record_event (
  event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(),
  row_id uuid NOT NULL, unit_id uuid, area_id uuid, name text, status text
);
CREATE FUNCTION bench_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO bench_record_event (row_id, unit_id, area_id, name, status)
  SELECT id, unit_id, area_id, name, status FROM fresh; RETURN NULL; END $$;
"""
TRIGGER = """
CREATE INDEX bench_record_unit ON bench_record (unit_id);
CREATE TRIGGER bench_history AFTER UPDATE ON bench_record REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION bench_keep();
"""
UNITS = """
CREATE TEMP TABLE place AS
SELECT row_number() OVER (ORDER BY u.id) - 1 AS n, u.id, u.area_id,
       COALESCE((SELECT d.id FROM organizations_organizationunit d WHERE d.parent_id = u.id AND d.kind = 'one_stop'
                 AND d.valid_to IS NULL LIMIT 1), u.id) AS desk,
       COALESCE((SELECT d.id FROM organizations_organizationunit d WHERE d.parent_id = u.id AND d.kind = 'division'
                 AND d.valid_to IS NULL LIMIT 1), u.id) AS office
FROM organizations_organizationunit u WHERE u.valid_to IS NULL AND u.kind IN ('district', 'commune');
CREATE UNIQUE INDEX ON place (n);
CREATE TEMP TABLE anywhere AS
SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM organizations_organizationunit
WHERE valid_to IS NULL AND tier IN ('district', 'commune');
CREATE UNIQUE INDEX ON anywhere (n);
"""
PEOPLE = """
INSERT INTO identity_person (id, created_at, full_name, folded, personal_number, sex, phone, email, address)
SELECT gen_random_uuid(), now(), 'Cán bộ ' || i, 'can bo ' || i, lpad(i::text, 12, '0'), '', '', '', ''
FROM generate_series(1, %(officials)s) i;
INSERT INTO identity_account (id, username, kind, person_id, is_active, created_at, must_change_password, session_epoch,
                              password)
SELECT gen_random_uuid(), 'cb' || personal_number, 'official', id, TRUE, now(), FALSE, 0, '!' FROM identity_person;
INSERT INTO identity_roleassignment (id, created_at, valid_from, position, account_id, role_id, unit_id)
SELECT gen_random_uuid(), now(), '2021-01-01', CASE WHEN a.n %% 150 = 0 THEN 'Chủ tịch' ELSE 'Chuyên viên' END,
       a.id, %(role)s, p.id
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM identity_account) a
JOIN anywhere p ON p.n = a.n %% (SELECT count(*) FROM anywhere);
"""
DOSSIERS = """
INSERT INTO procedures_dossier (id, created_at, code, version_id, procedure_id, person_id, applicant_name, applicant,
  answers, delivery, channel, reception_unit_id, agency_id, area_id, status, term, fees, submitted_at, received_at,
  holder_unit_id, revision, last_actor, supplements, folded)
SELECT gen_random_uuid(), now(), '000.00.00.H56-250601-' || lpad(i::text, 7, '0'), %(version)s, %(procedure)s,
  (SELECT id FROM identity_person LIMIT 1), 'Nguyễn Văn ' || i, '{}', '{}', '{}', 'online', p.desk, p.id, p.area_id, 4,
  '{}', '[]', '2025-06-01', '2025-06-01', p.office, 2, '', 0, 'nguyen van ' || i
FROM generate_series(1, %(dossiers)s) i JOIN place p ON p.n = (i::bigint * 7919) %% (SELECT count(*) FROM place);
INSERT INTO procedures_dossierstep (id, created_at, dossier_id, position, code, name, kind, state, unit_id,
  first_opened_at, opened_at, note)
SELECT gen_random_uuid(), now(), id, 1, 'tham-dinh', 'Thẩm định', 'do', 'open', holder_unit_id, '2025-06-02',
  '2025-06-02', '' FROM procedures_dossier;
INSERT INTO procedures_dossierunit (dossier_id, unit_id, submitted_at)
SELECT DISTINCT d.id, u.unit, d.submitted_at FROM procedures_dossier d
CROSS JOIN LATERAL (VALUES (agency_id), (reception_unit_id), (holder_unit_id)) u (unit);
INSERT INTO procedures_clockevent (id, created_at, dossier_id, position, kind, at, reason, basis, term, due_after)
SELECT gen_random_uuid(), now(), id, 1, 'start', '2025-06-01', '', '', '{}', '2025-07-20' FROM procedures_dossier;
INSERT INTO inbox_workitem (id, created_at, kind, subject_id, slot, unit_id, permission, title, detail, priority,
  due_sort, opened_at)
SELECT gen_random_uuid(), now(), 'procedures.step', id, '', holder_unit_id, 'procedures.process', 'Thẩm định', '', 0,
  '9999-12-31', now() FROM procedures_dossier;
"""
FILL = """
INSERT INTO bench_record (unit_id, area_id, name)
SELECT p.id, p.area_id, 'Bản ghi ' || i FROM generate_series(1, %(records)s) i
JOIN place p ON p.n = (i::bigint * 104729) %% (SELECT count(*) FROM place);
"""
SUMS = {
    "officials with a role in force": "SELECT count(DISTINCT a.account_id) FROM identity_roleassignment a"
    " JOIN organizations_organizationunit u ON u.id = a.unit_id"
    " WHERE (a.valid_to IS NULL OR a.valid_to >= CURRENT_DATE)"
    " AND (u.valid_to IS NULL OR u.valid_to >= CURRENT_DATE)",
    "roles in force": "SELECT count(*) FROM identity_roleassignment WHERE valid_to IS NULL",
    "open dossiers": "SELECT count(*) FROM procedures_dossier",
    "open dossiers whose agency, desk and holder stand": "SELECT count(*) FROM procedures_dossier d"
    " JOIN organizations_organizationunit a ON a.id = d.agency_id"
    " JOIN organizations_organizationunit r ON r.id = d.reception_unit_id"
    " JOIN organizations_organizationunit h ON h.id = d.holder_unit_id"
    " WHERE COALESCE(a.valid_to, r.valid_to, h.valid_to) IS NULL",
    "open steps at standing units": "SELECT count(*) FROM procedures_dossierstep s"
    " JOIN organizations_organizationunit u ON u.id = s.unit_id WHERE u.valid_to IS NULL",
    "open items at standing units": "SELECT count(*) FROM inbox_workitem s"
    " JOIN organizations_organizationunit u ON u.id = s.unit_id WHERE u.valid_to IS NULL AND closed_at IS NULL",
    "records at standing units": "SELECT count(*) FROM bench_record s"
    " JOIN organizations_organizationunit u ON u.id = s.unit_id WHERE u.valid_to IS NULL",
}


@click.command()
@click.option("--officials", default=84_505, show_default=True)
@click.option("--dossiers", default=100_000, show_default=True)
@click.option("--records", default=1_000_000, show_default=True)
@click.option("--go-on", hidden=True, help="Carry the run that is under way on; used by the bench itself.")
def main(officials: int, dossiers: int, records: int, go_on: str | None) -> None:
    """Reorganise a province as large as Thanh Hoá."""
    import django

    django.setup()
    from tinhso.kernel.reorganization import services

    _register()
    if go_on:
        from uuid import UUID

        services.go_on(UUID(go_on))
        return
    with timed("the province before 1 July 2025"):
        _province(officials, dossiers, records)
    _measure()


def _register() -> None:
    """Make the bench's table a kind of thing that moves."""
    from django.db import models

    from tinhso.kernel.foundation.ids import new_id
    from tinhso.kernel.organizations.models import OrganizationUnit
    from tinhso.kernel.organizations.moving import Column, Group, register

    class BenchRecord(models.Model):
        """A row of the bench's register."""

        id = models.UUIDField(primary_key=True, default=new_id)
        unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "reorganization"
            managed = False
            db_table = "bench_record"

        def __str__(self) -> str:
            return str(self.pk)

    register(Column("bench.records", "Bản ghi đo", Group.RECORDS, BenchRecord, area="t.area_id"))


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Write how long something took by the clock on the wall."""
    began = time.monotonic()
    yield
    click.echo(f"{what}: {time.monotonic() - began:.1f} s")


def _province(officials: int, dossiers: int, records: int) -> None:
    from django.db import connection

    from bench.province import create_database
    from tinhso.cli.loading.pack import Pack
    from tinhso.cli.loading.roles import load_roles
    from tinhso.kernel.identity import services as identity
    from tinhso.kernel.identity.actor import SYSTEM
    from tinhso.kits.procedures.models import Procedure
    from tinhso.kits.procedures.services import publishing
    from tinhso.kits.procedures.tests.world import definition

    create_database()
    units = _units_before(Pack.named("thanh-hoa"))
    load_roles(Pack.named("thanh-hoa"))
    role = identity.load_roles([{"code": "can-bo", "name": "Cán bộ", "permissions": ["procedures.process"]}])[0]
    publishing.load_fields([{"code": "tu-phap", "name": "Tư pháp"}])
    version = publishing.load_definition(
        definition(), valid_from=date(2025, 1, 1), decision="QĐ 1/QĐ-UBND", actor=SYSTEM
    )
    values = {
        "officials": officials, "dossiers": dossiers, "records": records, "role": role.pk, "version": version.pk,
        "procedure": Procedure.objects.get().pk,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(RECORDS)
        for statements in (UNITS, PEOPLE, DOSSIERS, FILL):
            for statement in filter(str.strip, statements.split(";\n")):
                cursor.execute(statement, values if "%" in statement else None)
        cursor.execute(TRIGGER)
        cursor.execute("ANALYZE")
    click.echo(f"{units} units, {officials:,} officials, {dossiers:,} open dossiers, {records:,} records")


def _units_before(pack: Any) -> int:
    """Lay the pack's units as they stood on 30 June 2025, with divisions below districts and communes."""
    from tinhso.cli.loading.areas import Areas
    from tinhso.cli.loading.units import Units
    from tinhso.kernel.areas import services as areas
    from tinhso.kernel.organizations import services as organizations
    from tinhso.kernel.organizations.models import UnitKind
    from tinhso.kernel.organizations.services import build_unit

    lands = Areas(pack)
    tree = Units(pack, lands)
    standing = [area for area in lands.all if area.valid_from <= LAST_DAY]
    units = [unit for unit in tree.all if unit.valid_from <= LAST_DAY]
    for thing in [*standing, *units]:
        if thing.valid_to == LAST_DAY:
            thing.valid_to = None
    below = []
    for unit in units:
        if unit.kind in (UnitKind.DISTRICT, UnitKind.COMMUNE) and unit.valid_to is None:
            rows = [("81", "Văn phòng", "division"), ("94", "Bộ phận một cửa", "one_stop")]
            if unit.kind == UnitKind.DISTRICT:
                rows += [("82", "Phòng Tư pháp", "division"), ("83", "Phòng Kinh tế", "division")]
            below += [
                build_unit(
                    parent=unit, identifier=f"{unit.identifier}.{group}", name=name, kind=kind, tier=unit.tier,
                    area=unit.area, valid_from=unit.valid_from,
                )
                for group, name, kind in rows
            ]  # fmt: skip
    known = {unit.pk for unit in units}
    areas.load(standing, [])
    steps = [step for step in tree.successions if step.predecessor_id in known and step.successor_id in known]
    organizations.load_units([*units, *below], steps)
    return len(units) + len(below)


def sums() -> dict[str, int]:
    """Return what must be the same before and after."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for name, statement in SUMS.items():
            cursor.execute(statement)
            found[name] = int(cursor.fetchone()[0])
    return found


def _measure() -> None:
    from tinhso.cli.reorganize import _text, tell
    from tinhso.kernel.identity.actor import SYSTEM
    from tinhso.kernel.reorganization import services
    from tinhso.kernel.reorganization.models import Run
    from tinhso.kernel.reorganization.preview import preview
    from tinhso.kernel.reorganization.reader import read_plan

    text = _text(PLAN).replace("two_heads: decide", "two_heads: keep")
    plan = services.save_plan(SYSTEM, text)
    before = sums()
    click.echo(f"before: {before}")
    with timed("dry run, undecided heads counted"):
        found = preview(read_plan(_text(PLAN)))
    click.echo(f"  two heads to decide at {len(found.conflicts)} places")
    with timed("dry run"):
        found = preview(read_plan(text))
    tell(found)

    def killed(run: Run, done: Callable[[Run], int], name: str) -> Run:
        child = subprocess.Popen([sys.executable, "-m", "bench.reorganization", "--go-on", str(run.pk)])
        while child.poll() is None:
            run.refresh_from_db()
            if done(run) > run.total * 2 // 5:
                child.send_signal(signal.SIGKILL)
                break
            time.sleep(0.05)
        child.wait()
        run.refresh_from_db()
        click.echo(f"  {name} killed at step {run.position}, {done(run):,} of {run.total:,} rows")
        run = services.go_on(run.pk)
        click.echo(f"  gone on to step {run.position}")
        return run

    with timed("run, killed and gone on with"):
        run = killed(services.start(SYSTEM, plan, background=False), lambda r: r.done, "run")
    _agree("run", run, before)
    with timed("undo, killed and gone on with"):
        run = killed(services.undo(SYSTEM, run, reason="Đo", background=False), lambda r: r.back, "undo")
    _agree("undo", run, before)
    with timed("run again, whole"):
        run = services.go_on(services.start(SYSTEM, plan, background=False).pk)
    _agree("run again", run, before)


def _agree(what: str, run: Any, before: dict[str, int]) -> None:
    """End with an error when a sum differs."""
    after = sums()
    click.echo(
        f"  after the {what}: {after}; moved {run.done:,}, back {run.back:,}, left {run.report.get('left')},"
        f" stayed {run.report.get('stayed', 0)}"
    )
    if after != before:
        raise click.ClickException(f"{what}: the sums differ")


if __name__ == "__main__":
    main()
