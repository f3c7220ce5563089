"""Signed links to stored files: whoever holds one may fetch that file until the link ends."""

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden

_signer = signing.Signer(salt="tinhso.files.link", sep="~")


def link(file: StoredFile, *, seconds: int = 3600, download: bool = False) -> str:
    """Return a path that opens ``file`` for ``seconds``; with ``download`` the browser saves it."""
    ends = int((clock.now() + timedelta(seconds=seconds)).timestamp())
    token = _signer.sign(f"{file.id.hex}.{ends:x}.{'d' if download else 'v'}")
    return reverse("files:serve", args=[token, file.name])


def opened(token: str) -> tuple[UUID, bool]:
    """Return the file's key and whether it is to be saved; raise ``Forbidden`` when the link is false or ended."""
    try:
        key, ends, mode = _signer.unsign(token).split(".")
    except (signing.BadSignature, ValueError):
        raise Forbidden(_("Đường dẫn tới tệp không đúng. Hãy mở lại tệp từ trang chứa nó.")) from None
    if clock.now().timestamp() > int(ends, 16):
        raise Forbidden(_("Đường dẫn tới tệp đã hết hạn. Hãy mở lại trang chứa tệp để lấy đường dẫn mới."))
    return UUID(key), mode == "d"
