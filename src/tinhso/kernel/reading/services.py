"""Having a file looked at, and keeping what was found."""

import base64
import json
import logging
import subprocess
import sys
from typing import Any

from django.db import transaction

from tinhso.kernel.areas import queries as areas
from tinhso.kernel.events.services import publish
from tinhso.kernel.files import vault
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.services import store_made
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations import queries as organizations
from tinhso.kernel.reading.events import LAYOUT_READ
from tinhso.kernel.reading.kinds import READABLE
from tinhso.kernel.reading.models import LayoutReading, Reading, State

SECONDS = 120
"""How long the process that looks at a file may take before it is ended."""
LAYOUT_SECONDS = 200
_log = logging.getLogger(__name__)


@transaction.atomic
def ask(file: StoredFile) -> None:
    """Have a file looked at in the background; nothing happens when its content was, or is of a kind that cannot be."""
    from tinhso.kernel.reading.jobs import look_at  # the job imports this room's verbs

    if file.media_type not in READABLE:
        return
    _reading, new = Reading.objects.get_or_create(
        sha256=file.sha256, defaults={"media_type": file.media_type, "asked_at": clock.now()}
    )
    if new:
        look_at.later(sha256=file.sha256)


@transaction.atomic
def ask_layout(file: StoredFile) -> bool:
    """Have a file read as an official document in the background; ``queries.layout`` gives what was found.

    A content is read once. Returns whether it is of a kind that can be read. ``reading.layout-read`` is published
    (subject: the ``LayoutReading``) when it is done.
    """
    from tinhso.kernel.reading.jobs import read_layout as job

    if file.media_type not in READABLE:
        return False
    _reading, new = LayoutReading.objects.get_or_create(
        sha256=file.sha256, defaults={"media_type": file.media_type, "asked_at": clock.now()}
    )
    if new:
        job.later(sha256=file.sha256)
    return True


def read_layout(sha256: str) -> None:
    """Read a content as an official document in a process of its own; done again it changes nothing."""
    reading = LayoutReading.objects.filter(sha256=sha256, state=State.WAITING).first()
    if reading is None:
        return
    names = json.dumps({"places": areas.every_name(), "bodies": organizations.every_name()})
    found = _process("tinhso.kernel.reading.layouts", reading.sha256, reading.media_type, LAYOUT_SECONDS, given=names)
    with transaction.atomic():
        standing = LayoutReading.objects.select_for_update().get(id=reading.id)
        if standing.state != State.WAITING:
            return
        standing.read_at = clock.now()
        standing.state = State.FAILED if found is None else State.DONE
        standing.found = found or {}
        standing.save()
        publish(LAYOUT_READ, subject_id=standing.id, actor=SYSTEM, sha256=sha256, state=standing.state)


def look_at(sha256: str) -> None:
    """Look at a content in a process of its own, and keep what is found; done again it changes nothing."""
    reading = Reading.objects.filter(sha256=sha256, state=State.WAITING).first()
    if reading is None:
        return
    found = _process("tinhso.kernel.reading.reader", reading.sha256, reading.media_type, SECONDS)
    with transaction.atomic():
        standing = Reading.objects.select_for_update().get(id=reading.id)
        if standing.state != State.WAITING:
            return
        standing.read_at = clock.now()
        if found is None:
            standing.state = State.FAILED
        else:
            standing.state = State.DONE
            standing.total = found["total"]
            standing.words = found["words"]
            standing.pages = [_kept(sha256, page) for page in found["pages"]]
        standing.save()


def _process(program: str, sha256: str, media_type: str, seconds: int, given: str = "") -> dict[str, Any] | None:
    """Return what a process found in a content; ``None`` when it died, took too long, or the file does not open."""
    command = [sys.executable, "-m", program, str(vault.place(sha256)), media_type]
    try:
        done = subprocess.run(command, input=given.encode(), capture_output=True, timeout=seconds, check=False)  # noqa: S603 - our own program; the path is ours
    except subprocess.TimeoutExpired:
        _log.warning("looking at %s… took longer than %s s", sha256[:12], seconds)
        return None
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        _log.warning("looking at %s… ended with %s: %s", sha256[:12], done.returncode, last)
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _kept(sha256: str, page: dict[str, Any]) -> dict[str, Any]:
    """Return a page as it is kept: its small picture lies with the files."""
    content = base64.b64decode(page.pop("thumbnail"))
    name = f"{sha256[:8]}-trang-{page['number']}.jpg"
    file = store_made(content, name, "image/jpeg", actor=SYSTEM) if content else None
    return {**page, "thumbnail": str(file.id) if file else ""}
