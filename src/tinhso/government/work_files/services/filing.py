"""Opening a work file, putting documents in, closing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tinhso.government.work_files import audit_events, checks, law, permissions
from tinhso.government.work_files import events as told
from tinhso.government.work_files.models import CatalogueEntry, FileNote, FileState, Item, ItemFile, WorkFile
from tinhso.kernel.audit import services as audit
from tinhso.kernel.events import services as events
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit


@dataclass(frozen=True)
class About:
    """What a document says of itself, for the inventory (Decree 30/2020, Annex VI); lengths are cut to the Annex's."""

    type_name: str = ""
    number: str = ""
    notation: str = ""
    issued_on: date | None = None
    issuer: str = ""
    signer: str = ""
    pages: int = 0
    paper: bool = False
    """Whether it exists on paper alone: the file then does not count as processed online."""


@transaction.atomic
def open_file(
    actor: Actor, unit: OrganizationUnit, *, title: str = "", entry: CatalogueEntry | None = None, symbol: str = "",
    term: str = "", keeper: Account | None = None, year: int | None = None, description: str = "", rights: str = "",
) -> WorkFile:  # fmt: skip
    """Open a work file under an entry of the unit's catalogue, or beside it under a symbol of its own.

    Raises ``Invalid`` with the field and remedy, ``Conflict`` when the symbol is taken in the unit and year.
    """
    actor.demand(permissions.USE, unit)
    today = clock.today()
    if entry is not None:
        if entry.unit_id != unit.pk or entry.status != "in_force":
            raise Invalid({"entry": _("Mục này không thuộc danh mục hồ sơ đang hiệu lực của đơn vị.")})
        symbol, term, year = entry.symbol, term or entry.term, entry.year
        title = title.strip() or entry.name
    wrong = {}
    if not title.strip():
        wrong["title"] = _("Hãy ghi tiêu đề hồ sơ.")
    if not symbol.strip() or " " in symbol.strip():
        wrong["symbol"] = _("Số, ký hiệu hồ sơ viết liền, ví dụ 01.TCCB.")
    if wrong:
        raise Invalid(wrong)
    law.known_term(term, today)
    file = WorkFile(
        unit=unit, origin=unit, entry=entry, year=year or today.year, symbol=symbol.strip()[:20],
        title=title.strip()[:500], term=term,
        keeper=keeper or _own_account(actor), description=description.strip()[:500],
        rights=rights.strip()[:30], opened_on=today,
    )  # fmt: skip
    try:
        with transaction.atomic():
            file.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            _("Đơn vị đã có hồ sơ {symbol} trong năm {year}.").format(symbol=file.symbol, year=file.year)
        ) from None
    _audit(actor, audit_events.OPENED, file, symbol=file.symbol)
    events.publish(told.OPENED, subject_id=file.pk, actor=actor, unit=str(unit.pk), symbol=file.symbol)
    tell(file, actor, gettext_noop("Hồ sơ được mở"))
    return file


@transaction.atomic
def change(actor: Actor, file_id: UUID, *, title: str, term: str, description: str, rights: str) -> WorkFile:
    """Correct a file that is not closed yet."""
    file = locked(actor, file_id, permissions.USE)
    _demand_open(file)
    if not title.strip():
        raise Invalid({"title": _("Hãy ghi tiêu đề hồ sơ.")})
    if term != file.term:
        law.known_term(term, clock.today())
    new = {
        "title": title.strip()[:500],
        "term": term,
        "description": description.strip()[:500],
        "rights": rights.strip()[:30],
    }
    changed = [name for name, value in new.items() if getattr(file, name) != value]
    if changed:
        for name in changed:
            setattr(file, name, new[name])
        file.save()
        _audit(actor, audit_events.CHANGED, file, fields=", ".join(changed))
        tell(file, actor, gettext_noop("Sửa thông tin hồ sơ"))
    return file


@transaction.atomic
def put(
    actor: Actor, work_file: WorkFile | UUID, kind: str, key: str | UUID, title: str, files: Sequence[StoredFile] = (),
    about: About = About(),
) -> Item:  # fmt: skip
    """Put a document into an open file; put in twice (same ``kind`` and ``key``) it stands once, with all its files.

    ``kind`` names what it is (``official_documents.incoming``, ``upload``), ``key`` which one. Raises ``NotFound``,
    ``Forbidden``, and ``Refused`` (code ``file-closed``) when the file is closed.
    """
    file = locked(actor, work_file.pk if isinstance(work_file, WorkFile) else work_file, permissions.USE)
    _demand_open(file)
    if not title.strip():
        raise Invalid({"title": _("Hãy ghi trích yếu của tài liệu.")})
    if not files and not about.paper:
        raise Invalid({"files": _("Hãy kèm tệp, hoặc đánh dấu tài liệu chỉ có bản giấy.")})
    item = Item.objects.filter(work_file=file, kind=kind, key=str(key), out_at=None).first()
    told_before = item is not None
    if item is None:
        last = Item.objects.filter(work_file=file).aggregate(last=Max("ordinal"))["last"] or 0
        item = Item(work_file=file, ordinal=last + 1, kind=kind[:60], key=str(key)[:80], put_by_id=actor.account_id)
    item.title, item.type_name, item.number = title.strip()[:500], about.type_name[:100], about.number[:11]
    item.notation, item.issued_on, item.issuer = about.notation[:30], about.issued_on, about.issuer[:200]
    item.signer, item.pages, item.paper = about.signer[:50], about.pages, about.paper
    item.save()
    ItemFile.objects.bulk_create([ItemFile(item=item, file=one) for one in files], ignore_conflicts=True)
    _count(file)
    if not told_before:
        _audit(actor, audit_events.PUT, file, title=item.title[:200], kind=kind)
        tell(file, actor, gettext_noop("Đưa vào hồ sơ: {title}"), title=item.title)
    return item


@transaction.atomic
def take_out(actor: Actor, item_id: UUID, reason: str) -> Item:
    """Take a document out of a file that is still open; its row stays, with the reason."""
    item = Item.objects.filter(id=item_id, out_at=None).first()
    if item is None:
        raise NotFound
    file = locked(actor, item.work_file_id, permissions.USE)
    _demand_open(file)
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do rút tài liệu.")})
    item.out_at, item.out_reason = clock.now(), reason.strip()[:300]
    item.save(update_fields=["out_at", "out_reason"])
    _count(file)
    _audit(actor, audit_events.TAKEN_OUT, file, title=item.title[:200], reason=item.out_reason)
    tell(
        file,
        actor,
        gettext_noop("Rút khỏi hồ sơ: {title}. Lý do: {reason}"),
        title=item.title,
        reason=item.out_reason,
    )
    return item


@transaction.atomic
def close(actor: Actor, file_id: UUID) -> WorkFile:
    """Close a complete file; raise ``Refused`` (code ``file-incomplete``) with what is missing."""
    file = locked(actor, file_id, permissions.USE)
    _demand_open(file)
    missing = [problem for problem in checks.problems(file) if problem.stops]
    if missing:
        raise Refused(
            _("Hồ sơ chưa đóng được: {problems}").format(problems="; ".join(problem.words for problem in missing)),
            code="file-incomplete",
        )
    file.state, file.closed_on = FileState.CLOSED, clock.today()
    file.save()
    _audit(actor, audit_events.CLOSED, file, documents=file.documents)
    events.publish(told.CLOSED, subject_id=file.pk, actor=actor, unit=str(file.unit_id), symbol=file.symbol)
    tell(file, actor, gettext_noop("Đóng hồ sơ, {count} tài liệu"), count=file.documents)
    return file


@transaction.atomic
def reopen(actor: Actor, file_id: UUID, reason: str) -> WorkFile:
    """Open a closed file again, before it was noticed for the archive."""
    file = locked(actor, file_id, permissions.KEEP)
    if file.state != FileState.CLOSED:
        raise Refused(_("Chỉ mở lại được hồ sơ đã đóng và chưa báo nộp lưu."), code="file-not-closed")
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do mở lại hồ sơ.")})
    file.state, file.closed_on = FileState.OPEN, None
    file.save()
    _audit(actor, audit_events.REOPENED, file, reason=reason.strip()[:300])
    tell(file, actor, gettext_noop("Mở lại hồ sơ. Lý do: {reason}"), reason=reason.strip()[:300])
    return file


def _own_account(actor: Actor) -> Account | None:
    return Account.objects.filter(id=actor.account_id).first() if actor.account_id else None


def viewed(actor: Actor, file: WorkFile, name: str = "") -> None:
    """Log that somebody looked at a file, or opened one of its documents' files."""
    if name:
        _audit(actor, audit_events.DOWNLOADED, file, name=name)
    else:
        _audit(actor, audit_events.VIEWED, file)


def locked(actor: Actor, file_id: UUID, permission: str) -> WorkFile:
    """Return a file, locked, over whose unit the actor holds a right; raise ``NotFound`` or ``Forbidden``."""
    file = WorkFile.objects.select_for_update(of=("self",)).select_related("unit").filter(id=file_id).first()
    if file is None:
        raise NotFound
    actor.demand(permission, file.unit)
    return file


def tell(file: WorkFile, actor: Actor, words: str, **values: str | int) -> None:
    """Write a line of the file's story: ``words`` as in the sources, filled and translated when they are read."""
    FileNote.objects.create(work_file=file, at=clock.now(), by=actor.name[:200], words=words, values=values)


def _demand_open(file: WorkFile) -> None:
    if file.state != FileState.OPEN:
        raise Refused(
            _("Hồ sơ {symbol} đã đóng. Muốn thêm hay sửa tài liệu, hãy mở lại hồ sơ trước.").format(symbol=file.symbol),
            code="file-closed",
        )


def _count(file: WorkFile) -> None:
    counted = Item.objects.filter(work_file=file, out_at=None).aggregate(
        documents=Count("id"), pages=Sum("pages"), on_paper=Count("id", filter=Q(paper=True))
    )
    file.documents, file.pages, file.on_paper = counted["documents"], counted["pages"] or 0, counted["on_paper"]
    file.save(update_fields=["documents", "pages", "on_paper"])


def _audit(actor: Actor, code: str, file: WorkFile, **details: Any) -> None:
    audit.record(
        actor, code, subject_kind="work_file", subject_id=file.pk, subject_label=f"{file.symbol}/{file.year}",
        unit_id=file.unit_id, **details,
    )  # fmt: skip
