"""Asking a ClamAV daemon (clamd) about a content, by its INSTREAM command."""

import socket
import struct
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.kernel.files.models import Scan
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.foundation.modules import WARNING

_CHUNK = 1 << 17
_TIMEOUT_SECONDS = 60


def configured() -> bool:
    """Tell whether a scanner's address is set (``host:port`` or ``unix:/path``)."""
    return bool(settings.CLAMAV_ADDRESS)


def scan(path: Path) -> Scan:
    """Return what the scanner says of the file; ``UNSCANNED`` when no scanner is configured.

    Raises ``Invalid`` when it finds something, and ``Refused`` when the scanner that should answer does not:
    a content that was not looked at never comes in unseen.
    """
    if not configured():
        return Scan.UNSCANNED
    try:
        answer = _ask(path)
    except OSError as error:
        raise Refused(
            _("Bộ quét mã độc chưa trả lời nên chưa nhận được tệp. Xin thử lại sau ít phút."),
            code="scanner-silent",
        ) from error
    if answer.endswith("FOUND"):
        virus = answer.removeprefix("stream:").removesuffix("FOUND").strip()
        raise Invalid(
            {
                "file": _("Tệp có mã độc (%(virus)s) nên không được nhận. Hãy diệt mã độc rồi tạo lại tệp.")
                % {"virus": virus}
            }
        )
    if answer.endswith("OK"):
        return Scan.CLEAN
    raise Refused(
        _("Bộ quét mã độc không quét được tệp này: %(answer)s. Xin báo cho người quản trị.") % {"answer": answer},
        code="scanner-refused",
    )


def ping() -> list[str]:
    """Return what is wrong with the scanner, for ``tinhso doctor``."""
    if not configured():
        return [
            WARNING
            + _(
                "Chưa cấu hình bộ quét mã độc ClamAV (biến TINHSO_CLAMAV, ví dụ 127.0.0.1:3310): "
                "tệp tải lên không được quét."
            )
        ]
    try:
        with _connect() as connection:
            connection.sendall(b"zPING\0")
            answer = _read(connection)
    except OSError as error:
        return [
            _("Không nối được tới ClamAV tại %(address)s: %(error)s")
            % {"address": settings.CLAMAV_ADDRESS, "error": error}
        ]
    return [] if answer == "PONG" else [_("ClamAV trả lời lạ: %(answer)s") % {"answer": answer}]


def _ask(path: Path) -> str:
    with _connect() as connection, path.open("rb") as file:
        connection.sendall(b"zINSTREAM\0")
        try:
            while chunk := file.read(_CHUNK):
                connection.sendall(struct.pack("!L", len(chunk)) + chunk)
            connection.sendall(struct.pack("!L", 0))
        except (BrokenPipeError, ConnectionResetError):
            # clamd says why before it closes: a content over its own limit.
            pass
        return _read(connection)


def _connect() -> socket.socket:
    address = settings.CLAMAV_ADDRESS
    if address.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(_TIMEOUT_SECONDS)
        connection.connect(address.removeprefix("unix:"))
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_TIMEOUT_SECONDS)


def _read(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0"):
        received = connection.recv(4096)
        if not received:
            break
        answer += received
    if not answer:
        raise ConnectionError("clamd closed the connection without an answer")
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
