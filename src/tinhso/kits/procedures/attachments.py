"""Which files a part takes, in the words of the file room and of browsers."""

from tinhso.kernel.files import kinds
from tinhso.kits.procedures.definition import Part

_MEDIA = {
    "pdf": frozenset({kinds.PDF}),
    "image": kinds.IMAGES,
    "office": kinds.DOCUMENTS - kinds.IMAGES - {kinds.PDF},
}


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
