"""Spreadsheets are ZIP archives of XML: opened under limits, parsed as a stream, without entities."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from tinhso.kits.registers.imports.sources.rows import Unreadable
from tinhso.kits.registers.imports.sources.sifting import Sifter

MOST_ENTRIES = 5_000
MOST_UNPACKED = 6 << 30
MOST_RATIO = 250
"""Sheets of equal rows shrink to a hundredth at most; what shrinks more was made to burst."""
RATIO_FROM = 20 << 20
CHUNK = 1 << 16
MOST_TAG = 1 << 20
"""Bytes of one tag: the parser holds a tag in memory until it ends."""

Handler = Callable[..., None]


class Archive:
    """An archive whose parts are read one at a time. Raises ``Unreadable`` for one that is broken or made to burst."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise _broken() from error
        entries = self._zip.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > MOST_ENTRIES:
            raise Unreadable(
                _("Tệp nén chứa %(count)s mục, quá nhiều cho một bảng tính. Hãy tạo lại tệp rồi gửi lại.")
                % {"count": len(entries)}
            )
        if unpacked > MOST_UNPACKED or (unpacked > RATIO_FROM and unpacked > path.stat().st_size * MOST_RATIO):
            raise Unreadable(
                _(
                    "Tệp khi giải nén phình to bất thường (%(size)s MB) nên không được nhận. Hãy xóa các dòng, cột "
                    "trống đã định dạng rồi lưu lại, hoặc xuất ra CSV."
                )
                % {"size": unpacked >> 20}
            )
        if any(_leads_out(entry.filename) for entry in entries):
            raise Unreadable(
                _("Tệp nén chứa đường dẫn ra ngoài tệp nên không được nhận. Hãy mở bằng Excel, lưu lại rồi gửi lại.")
            )
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unreadable(_("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."))
        self.names = {entry.filename for entry in entries}

    def parse(self, name: str, build: Callable[[Any], None], sift: Sifter | None = None) -> Iterator[None]:
        """Parse a part as a stream, pausing after every piece; ``build`` hangs its handlers on the parser.

        ``sift`` reads what is plain by itself. Raises ``Unreadable`` for XML that is broken, carries a document type
        (and with it entities), or has a tag without end.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = CHUNK
        parser.StartDoctypeDeclHandler = _refuse_doctype
        build(parser)
        fed = 0

        def give(piece: bytes, last: bool) -> None:
            nonlocal fed
            parser.Parse(piece, last)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > MOST_TAG:
                raise _broken()

        try:
            with self.open(name) as part:
                while piece := part.read(CHUNK):
                    if sift is None:
                        give(piece, False)
                    else:
                        sift(give, piece, False)
                    yield
                if sift is not None:
                    sift(give, b"", True)
                else:
                    parser.Parse(b"", True)
                yield
        except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise _broken() from error

    def open(self, name: str) -> IO[bytes]:
        """Open a part; raise ``Unreadable`` when it is not there."""
        try:
            return self._zip.open(name)
        except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise _broken() from error

    def whole(self, name: str, build: Callable[[Any], None], sift: Sifter | None = None) -> None:
        """Parse a part to its end."""
        for _piece in self.parse(name, build, sift):
            pass


def _leads_out(name: str) -> bool:
    """Tell whether an entry's name would leave the folder of whoever unpacked the archive."""
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or name[1:2] == ":"


def local(name: str) -> str:
    """Return a tag's name without its prefix."""
    return name.rpartition(":")[2]


def _refuse_doctype(*_given: Any) -> None:
    raise Unreadable(
        _("Tệp có khai báo thực thể XML (DOCTYPE) nên không được nhận. Hãy lưu lại bằng Excel hoặc LibreOffice.")
    )


def _broken() -> Unreadable:
    return Unreadable(
        _("Không mở được bảng tính: tệp bị hỏng hoặc chưa tải đủ. Hãy mở bằng Excel, lưu lại rồi gửi lại.")
    )
