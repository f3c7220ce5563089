"""Is the log whole? Every line against its signature and the chain, every timestamp against its authority."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from cryptography import x509
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.modules import WARNING
from tinhso.kernel.signing import trust
from tinhso.kits.exchange import keys, log, sealing
from tinhso.kits.exchange.models import ExchangeKey, LogRecord, LogStamp

_CHUNK = 2000
_TOKENS = 200
"""How many of the newest timestamps are checked to their root: each is chained to the one before."""


def verify(*, deep: bool = False) -> list[str]:
    """Return what is wrong with the log, in Vietnamese, naming the line; nothing when it is whole.

    The chain and the stamps are walked in full. Signatures are checked of the lines that no timestamp covers yet;
    ``deep`` checks every line's and every stamp's (a minute for a million lines).
    """
    stamps = list(LogStamp.objects.order_by("position"))
    heads = {item.position: item.hash for item in stamps}
    outside = sealing.read_head()
    if outside is not None:
        heads.setdefault(*outside)
    covered = stamps[-1].position if stamps else 0
    found, last = _walk(heads, 0 if deep else covered)
    found += _unsealed()
    cut = max(heads, default=0)
    if not found and cut > last:
        found.append(_("Nhật ký trục bị cắt cuối: đã từng có {cut} dòng, nay còn {last}.").format(cut=cut, last=last))
    return found + _stamps(stamps, deep=deep)


def check_log() -> list[str]:
    """Return the doctor's findings: the log's faults, and what of it has fallen behind."""
    return verify() + check_lag()


def check_lag() -> list[str]:
    """Return what has fallen behind: sealing, or timestamps."""
    found = []
    waiting = LogRecord.objects.filter(position=None, at__lt=clock.now() - timedelta(minutes=5)).count()
    if waiting:
        found.append(
            _("{n} dòng nhật ký trục quá 5 phút chưa được niêm phong. Hãy chạy `tinhso worker`.").format(n=waiting)
        )
    lag = sealing.lag()
    if lag > sealing.late_after():
        minutes = int(lag.total_seconds() // 60)
        if settings.TIMESTAMP_URL:
            found.append(
                _(
                    "Dấu thời gian của nhật ký trục chậm {minutes} phút. Hãy xem dịch vụ cấp dấu thời gian và tiến "
                    "trình xử lý nền."
                ).format(minutes=minutes)
            )
        else:
            found.append(
                WARNING
                + _("Nhật ký trục không có dấu thời gian: chưa cấu hình dịch vụ cấp dấu (TINHSO_TIMESTAMP_URL).")
            )
    return found


def _walk(heads: dict[int, str], signed_from: int) -> tuple[list[str], int]:
    """Return the first break in words (or nothing), and the last position read."""
    expected, digest = 0, sealing.FIRST
    certificates = _Certificates()
    for position, previous, standing, *row in _rows("position IS NOT NULL ORDER BY position"):
        expected += 1
        where = {"position": position, "key": row[0], "expected": expected}
        if position != expected:
            return [_displaced(digest, **where)], 0
        if previous != digest:
            return [_("Dòng nhật ký trục ở vị trí {position} ({key}) không nối với dòng trước nó.").format(**where)], 0
        canonical, signature = log.canonical(row[:-1]), bytes(row[-1])
        digest = sealing.link(digest, position, canonical, signature)
        if standing != digest:
            return [_("Dòng nhật ký trục ở vị trí {position} ({key}) đã bị sửa.").format(**where)], 0
        if position > signed_from and not certificates.verify(row[-2], signature, canonical):
            return [_("Chữ ký của dòng nhật ký trục ở vị trí {position} ({key}) không đúng.").format(**where)], 0
        if heads.get(position, digest) != digest:
            return [
                _(
                    "Nhật ký trục đến vị trí {position} ({key}) không khớp dấu thời gian đã lấy: chuỗi bị viết lại."
                ).format(**where)
            ], 0
    return [], expected


def _displaced(digest: str, *, position: int, key: object, expected: int) -> str:
    """Say why another line stands where one after the hash ``digest`` is expected: moved, or taken out."""
    rightful = LogRecord.objects.filter(previous=digest).values_list("position", "id").first()
    if rightful is None:
        return _("Thiếu dòng nhật ký trục ở vị trí {expected}: sau đó là {position} ({key}).").format(
            expected=expected, position=position, key=key
        )
    # Where the rightful line stands in its place, the one that was read before it came from elsewhere.
    moved = (position, key) if rightful[0] == expected else rightful
    return _("Dòng nhật ký trục {key} bị đổi vị trí: nay là {position}, chuỗi đứt ở vị trí {expected}.").format(
        key=moved[1], position=moved[0] if moved[0] is not None else _("(trống)"), expected=expected
    )


def _unsealed() -> list[str]:
    certificates = _Certificates()
    return [
        _("Dòng nhật ký trục {key} (chưa niêm phong) đã bị sửa: chữ ký không đúng.").format(key=row[0])
        for _position, _previous, _hash, *row in _rows("position IS NULL ORDER BY at, id")
        if not certificates.verify(row[-2], bytes(row[-1]), log.canonical(row[:-1]))
    ][:20]


class _Certificates:
    """The installation's certificates by key, read once."""

    def __init__(self) -> None:
        self._keys: dict[str, Any] = {
            key_id: x509.load_pem_x509_certificate(text.encode()).public_key()
            for key_id, text in ExchangeKey.objects.values_list("key_id", "certificate")
        }

    def verify(self, key_id: str, signature: bytes, canonical: str) -> bool:
        return key_id in self._keys and keys.verify_with(self._keys[key_id], signature, canonical.encode())


def _rows(condition: str) -> Iterator[tuple[Any, ...]]:
    """Stream position, previous, hash and the written columns, by a cursor on the server."""
    connection.ensure_connection()
    with transaction.atomic(), connection.connection.cursor(name="exchange_verify") as cursor:
        cursor.itersize = _CHUNK
        columns = ", ".join(log.COLUMNS)
        cursor.execute(f"SELECT position, previous, hash, {columns} FROM exchange_logrecord WHERE {condition}")  # noqa: S608
        yield from cursor


def _stamps(stamps: list[LogStamp], *, deep: bool) -> list[str]:
    if not stamps:
        return []
    if not trust.roots():
        return [WARNING + _("Không kiểm tra được dấu thời gian của nhật ký trục: chưa có gốc tin cậy nào.")]
    # Loaded when there are stamps to check: every process names the checks.
    from tinhso.kits.exchange import stamping

    found, previous = [], sealing.FIRST
    for number, item in enumerate(stamps):
        where = _("Dấu thời gian của nhật ký trục ở vị trí {position} ({key})").format(
            position=item.position, key=item.id
        )
        if item.previous != previous:
            found.append(_("{where} không nối với dấu trước nó.").format(where=where))
        previous = hashlib.sha256(bytes(item.token)).hexdigest()
        if not deep and number < len(stamps) - _TOKENS:
            continue
        try:
            token = stamping.check_token(bytes(item.token), stamping.imprint(item.position, item.hash, item.previous))
        except stamping.StampRefused as error:
            found.append(_("{where} bị từ chối: {error}.").format(where=where, error=error))
            continue
        if token.at != item.at or token.authority[:200] != item.authority:
            found.append(_("{where} đã bị sửa: giờ hoặc nơi cấp khác với nội dung dấu.").format(where=where))
        if len(found) >= 20:
            break
    return found
