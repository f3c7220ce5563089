"""Taking a file in, and saying what its columns are."""

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit.services import record
from tinhso.kernel.files import services as files
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.imports import audit_events as happened
from tinhso.kits.registers.imports import headers, permissions, queries, spool
from tinhso.kits.registers.imports.keys import key_words, usable_keys
from tinhso.kits.registers.imports.matching import fillable, plain
from tinhso.kits.registers.imports.models import AlikeRow, ColumnMemory, ImportFault, ImportRun, ValueMemory
from tinhso.kits.registers.imports.services import planning
from tinhso.kits.registers.imports.sources import Source, Unreadable
from tinhso.kits.registers.imports.sources.encodings import ENCODINGS, disguise_of
from tinhso.kits.registers.imports.sources.table import ACCEPTED
from tinhso.kits.registers.imports.sources.text_files import DELIMITERS, TextTable
from tinhso.kits.registers.imports.states import State

MATCHABLE = (State.MATCHING, State.CHECKED, State.FAILED)


def store(actor: Actor, content: bytes | BinaryIO, name: str) -> StoredFile:
    """Store a file to be imported; raise ``Invalid`` for one that is no table."""
    return files.store(content, name, actor=actor, accept=ACCEPTED)


def claim(actor: Actor, upload: str) -> StoredFile:
    """Take over a finished resumable upload; raise ``Invalid`` for one that is no table."""
    return files.claim_upload(upload, actor, accept=ACCEPTED)


@transaction.atomic
def begin(
    actor: Actor, definition: Definition, file: StoredFile, *, unit: OrganizationUnit, source: str = ""
) -> ImportRun:
    """Begin an import: find the headings and match them as far as they are known; return it.

    ``unit`` is the unit of the rows when no column names it; ``source`` is where the file comes from: what is chosen
    for it is remembered. Raise ``Forbidden``, or ``Unreadable`` for a file that is no table.
    """
    actor.demand(permissions.IMPORT, unit)
    actor.demand(definition.rights.add, unit)
    run = ImportRun(
        register=definition.code,
        unit=unit,
        account_id=actor.account_id,
        actor_name=actor.name[:120],
        source=" ".join(source.split())[:120],
        file=file,
    )
    opened = queries.opened(run)
    visible = [place for place, sheet in enumerate(opened.sheets) if not sheet.hidden]
    run.sheet = next(iter(visible), 0)
    _read_headings(run, definition, opened)
    run.value_map = queries.remembered_values(run.register, run.source)
    run.save(force_insert=True)
    record(
        actor, happened.BEGUN, subject_kind="registers_imports.run", subject_id=run.pk, subject_label=str(run),
        unit_id=unit.pk, register=run.register, file=file.name,
    )  # fmt: skip
    return run


def _read_headings(run: ImportRun, definition: Definition, opened: Source, row: int = 0) -> None:
    """Set the headings: of the row that is given, else of the one that is most like headings."""
    if not opened.sheets:
        raise Unreadable(_("Tệp không có trang tính nào."))
    matcher = queries.matcher_for(definition, run.source)
    top = queries.read_top(opened, run.sheet)
    if not top:
        raise Unreadable(_("Trang tính được chọn không có dòng nào. Hãy chọn trang khác hoặc xem lại tệp."))
    disguise = _disguise(opened, top)
    if disguise:
        raise Unreadable(
            _(
                "Bảng tính được gõ bằng phông %(font)s cũ nên chữ tiếng Việt không đọc được. Hãy lưu bảng tính thành "
                "CSV rồi tải tệp CSV lên: phần mềm sẽ tự đổi sang Unicode."
            )
            % {"font": ENCODINGS[disguise].label}
        )
    place = next((i for i, found in enumerate(top) if found.number >= row), len(top) - 1) if row else None
    found = headers.find(top, matcher) if place is None else headers.at(top, place)
    run.header_row, run.first_row, run.headings = found.row, found.first_row, found.titles
    run.columns = matcher.match(found.titles)
    run.rows_hint = max(0, opened.hint(run.sheet) - found.first_row + 1)
    if isinstance(opened, TextTable):
        run.encoding, run.delimiter = opened.encoding.code, opened.delimiter


def _disguise(opened: Source, top: Sequence[Any]) -> str:
    if isinstance(opened, TextTable):
        return ""
    return disguise_of(" ".join(cell for row in top for cell in row.cells)[:50_000])


@transaction.atomic
def read_anew(
    actor: Actor, key: UUID, *, sheet: int = 0, header_row: int = 0, encoding: str = "", delimiter: str = ""
) -> ImportRun:
    """Read the headings again, from another sheet or row, in another encoding; raise ``Invalid``, ``Unreadable``."""
    run = locked(actor, key, MATCHABLE)
    if encoding and encoding not in ENCODINGS:
        raise Invalid({"encoding": _("Không có bảng mã này.")})
    if delimiter and delimiter not in DELIMITERS:
        raise Invalid({"delimiter": _("Không có dấu ngăn cột này.")})
    if not 0 <= header_row <= headers.LOOKED_AT:
        raise Invalid({"header_row": _("Dòng tiêu đề nằm trong %(most)s dòng đầu.") % {"most": headers.LOOKED_AT}})
    run.encoding, run.delimiter = encoding, delimiter
    opened = queries.opened(run)
    if not 0 <= sheet < len(opened.sheets):
        raise Invalid({"sheet": _("Không có trang tính này.")})
    run.sheet, run.state = sheet, State.MATCHING
    _read_headings(run, queries.definition_for(run), opened, header_row)
    run.save()
    return run


@transaction.atomic
def match(
    actor: Actor,
    key: UUID,
    columns: Sequence[str],
    *,
    values: Mapping[str, Mapping[str, str]] | None = None,
    skip_alike: bool | None = None,
    change_known: bool | None = None,
) -> ImportRun:
    """Say which field each column fills, and what values stand for; then check the file in the background.

    With ``change_known`` a row whose key is known changes its record, and an empty cell leaves the value alone;
    otherwise such a row is refused. None leaves that as it was chosen before. The choices are remembered for the
    source. Raise ``Invalid`` when a field is named twice, is unknown, or a required one has no column (when known
    records are changed: when no key has all of its columns); ``Forbidden`` without the right to change records.
    """
    run = locked(actor, key, MATCHABLE)
    definition = queries.definition_for(run)
    chosen = [*columns, *[""] * (len(run.headings) - len(columns))][: len(run.headings)]
    if change_known is not None:
        run.change_known = change_known
    if run.change_known:
        actor.demand(definition.rights.change, run.unit)
    _check_columns(definition, chosen, change_known=run.change_known)
    run.columns = chosen
    for name, mapped in (values or {}).items():
        if name in definition.by_name:
            kept = {raw[:200]: value[:200] for raw, value in mapped.items() if value}
            run.value_map = {**run.value_map, name: {**run.value_map.get(name, {}), **kept}}
            _remember_values(run, name, kept)
    if skip_alike is not None:
        run.skip_alike = skip_alike
    _remember_columns(run)
    return _begin_check(run)


def _check_columns(definition: Definition, chosen: Sequence[str], *, change_known: bool) -> None:
    fields = {field.name: field for field in fillable(definition)}
    wrong: dict[str, str] = {}
    for place, name in enumerate(chosen):
        if name and name not in fields:
            wrong[f"column-{place}"] = _("Sổ không có mục này.")
        elif name and chosen.index(name) != place:
            wrong[f"column-{place}"] = _("Mục “%(label)s” đã được chọn cho cột %(letter)s.") % {
                "label": fields[name].title,
                "letter": queries.letter_of(chosen.index(name)),
            }
    missing = [field.title for field in fields.values() if field.required and field.name not in {*chosen, "unit"}]
    if change_known and not usable_keys(definition, chosen):
        wrong["change_known"] = _without_key(definition)
    if missing and not change_known:
        wrong["columns"] = _("Chưa có cột nào cho mục bắt buộc: %(labels)s.") % {"labels": ", ".join(missing)}
    if not any(chosen):
        wrong["columns"] = _("Hãy chọn mục cho ít nhất một cột.")
    if wrong:
        raise Invalid(wrong)


def _without_key(definition: Definition) -> str:
    keys = key_words(definition)
    if not keys:
        return _("Sổ này không có khóa để nhận ra bản ghi đã có; chỉ nhập được bản ghi mới.")
    return _("Để sửa bản ghi đã có, tệp phải có cột cho khóa của sổ: %(keys)s.") % {"keys": keys}


def _begin_check(run: ImportRun) -> ImportRun:
    from tinhso.kits.registers.imports.jobs import check_file  # the job imports this service

    ImportFault.objects.filter(run=run).delete()
    AlikeRow.objects.filter(run=run).delete()
    planning.forget(run)
    run.state, run.problem, run.marked, run.moved_at = State.CHECKING, "", None, clock.now()
    run.rows_read = run.rows_total = run.rows_bad = run.faults_total = run.alike_total = 0
    run.rows_changed = run.rows_same = 0
    run.fault_counts, run.unknown_values = {}, {}
    run.duplicate_rows = run.alike_rows = None
    run.save()
    check_file.later(run_id=run.pk)
    return run


def _remember_columns(run: ImportRun) -> None:
    memories = {
        plain(heading)[:200]: ColumnMemory(
            register=run.register, source=run.source, heading=plain(heading)[:200], field=name, used_at=clock.now()
        )
        for heading, name in zip(run.headings, run.columns, strict=True)
        if plain(heading)
    }
    ColumnMemory.objects.bulk_create(
        memories.values(), update_conflicts=True, unique_fields=["register", "source", "heading"],
        update_fields=["field", "used_at"],
    )  # fmt: skip


def _remember_values(run: ImportRun, name: str, mapped: Mapping[str, str]) -> None:
    ValueMemory.objects.bulk_create(
        [
            ValueMemory(register=run.register, source=run.source, field=name, raw=raw, value=value, used_at=clock.now())
            for raw, value in mapped.items()
        ],
        update_conflicts=True, unique_fields=["register", "source", "field", "raw"], update_fields=["value", "used_at"],
    )  # fmt: skip


@transaction.atomic
def drop(actor: Actor, key: UUID) -> ImportRun:
    """Give an import up of which nothing is stored yet; what was found wrong is forgotten with it."""
    run = locked(actor, key, (*MATCHABLE, State.CHECKING))
    ImportFault.objects.filter(run=run).delete()
    AlikeRow.objects.filter(run=run).delete()
    planning.forget(run)
    run.state = State.DROPPED
    run.save()
    transaction.on_commit(lambda: spool.forget(run))
    return run


def locked(actor: Actor, key: UUID, states: Sequence[str]) -> ImportRun:
    """Return an import for changing, in one of the states.

    Raise ``NotFound`` for one that the actor may not look at, ``Forbidden`` without the rights at its unit,
    ``Conflict`` when it has gone on meanwhile.
    """
    seen = queries.run_for(actor, key)
    actor.demand(permissions.IMPORT, seen.unit)
    actor.demand(queries.definition_for(seen).rights.add, seen.unit)
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("file", "unit", "account").get(pk=key)
    if run.state not in states:
        raise Conflict(
            _("Lần nhập này %(state)s nên không làm được việc đó.") % {"state": run.get_state_display().lower()}
        )
    return run
