"""Resumable uploads by tus 1.0.0, and signed links."""

import base64
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http.request import UnreadablePostError
from django.test import Client, RequestFactory
from PIL import Image

from tinhso.kernel.files import links, parts, services, tus
from tinhso.kernel.files.models import Upload
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound
from tinhso.kernel.identity.actor import ANONYMOUS, Actor

pytestmark = pytest.mark.django_db
START = "/tep/tai-len/"
BODY = "application/offset+octet-stream"
TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}


@pytest.fixture(autouse=True)
def store_root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    settings.CLAMAV_ADDRESS = ""


@pytest.fixture
def content():
    file = io.BytesIO()
    Image.effect_noise((400, 400), 90).save(file, "PNG")
    return file.getvalue()


def begin(client, length, name="ảnh.png"):
    metadata = f"filename {base64.b64encode(name.encode()).decode()},filetype aW1hZ2UvcG5n"
    answer = client.post(START, **TUS, HTTP_UPLOAD_LENGTH=str(length), HTTP_UPLOAD_METADATA=metadata)
    assert answer.status_code == 201
    assert "Upload-Expires" in answer
    return answer["Location"]


def send(client, place, offset, piece):
    return client.patch(place, piece, content_type=BODY, HTTP_UPLOAD_OFFSET=str(offset), **TUS)


def claim(client, place, **options):
    token = client.session["upload_token"]
    return services.claim_upload(place.rsplit("/", 1)[1], ANONYMOUS, token=token, **options)


class TestTus:
    def test_the_server_says_what_it_can(self, client):
        answer = client.options(START)
        assert answer["Tus-Version"] == "1.0.0"
        assert {"creation", "termination", "expiration"} <= set(answer["Tus-Extension"].split(","))
        assert int(answer["Tus-Max-Size"]) > 0

    def test_a_file_in_pieces_goes_on_where_it_stood_and_becomes_a_stored_file(self, client, content):
        place = begin(client, len(content))
        assert send(client, place, 0, content[:1000])["Upload-Offset"] == "1000"
        assert client.head(place, **TUS)["Upload-Offset"] == "1000"
        with pytest.raises(Invalid, match="mục"):
            claim(client, place)
        assert send(client, place, 500, content[500:]).status_code == 409
        assert send(client, place, 1000, content[1000:])["Upload-Offset"] == str(len(content))
        file = claim(client, place)
        assert (file.name, file.size) == ("ảnh.png", len(content))
        assert claim(client, place) == file

    def test_what_came_before_the_line_broke_stays(self, client, content):
        place = begin(client, len(content))
        upload = Upload.objects.get()

        class Broken(io.BytesIO):
            def read(self, size=-1):
                piece = super().read(700)
                if not piece:
                    raise UnreadablePostError("gone")
                return piece

        request = RequestFactory().patch(place)
        request.read = Broken(content[:700]).read
        assert tus._append(request, upload, 0)
        assert client.head(place, **TUS)["Upload-Offset"] == "700"
        assert send(client, place, 700, content[700:]).status_code == 204
        assert claim(client, place).size == len(content)

    def test_two_connections_do_not_write_at_once(self, client, content):
        place = begin(client, len(content))
        with parts.locked(Upload.objects.get().id):
            assert send(client, place, 0, content).status_code == 423
        assert send(client, place, 0, content).status_code == 204

    def test_more_than_was_announced_is_not_taken(self, client):
        place = begin(client, 4)
        assert send(client, place, 0, b"123456789")["Upload-Offset"] == "4"

    def test_another_browser_and_another_account_see_nothing(self, client, content):
        place = begin(client, len(content))
        for answer in (
            Client().head(place, **TUS),
            send(Client(), place, 0, content),
            Client().delete(place, **TUS),
        ):
            assert answer.status_code == 404
        other = Actor(account_id=uuid4(), name="Khác", kind="citizen")
        with pytest.raises(NotFound):
            services.claim_upload(place.rsplit("/", 1)[1], other)
        assert client.head(place, **TUS)["Upload-Offset"] == "0"

    def test_an_upload_can_be_ended(self, client):
        place = begin(client, 10)
        assert client.delete(place, **TUS).status_code == 204
        assert client.head(place, **TUS).status_code == 404

    def test_unfinished_uploads_expire(self, client):
        place = begin(client, 10)
        with clock.at(clock.now() + services.UPLOAD_LIFE + timedelta(minutes=1)):
            assert client.head(place, **TUS).status_code == 404
            assert services.expire_uploads() == 1
        assert list(parts.vault.folder("uploads").iterdir()) == []

    def test_an_old_protocol_a_wrong_body_and_a_huge_file_are_refused(self, client, settings):
        assert client.post(START, HTTP_UPLOAD_LENGTH="10").status_code == 412
        place = begin(client, 10)
        answer = client.patch(place, b"x", content_type="text/plain", HTTP_UPLOAD_OFFSET="0", **TUS)
        assert answer.status_code == 415
        huge = str(settings.UPLOAD_LIMIT_BYTES + 1)
        answer = client.post(START, **TUS, HTTP_UPLOAD_LENGTH=huge)
        assert answer.status_code == 413
        assert "MB" in answer.content.decode()

    def test_a_refused_kind_stays_refused_and_unkept(self, client):
        place = begin(client, 4, "đơn.pdf")
        send(client, place, 0, b"MZ\x90\x00")
        with pytest.raises(Invalid, match="mục"):
            claim(client, place)


class TestLinks:
    @pytest.fixture
    def file(self, content):
        return services.store(content, "giấy tờ đặc biệt.png", actor=ANONYMOUS)

    def test_a_link_serves_the_file_harmlessly(self, client, file, content):
        answer = client.get(links.link(file))
        assert b"".join(answer.streaming_content) == content
        assert answer["Content-Type"] == "image/png"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Content-Disposition"].startswith("inline")
        saved = client.get(links.link(file, download=True))
        assert saved["Content-Disposition"].startswith("attachment; filename*=utf-8''")

    def test_a_part_of_a_file(self, client, file, content):
        answer = client.get(links.link(file), HTTP_RANGE="bytes=10-19")
        assert (answer.status_code, b"".join(answer.streaming_content)) == (206, content[10:20])
        assert answer["Content-Range"] == f"bytes 10-19/{len(content)}"
        tail = client.get(links.link(file), HTTP_RANGE="bytes=-5")
        assert b"".join(tail.streaming_content) == content[-5:]
        assert client.get(links.link(file), HTTP_RANGE="bytes=99999999-").status_code == 416

    def test_a_link_ends_and_cannot_be_altered(self, client, file):
        link = links.link(file, seconds=60)
        token = link.split("/")[3]
        with clock.at(clock.now() + timedelta(seconds=61)), pytest.raises(Forbidden, match="hết hạn"):
            links.opened(token)
        with pytest.raises(Forbidden):
            links.opened(token.replace(".v~", ".d~"))
        assert client.get(link.replace(token, token[::-1])).status_code == 403
