"""Files of a part: which it takes, in the words of the file room and of browsers, and taking them from a form."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.files import kinds
from tinhso.kernel.files import services as files
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.reading import services as reading
from tinhso.kernel.web.inputs import uploaded
from tinhso.kits.procedures.definition import Part

_MEDIA = {
    "pdf": frozenset({kinds.PDF}),
    "image": kinds.IMAGES,
    "office": kinds.DOCUMENTS - kinds.IMAGES - {kinds.PDF},
}

_KINDS = {"pdf": "PDF", "image": gettext_lazy("ảnh chụp"), "office": "Word, Excel"}


def media_types(part: Part) -> frozenset[str]:
    """Return the media types that a part takes."""
    return frozenset().union(*(_MEDIA[kind] for kind in part.accept))


def endings(part: Part) -> list[str]:
    """Return the endings of file names that a part takes, for the ``accept`` attribute."""
    accepted = media_types(part)
    return sorted({ending for kind in kinds.KINDS.values() if kind.media_type in accepted for ending in kind.endings})


def most_bytes(part: Part) -> int:
    """Return how large a file of the part may be."""
    return part.most_mb * 1024 * 1024


class Attachments:
    """The files that a form brings for one part: ``stored`` are taken in, ``problems`` say why others are not."""

    def __init__(self, request: HttpRequest, actor: Actor, part: Part, *, name: str = "") -> None:
        self.stored: list[StoredFile] = []
        self.problems: list[str] = []
        name = name or f"tep-{part.code}"
        accept, most = media_types(part), most_bytes(part)
        for given in request.FILES.getlist(name):
            self._take(lambda given=given: files.store(given, given.name, actor=actor, accept=accept, most_bytes=most))
        for key in uploaded(request.POST, name):
            self._take(lambda key=key: files.claim_upload(key, actor, accept=accept))

    def _take(self, store: Any) -> None:
        try:
            stored = store()
            reading.ask(stored)
            self.stored.append(stored)
        except Invalid as invalid:
            self.problems.extend(invalid.fields.values())
        except Refused as refused:
            self.problems.append(refused.message)

    @staticmethod
    def endings(part: Part) -> list[str]:
        """Return the endings of names that the part takes."""
        return endings(part)

    @staticmethod
    def kinds(part: Part) -> str:
        """Return in words what the part takes: ``PDF hoặc ảnh chụp, mỗi tệp không quá 10 MB``."""
        kinds = _(" hoặc ").join(str(_KINDS[kind]) for kind in part.accept)
        return _("{kinds}, mỗi tệp không quá {most} MB").format(kinds=kinds, most=part.most_mb)

    @staticmethod
    def most(part: Part) -> str:
        """Return how many bytes a file may have, for the browser."""
        return str(most_bytes(part))
