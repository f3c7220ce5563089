"""The inventory of a file (mục lục văn bản) and lists of files, as PDF/A."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from tinhso.government.work_files import law
from tinhso.government.work_files.models import Item, WorkFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.papers.typesetting import typeset

_TABLE = """#import "common.typ": *
#show: base.with(size: 11pt)
#align(center)[*#upper(d.title)*]
#for line in d.lines [#line \\ ]
#v(3mm)
#set par(justify: false)
#table(
  columns: d.widths.map(share => share * 1fr), inset: 4pt, stroke: .5pt,
  table.header(..d.head.map(words => strong(words))),
  ..d.rows.flatten().map(words => [#words])
)
"""


def table(
    title: str, lines: Sequence[str], head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]
) -> bytes:
    """Return a list as PDF/A-2b: a title, lines below it, a table."""
    moment = clock.now()
    data = {
        "title": title,
        "lines": list(lines),
        "head": list(head),
        "rows": [list(row) for row in rows],
        "widths": widths,
    }
    paper = {"title": title, "issuer": lines[0] if lines else title}
    return typeset(_TABLE, data, paper, moment).pdf


def inventory(file: WorkFile, items: Sequence[Item], unit: str) -> bytes:
    """Return the list of a file's documents."""
    term = law.term(file.term)
    lines = [
        unit,
        _("Hồ sơ số {symbol} năm {year}: {title}").format(symbol=file.symbol, year=file.year, title=file.title),
        _("Thời hạn bảo quản: {term}").format(term=term.name if term else "…"),
    ]
    head = [
        _("STT"),
        _("Số, ký hiệu"),
        _("Ngày"),
        _("Tên loại và trích yếu"),
        _("Tác giả"),
        _("Số trang"),
        _("Ghi chú"),
    ]
    rows = [
        [
            str(item.ordinal),
            "/".join(part for part in (item.number, item.notation) if part),
            item.issued_on.strftime("%d/%m/%Y") if item.issued_on else "",
            " ".join(part for part in (item.type_name, item.title) if part),
            item.issuer,
            str(item.pages or ""),
            _("bản giấy") if item.paper else "",
        ]
        for item in items
    ]
    return table(_("Mục lục văn bản trong hồ sơ"), lines, head, rows, [0.7, 2, 1.6, 5, 2.4, 0.9, 1.2])
