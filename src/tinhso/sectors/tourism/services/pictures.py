"""Pictures of places and lodgings: whoever may change the row adds them, orders them, takes them away."""

from __future__ import annotations

import io
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from tinhso.kernel.audit.services import record
from tinhso.kernel.files import kinds
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.queries import open_file
from tinhso.kernel.files.services import store, store_made
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.sectors.tourism import audit_events as happened
from tinhso.sectors.tourism.models import Picture

ACCEPTED = frozenset({kinds.JPEG, kinds.PNG, kinds.WEBP})
MOST_BYTES = 20 << 20
MOST_PICTURES = 12
LARGE, SMALL = 1600, 480
"""The longer side in pixels: on the page of a place, and in lists."""
_QUALITY = 82


@transaction.atomic
def add(actor: Actor, row: Any, upload: UploadedFile | None, *, caption: str, author: str) -> Picture:
    """Add a picture behind those that are there; raise ``Forbidden`` without the right to change the row, ``Refused``
    when there are enough, ``Invalid``.

    What the camera wrote into the file (place, time, owner) stays in the original, which no page gives out.
    """
    actor.demand(row.definition.rights.change, row.unit)
    caption, author = " ".join(caption.split()), " ".join(author.split())
    wrong = {}
    if upload is None:
        wrong["file"] = _("Hãy chọn một tệp ảnh.")
    if not 0 < len(caption) <= 200:
        wrong["caption"] = _("Hãy ghi ảnh chụp gì, tối đa 200 ký tự: người không nhìn thấy ảnh sẽ nghe câu này.")
    if not 0 < len(author) <= 150:
        wrong["author"] = _("Hãy ghi người chụp hoặc nguồn ảnh, tối đa 150 ký tự.")
    if wrong or upload is None:
        raise Invalid(wrong)
    # Two who add at once wait for each other, so that neither goes beyond the limit.
    type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    there = Picture.objects.filter(row_id=row.pk, removed_at=None)
    if there.count() >= MOST_PICTURES:
        raise Refused(_("Mỗi điểm có tối đa {most} ảnh. Hãy gỡ bớt ảnh cũ.").format(most=MOST_PICTURES))
    content = cast("BinaryIO", upload)
    original = store(content, upload.name or "anh", actor=actor, accept=ACCEPTED, most_bytes=MOST_BYTES)
    large, size = _reduced(actor, original, LARGE)
    small, _size = _reduced(actor, original, SMALL)
    last = there.order_by("-position").values_list("position", flat=True).first()
    made = Picture.objects.create(
        register=row.definition.code, row_id=row.pk, original=original, large=large, small=small, width=size[0],
        height=size[1], caption=caption, author=author, position=0 if last is None else last + 1,
        added_by=actor.name[:120],
    )  # fmt: skip
    _note(actor, row, made, happened.PICTURE_ADDED, author=author)
    return made


@transaction.atomic
def lead(actor: Actor, row: Any, key: UUID) -> None:
    """Put a picture first; raise ``Forbidden``, ``NotFound``."""
    picture = _locked(actor, row, key)
    first = Picture.objects.filter(row_id=row.pk, removed_at=None).aggregate(first=Min("position"))["first"]
    picture.position = first - 1
    picture.save(update_fields=["position"])
    _note(actor, row, picture, happened.PICTURE_LED)


@transaction.atomic
def remove(actor: Actor, row: Any, key: UUID) -> None:
    """Take a picture away: no page gives it out any more; raise ``Forbidden``, ``NotFound``."""
    picture = _locked(actor, row, key)
    picture.removed_at = clock.now()
    picture.save(update_fields=["removed_at"])
    _note(actor, row, picture, happened.PICTURE_REMOVED)


def _locked(actor: Actor, row: Any, key: UUID) -> Picture:
    actor.demand(row.definition.rights.change, row.unit)
    picture = Picture.objects.select_for_update().filter(pk=key, row_id=row.pk, removed_at=None).first()
    if picture is None:
        raise NotFound
    return picture


def _reduced(actor: Actor, original: StoredFile, longest: int) -> tuple[StoredFile, tuple[int, int]]:
    """Store a smaller JPEG that stands upright and says nothing of its making."""
    with open_file(original) as content, Image.open(content, formats=["JPEG", "PNG", "WEBP"]) as opened:
        image = ImageOps.exif_transpose(opened)
        if image.mode in {"RGBA", "LA", "P"}:
            image = image.convert("RGBA")
            ground = Image.new("RGBA", image.size, "white")
            image = Image.alpha_composite(ground, image)
        image = image.convert("RGB")
        image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        kept = io.BytesIO()
        image.save(kept, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
        return store_made(kept.getvalue(), f"anh-{longest}.jpg", kinds.JPEG, actor=actor), image.size


def _note(actor: Actor, row: Any, picture: Picture, code: str, **details: Any) -> None:
    record(
        actor, code, subject_kind=row.definition.code, subject_id=row.pk, subject_label=str(row)[:200],
        unit_id=row.unit_id, picture=str(picture.pk), caption=picture.caption, **details,
    )  # fmt: skip
