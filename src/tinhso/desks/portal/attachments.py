"""Taking files from a form: plain ones, and those sent before in resumable pieces; each refusal with its reason."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tinhso.kernel.files import services as files
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web.inputs import uploaded
from tinhso.kits.procedures import attachments
from tinhso.kits.procedures.definition import Part

_KINDS = {"pdf": "PDF", "image": _("ảnh chụp"), "office": "Word, Excel"}


class Attachments:
    """The files that a form brings for one part: ``stored`` are taken in, ``problems`` say why others are not."""

    def __init__(self, request: HttpRequest, actor: Actor, part: Part, *, name: str = "") -> None:
        self.stored: list[StoredFile] = []
        self.problems: list[str] = []
        name = name or f"tep-{part.code}"
        accept, most = attachments.media_types(part), attachments.most_bytes(part)
        for given in request.FILES.getlist(name):
            self._take(lambda given=given: files.store(given, given.name, actor=actor, accept=accept, most_bytes=most))
        for key in uploaded(request.POST, name):
            self._take(lambda key=key: files.claim_upload(key, actor, accept=accept))

    def _take(self, store: Any) -> None:
        try:
            self.stored.append(store())
        except Invalid as invalid:
            self.problems.extend(invalid.fields.values())
        except Refused as refused:
            self.problems.append(refused.message)

    @staticmethod
    def endings(part: Part) -> list[str]:
        """Return the endings of names that the part takes."""
        return attachments.endings(part)

    @staticmethod
    def kinds(part: Part) -> str:
        """Return in words what the part takes: ``PDF hoặc ảnh chụp, mỗi tệp không quá 10 MB``."""
        kinds = _(" hoặc ").join(str(_KINDS[kind]) for kind in part.accept)
        return _("{kinds}, mỗi tệp không quá {most} MB").format(kinds=kinds, most=part.most_mb)

    @staticmethod
    def most(part: Part) -> str:
        """Return how many bytes a file may have, for the browser."""
        return str(attachments.most_bytes(part))
