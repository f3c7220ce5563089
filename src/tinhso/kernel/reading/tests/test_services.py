"""Looked at once for each content, in a process that may die without hurting anybody."""

import io
import struct
import threading
import time
import zlib

import pytest
from django.db import connection
from PIL import Image

from tinhso.kernel.events.testing import clear_jobs, run_jobs, waiting_jobs
from tinhso.kernel.foundation.modules import WARNING
from tinhso.kernel.reading import module, program, queries, services, verdicts
from tinhso.kernel.reading.models import Reading, State
from tinhso.kernel.reading.names import Expected


@pytest.mark.django_db
def test_a_content_is_looked_at_once_however_often_it_is_sent(keep, white):
    first, second = keep(white), keep(white, "lan-hai.jpg")
    services.ask(first)
    services.ask(second)
    assert waiting_jobs("reading.look-at") == 1
    assert queries.notes([first])[first.id].waiting
    run_jobs()
    found = queries.notes([first, second])
    assert [notes.pages[0].problems[0].code for notes in found.values()] == [verdicts.BLANK] * 2
    assert found[second.id].pages[0].thumbnail.startswith("/tep/")


@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_at_once_have_it_looked_at_once(keep, white):
    clear_jobs()
    file = keep(white)
    gate = threading.Barrier(4)

    def send():
        try:
            gate.wait()
            services.ask(file)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Reading.objects.count() == 1
    assert waiting_jobs("reading.look-at") == 1
    clear_jobs()


@pytest.mark.django_db
def test_a_second_look_changes_nothing(keep, white):
    file = keep(white)
    services.ask(file)
    run_jobs()
    before = Reading.objects.get()
    services.look_at(file.sha256)
    assert Reading.objects.get().read_at == before.read_at


@pytest.mark.django_db
def test_what_is_no_picture_is_not_looked_at_and_heic_is_said_to_be_unseen(keep):
    word = keep(b"PK\x03\x04", "don.docx", "application/msword")
    heic = keep(b"\0\0\0\x18ftypheic", "anh.heic", "image/heic")
    services.ask(word)
    services.ask(heic)
    assert not Reading.objects.exists()
    found = queries.notes([word, heic])
    assert found[word.id].state == ""
    assert found[heic.id].not_looked_at


def bomb(width, height):
    """Return a PNG of a few kilobytes that would take gigabytes."""

    def chunk(kind, data):
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\0" * 1_000_000, 9)
    header = struct.pack("!2I5B", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def wide_pdf():
    out = io.BytesIO()
    Image.new("RGB", (10, 10)).save(out, "PDF")
    return (
        out.getvalue()
        .replace(b"/MediaBox", b"/MediaBo_")
        .replace(b"/MediaBo_ [ 0 0 10.0 10.0", b"/MediaBox [0 0 9e8 9e8 ")
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (bomb(60_000, 60_000), "image/png"),
        (b"\xff\xd8\xff\xe0 nothing", "image/jpeg"),
        (b"%PDF-1.7\n%broken", "application/pdf"),
        (wide_pdf(), "application/pdf"),
        (b"", "image/webp"),
    ],
    ids=["bomb", "broken-jpeg", "broken-pdf", "endless-pdf", "empty"],
)
def test_a_file_made_to_harm_hurts_nobody(keep, content, media_type):
    file = keep(content, "tep", media_type)
    services.ask(file)
    began = time.monotonic()
    run_jobs()
    assert Reading.objects.get().state in (State.FAILED, State.DONE)
    assert time.monotonic() - began < 60
    assert queries.notes([file])[file.id].pages == () or media_type == "application/pdf"


@pytest.mark.django_db
def test_a_look_that_takes_too_long_is_ended(keep, white, monkeypatch):
    monkeypatch.setattr(services, "SECONDS", 0.01)
    file = keep(white)
    services.ask(file)
    run_jobs()
    assert queries.notes([file])[file.id].failed


@pytest.mark.django_db
def test_whose_paper_it_is_depends_on_who_applies_and_is_asked_each_time(keep, white, django_assert_num_queries):
    file = keep(white)
    Reading.objects.create(
        sha256=file.sha256, media_type="image/jpeg", state=State.DONE, asked_at="2026-11-20T00:00Z",
        total=1, words=True,
        pages=[{"number": 1, "problems": [], "names": [["TRẦN THỊ BÍCH", 95]], "numbers": [], "thumbnail": ""}],
    )  # fmt: skip
    with django_assert_num_queries(1):
        found = queries.notes([file], [Expected("Nguyễn Văn An")])[file.id]
    assert "TRẦN THỊ BÍCH" in found.pages[0].problems[0].title
    assert queries.notes([file], [Expected("Trần Thị Bích")])[file.id].good
    assert queries.notes([file])[file.id].good


@pytest.mark.django_db
def test_the_doctor_says_that_words_are_not_read(monkeypatch):
    program.missing.cache_clear()
    monkeypatch.setenv("PATH", "/nowhere")
    (said,) = module.missing_letters()
    assert said.startswith(WARNING)
    assert "tesseract-ocr-vie" in said
    program.missing.cache_clear()
