"""The store: each content once, whole or not at all; only kinds that open come in."""

import io
import os
import resource
import signal
import socketserver
import struct
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
import typst
from PIL import Image

from tinhso.kernel.files import queries, scanner, services, vault
from tinhso.kernel.files.kinds import DOCUMENTS, DOCX, JPEG, PDF, PNG, XML
from tinhso.kernel.files.models import Scan, StoredFile
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.identity.actor import ANONYMOUS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store_root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    settings.CLAMAV_ADDRESS = ""
    return settings.FILES_ROOT


def picture(kind="JPEG", size=(300, 200)):
    file = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(file, kind)
    return file.getvalue()


def pdf():
    return typst.compile("Xin chào".encode())


def docx(*extra):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *extra):
            archive.writestr(name, "<x/>")
    return file.getvalue()


def left_behind(root):
    return [path for path in Path(root).rglob("*") if path.is_file()]


def refusal(content, name, **options):
    with pytest.raises(Invalid) as refused:
        services.store(content, name, actor=ANONYMOUS, **options)
    assert StoredFile.objects.count() == 0
    return refused.value.fields["file"]


class TestStore:
    def test_the_same_content_lies_once_on_disk_under_two_names(self, store_root):
        content = picture()
        first = services.store(content, "ảnh 1.jpg", actor=ANONYMOUS)
        second = services.store(io.BytesIO(content), "../../etc/ảnh\x00 2.jpeg", actor=ANONYMOUS)
        assert first.sha256 == second.sha256
        assert (first.name, second.name) == ("ảnh 1.jpg", "ảnh 2.jpeg")
        assert (first.media_type, first.size, first.scan) == (JPEG, len(content), Scan.UNSCANNED)
        assert [path.name for path in left_behind(store_root)] == [first.sha256]
        assert queries.read(second) == content

    def test_every_accepted_kind_comes_in(self):
        for content, name, media_type in (
            (pdf(), "đơn.pdf", PDF),
            (picture("PNG"), "ảnh.PNG", PNG),
            (docx(), "tờ khai.docx", DOCX),
        ):
            assert services.store(content, name, actor=ANONYMOUS).media_type == media_type
        xml = "<a>ạ</a>".encode()
        assert services.store(xml, "a.xml", actor=ANONYMOUS, accept={XML}).media_type == XML

    @pytest.mark.parametrize(
        ("content", "name", "words"),
        [
            (b"", "trống.pdf", "rỗng"),
            (b"MZ\x90\x00 program", "đơn.pdf", "chương trình"),
            (b"#!/bin/sh\nrm -rf /", "đơn.txt", "chương trình"),
            (b"<script>alert(1)</script>", "trang.html", "chương trình"),
            (b"hello", "ghi chú.txt", "không nhận loại này"),
            (b"\x00\x01\x02 abc", "gì đó.pdf", "không nhận loại này"),
            (b"%PDF-1.7\nhalf a file", "hỏng.pdf", "hỏng hoặc chưa tải đủ"),
        ],
    )
    def test_what_cannot_be_used_is_refused_with_the_reason(self, content, name, words, store_root):
        assert words in refusal(content, name)
        assert left_behind(store_root) == []

    def test_a_picture_named_pdf_is_told_its_true_kind_and_the_remedy(self):
        message = refusal(picture(), "giấy chứng sinh.pdf")
        assert "ảnh JPEG" in message
        assert ".jpg" in message

    def test_a_picture_cut_off_in_the_middle_is_refused(self):
        whole = picture(size=(900, 900))
        assert "chưa tải đủ" in refusal(whole[: len(whole) // 2], "ảnh.jpg")
        whole = picture("PNG")
        assert "chưa tải đủ" in refusal(whole[: len(whole) // 2], "ảnh.png")

    def test_a_document_with_macros_is_refused(self):
        assert "macro" in refusal(docx("word/vbaProject.bin"), "đơn.docx")

    def test_too_large_names_the_limit(self):
        assert "1 MB" in refusal(b"%PDF-" + b"x" * 1_500_000, "to.pdf", most_bytes=1 << 20)

    def test_only_what_the_place_accepts(self):
        assert "Hãy gửi PDF." in refusal(picture(), "ảnh.jpg", accept={PDF})


class TestFaults:
    def test_a_full_disk_leaves_nothing_and_says_so(self, store_root):
        content = picture("PNG", (600, 600))
        assert len(content) > 100_000
        vault.folder("incoming")
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
        try:
            with pytest.raises(vault.StorageFull) as refused, vault.receive(io.BytesIO(content), 1 << 20):
                pass
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, handler)
        assert refused.value.status == 507
        assert left_behind(store_root) == []
        assert services.store(content, "ảnh.png", actor=ANONYMOUS).size == len(content)

    def test_killed_in_the_middle_leaves_nothing_under_a_hash(self, store_root):
        code = (
            "import django, os, signal, sys; django.setup()\n"
            "from tinhso.kernel.files import vault\n"
            "class Endless:\n"
            "    n = 0\n"
            "    def read(self, size):\n"
            "        self.n += 1\n"
            "        if self.n == 8: os.kill(os.getpid(), signal.SIGKILL)\n"
            "        return b'x' * size\n"
            "from django.conf import settings; settings.FILES_ROOT = sys.argv[1]\n"
            "with vault.receive(Endless(), 1 << 40) as incoming: vault.keep(incoming)\n"
        )
        ended = subprocess.run(
            [sys.executable, "-c", code, str(store_root)], env=os.environ, capture_output=True, timeout=60
        )
        assert ended.returncode == -signal.SIGKILL
        left = left_behind(store_root)
        assert [path.parent.name for path in left] == ["incoming"]
        os.utime(left[0], (0, 0))
        assert vault.sweep() == 1
        assert left_behind(store_root) == []


class Clamd(socketserver.BaseRequestHandler):
    """Speaks clamd's protocol; finds the word VIRUS."""

    def handle(self):
        command = b""
        while not command.endswith(b"\0"):
            command += self.request.recv(1)
        if command == b"zPING\0":
            self.request.sendall(b"PONG\0")
            return
        content = b""
        while size := struct.unpack("!L", self._exactly(4))[0]:
            content += self._exactly(size)
        found = b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if b"VIRUS" in content else b"stream: OK\0"
        self.request.sendall(found)

    def _exactly(self, size):
        data = b""
        while len(data) < size:
            data += self.request.recv(size - len(data))
        return data


@pytest.fixture
def clamd(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMAV_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


class TestScanner:
    def test_a_clean_file_is_marked_clean(self, clamd):
        assert services.store(picture(), "ảnh.jpg", actor=ANONYMOUS).scan == Scan.CLEAN
        assert scanner.ping() == []

    def test_an_infected_file_is_refused_by_the_name_of_what_it_carries(self, clamd, store_root):
        assert "EICAR" in refusal(picture() + b"VIRUS", "ảnh.jpg")
        assert left_behind(store_root) == []

    def test_a_silent_scanner_lets_nothing_in_unseen(self, settings):
        settings.CLAMAV_ADDRESS = "127.0.0.1:1"
        with pytest.raises(Refused, match="thử lại"):
            services.store(picture(), "ảnh.jpg", actor=ANONYMOUS)
        assert scanner.ping() != []

    def test_doctor_says_when_none_is_configured(self):
        assert "TINHSO_CLAMAV" in scanner.ping()[0]


def test_the_default_kinds_hold_no_text_that_a_browser_would_run():
    assert not {"text/html", "image/svg+xml", XML} & DOCUMENTS
