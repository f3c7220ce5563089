"""Reading the log: whether it is whole, who looked at a person's data, what happened to a subject."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.kernel.audit import chain
from tinhso.kernel.audit.declarations import AUDIT_EVENTS, reading_codes
from tinhso.kernel.audit.models import AuditAnchor, AuditEntry
from tinhso.kernel.foundation import clock

_CHUNK = 5000


def looked_at(person_id: UUID) -> QuerySet[AuditEntry]:
    """Return who looked at the data of a person, when, and for what, newest first."""
    return AuditEntry.objects.filter(person_id=person_id, code__in=reading_codes()).order_by("-at", "-id")


def about(subject_id: UUID) -> QuerySet[AuditEntry]:
    """Return what was done to a subject, newest first."""
    return AuditEntry.objects.filter(subject_id=subject_id).order_by("-at", "-id")


def sentence(entry: AuditEntry) -> str:
    """Return the Vietnamese sentence of an entry; its bare code when its module is switched off."""
    return str(AUDIT_EVENTS[entry.code].sentence) if entry.code in AUDIT_EVENTS else entry.code


def verify(*, unsealed_for: timedelta = timedelta(minutes=5)) -> list[str]:
    """Walk the whole chain, and return what is wrong with it, in Vietnamese; nothing when it is whole.

    The walk streams and stops at the first break, named by position and key: after it every hash differs anyway.
    The heads kept in anchors and in the file outside the database show a tail that was cut off.
    """
    found = []
    heads = [chain.Head(a.position, a.hash, a.at.isoformat(), a.mac) for a in AuditAnchor.objects.order_by("position")]
    outside = chain.read_head()
    if outside is not None:
        heads.append(outside)
    false_heads = [head for head in heads if not head.genuine]
    if false_heads:
        places = ", ".join(str(head.position) for head in false_heads[:5])
        found.append(_("Mốc nhật ký ở vị trí {places} không do hệ thống này ghi.").format(places=places))
    wanted = {head.position: head.hash for head in heads if head.genuine}
    problem, last = _walk(wanted)
    if problem:
        found.append(problem)
    else:
        cut = max(wanted, default=0)
        if cut > last:
            found.append(_("Nhật ký bị cắt cuối: đã từng có {cut} mục, nay chỉ còn {last}.").format(cut=cut, last=last))
    late = AuditEntry.objects.filter(position__isnull=True, at__lt=clock.now() - unsealed_for).count()
    if late:
        minutes = int(unsealed_for.total_seconds() // 60)
        found.append(
            _("{late} mục nhật ký quá {minutes} phút chưa được niêm phong. Hãy chạy `tinhso worker`.").format(
                late=late, minutes=minutes
            )
        )
    return found


def _walk(wanted: dict[int, str]) -> tuple[str, int]:
    """Return the first break in words (or nothing), and the last position read."""
    expected, digest = 0, chain.FIRST
    for position, key, previous, standing, canonical in _sealed_rows():
        expected += 1
        if position != expected:
            return _("Thiếu mục nhật ký ở vị trí {expected}: sau đó là vị trí {position} (mã {key}).").format(
                expected=expected, position=position, key=key
            ), expected - 1
        if previous != digest:
            return _("Mục nhật ký ở vị trí {position} (mã {key}) không nối với mục trước nó.").format(
                position=position, key=key
            ), position
        digest = chain.link(digest, position, canonical)
        if standing != digest:
            return _("Mục nhật ký ở vị trí {position} (mã {key}) đã bị sửa.").format(
                position=position, key=key
            ), position
        if wanted.get(position, digest) != digest:
            return _("Nhật ký đến vị trí {position} (mã {key}) không khớp mốc đã ghi: chuỗi bị viết lại.").format(
                position=position, key=key
            ), position
    return "", expected


def _sealed_rows() -> Iterator[tuple[int, UUID, str, str, str]]:
    """Stream the sealed rows in order, by a cursor on the server."""
    connection.ensure_connection()
    with transaction.atomic(), connection.connection.cursor(name="audit_verify") as cursor:
        cursor.itersize = _CHUNK
        cursor.execute(
            f"SELECT position, id, previous, hash, {chain.CANONICAL} FROM audit_auditentry"  # noqa: S608 - constant
            " WHERE position IS NOT NULL ORDER BY position"
        )
        yield from cursor
