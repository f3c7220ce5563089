"""Signing: the person, then the agency; PAdES with a timestamp; what poppler's pdfsig and our validation say."""

import shutil
import subprocess
import threading
import time
from pathlib import Path

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tinhso.kernel.files import queries as files
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, Refused
from tinhso.kernel.identity.actor import ANONYMOUS, SYSTEM
from tinhso.kernel.papers import services as papers
from tinhso.kernel.papers.templates_known import TEMPLATES
from tinhso.kernel.signing import opening, services, specimens, stamps, trust, vault
from tinhso.kernel.signing.models import PaperSignature
from tinhso.kernel.signing.signers import CannotSign


@pytest.fixture
def both(paper, office):
    """The paper's content, signed by the person and the agency."""
    services.sign_paper(paper, actor=office.leader, role="person")
    return files.read(services.sign_paper(paper, actor=SYSTEM, role="agency").signed_file)


def pdfsig(content, folder):
    program = shutil.which("pdfsig")
    if program is None:
        pytest.fail("pdfsig is missing: install Debian's package poppler-utils (make test does so as root)")
    path = Path(folder) / "signed.pdf"
    path.write_bytes(content)
    return subprocess.run([program, str(path)], capture_output=True, text=True, check=False).stdout


def changed(content):
    """Return a copy in which one letter of the title is another."""
    copy = content.replace("Giấy khai sinh".encode(), "Giấy khai sanh".encode(), 1)
    assert copy != content
    return copy


class TestSigning:
    def test_person_then_agency_and_both_stay_valid(self, both, tmp_path):
        first, second = services.validate(both)
        assert (first.signer, first.organization) == ("Nguyễn Hoàng Thiên Phước", "Ủy ban nhân dân xã Thượng Ninh")
        assert second.signer == "Ủy ban nhân dân xã Thượng Ninh"
        for report in (first, second):
            assert (report.verdict, report.trusted, report.revocation) == ("valid", True, "good")
            assert report.timestamp_trusted
            assert abs((report.timestamp_at - clock.now()).total_seconds()) < 60
            assert report.demonstration
            assert "TRÌNH DIỄN" in report.sentence
        assert not first.covers_all
        assert first.only_signed_after
        assert second.covers_all
        said = pdfsig(both, tmp_path)
        assert said.count("Signature is Valid.") == 2
        assert said.count("ETSI.CAdES.detached") == 2

    def test_a_changed_copy_is_broken_for_us_and_for_pdfsig(self, both, tmp_path):
        copy = changed(both)
        assert {report.verdict for report in services.validate(copy)} == {"broken"}
        assert "bị thay đổi" in services.validate(copy)[0].sentence
        assert "Signature is Valid." not in pdfsig(copy, tmp_path)

    def test_the_order_is_kept_and_each_signs_once(self, paper, office):
        with pytest.raises(Refused, match="phải ký số trước"):
            services.sign_paper(paper, actor=SYSTEM, role="agency")
        services.sign_paper(paper, actor=office.leader, role="person")
        with pytest.raises(Conflict, match="Nguyễn Hoàng Thiên Phước"):
            services.sign_paper(paper, actor=office.leader, role="person")
        services.sign_paper(paper, actor=SYSTEM, role="agency")
        with pytest.raises(Conflict):
            services.sign_paper(paper, actor=SYSTEM, role="agency")

    def test_a_receipt_is_sealed_alone_and_no_person_signs_after(self, office):
        code = "tiep-nhan-va-hen-tra"
        receipt = papers.issue(code, code, TEMPLATES[code].sample, unit=office.unit, actor=SYSTEM, title="Giấy hẹn")
        signed = services.sign_paper(receipt, actor=SYSTEM, role="agency")
        assert [report.verdict for report in services.validate(files.read(signed.signed_file))] == ["valid"]
        with pytest.raises(Refused, match="không ký sau"):
            services.sign_paper(receipt, actor=office.leader, role="person")

    def test_the_signed_file_keeps_its_claim_of_pdf_a(self, both):
        assert b"pdfaid:part" in both

    def test_without_a_credential_or_the_right_nothing_is_signed(self, paper, office):
        with pytest.raises(CannotSign, match="chưa có chứng thư số"):
            services.sign_paper(paper, actor=ANONYMOUS, role="person")
        services.sign_paper(paper, actor=office.leader, role="person")
        with pytest.raises(Forbidden, match="đóng dấu số"):
            services.sign_paper(paper, actor=office.leader, role="agency")
        services.revoke_credential(office.agency, actor=SYSTEM, reason="đổi con dấu")
        with pytest.raises(CannotSign, match="chưa có chứng thư số của cơ quan"):
            services.sign_paper(paper, actor=SYSTEM, role="agency")
        assert PaperSignature.objects.count() == 1

    def test_a_silent_timestamp_service_leaves_the_paper_as_it_was(self, paper, office, settings):
        settings.TIMESTAMP_URL = "http://127.0.0.1:1/tsa"
        with pytest.raises(CannotSign, match="dấu thời gian"):
            services.sign_paper(paper, actor=office.leader, role="person")
        paper.refresh_from_db()
        assert paper.signed_file is None
        assert PaperSignature.objects.count() == 0

    @pytest.mark.django_db(transaction=True)
    def test_two_who_sign_at_once_leave_one_signature(self, paper, office):
        answers = []

        def sign():
            try:
                services.sign_paper(paper, actor=office.leader, role="person")
                answers.append("signed")
            except Conflict:
                answers.append("told")
            finally:
                connection.close()

        threads = [threading.Thread(target=sign) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers) == ["signed", "told"]


class TestProviders:
    def test_a_key_with_its_own_passphrase_asks_for_it(self, paper, office):
        services.enrol(
            actor=SYSTEM, account=office.account, unit=office.unit, passphrase="bí mật riêng", algorithm="rsa"
        )
        with pytest.raises(CannotSign, match="Mật khẩu"):
            services.sign_paper(paper, actor=office.leader, role="person", password="sai")
        signed = services.sign_paper(paper, actor=office.leader, role="person", password="bí mật riêng")
        assert services.validate(files.read(signed.signed_file))[0].verdict == "valid"

    def test_remote_signing_by_pin(self, paper, office, tmp_path):
        services.enrol(actor=SYSTEM, account=office.account, unit=office.unit, provider="remote", passphrase="246810")
        with pytest.raises(CannotSign, match="PIN không đúng"):
            services.sign_paper(paper, actor=office.leader, role="person", pin="000000")
        signed = services.sign_paper(paper, actor=office.leader, role="person", pin="246810")
        content = files.read(signed.signed_file)
        assert services.validate(content)[0].verdict == "valid"
        assert "Signature is Valid." in pdfsig(content, tmp_path)

    def test_a_pkcs11_device(self, paper, office, tmp_path, monkeypatch, trust_url):
        program = shutil.which("softhsm2-util")
        library = next(Path("/usr/lib").glob("**/libsofthsm2.so"), None)
        if program is None or library is None:
            pytest.fail("SoftHSM is missing: install Debian's package softhsm2 (make test does so as root)")
        tokens = tmp_path / "tokens"
        tokens.mkdir()
        config = tmp_path / "softhsm2.conf"
        config.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\n")
        monkeypatch.setenv("SOFTHSM2_CONF", str(config))
        key, chain = self._key_and_chain(tmp_path)
        for arguments in (
            ["--init-token", "--free", "--label", "ky-so", "--so-pin", "12345678", "--pin", "135790"],
            ["--import", str(key), "--token", "ky-so", "--label", "khoa", "--id", "a1", "--pin", "135790"],
        ):
            subprocess.run([program, *arguments], check=True, capture_output=True)
        services.register(
            actor=SYSTEM,
            account=office.account,
            unit=office.unit,
            provider="pkcs11",
            chain=chain,
            options={"module": str(library), "token": "ky-so", "key_label": "khoa"},
            label="USB token của Phó Chủ tịch",
            image=bytes(office.person.image),
        )
        with pytest.raises(CannotSign, match="PIN không đúng"):
            services.sign_paper(paper, actor=office.leader, role="person", pin="000000")
        signed = services.sign_paper(paper, actor=office.leader, role="person", pin="135790")
        content = files.read(signed.signed_file)
        assert services.validate(content)[0].verdict == "valid"
        assert "Signature is Valid." in pdfsig(content, tmp_path)

    @staticmethod
    def _key_and_chain(folder):
        """Make an RSA key outside the device, and its certificate."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.serialization import pkcs12

        subject = {"common_name": "Nguyễn Hoàng Thiên Phước", "organization": "UBND", "serial": ""}
        chain, options = services._software_key(subject, "rsa", "")
        loaded = pkcs12.load_key_and_certificates(vault.read(options["file"]), vault.server_passphrase().encode())
        path = folder / "key.pem"
        path.write_bytes(
            loaded[0].private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return path, chain


class TestValidation:
    def test_what_was_signed_before_a_revocation_stays_valid_and_after_it_is_not(self, paper, office, trust_url):
        content = files.read(paper.file)
        before = services.sign_pdf(content, office.person)
        time.sleep(2.1)  # revocation lists count in whole seconds, and a second's difference is borne
        serial = vault.certificates(office.person.certificate)[0].serial_number
        httpx.post(f"{trust_url}/revoke", json={"serial_number": str(serial)}).raise_for_status()
        trust.forget_lists()
        time.sleep(2.1)
        after = services.sign_pdf(content, office.person)
        assert services.validate(before)[0].verdict == "valid"
        (report,) = services.validate(after)
        assert (report.revocation, report.verdict) == ("revoked", "broken")
        assert "thu hồi" in report.sentence

    def test_an_unknown_authority_is_not_trusted_but_the_content_is_whole(self, both, office):
        from tinhso.kernel.signing.models import TrustRoot

        TrustRoot.objects.update(withdrawn_at=clock.now())
        report = services.validate(both)[0]
        assert (report.verdict, report.intact, report.trusted) == ("unknown", True, False)

    def test_roots_in_the_folder_are_trusted(self, both, office, trust_url):
        from tinhso.kernel.signing.models import TrustRoot

        TrustRoot.objects.update(withdrawn_at=clock.now())
        trust.folder().mkdir()
        (trust.folder() / "root.crt").write_text(httpx.get(f"{trust_url}/ca.pem").text)
        report = services.validate(both)[0]
        assert (report.verdict, report.demonstration) == ("valid", False)

    def test_something_else_than_a_pdf_is_refused(self, office):
        with pytest.raises(Invalid):
            services.validate(b"xin chao")

    def test_a_page_added_after_signing_is_told(self, both, office):
        import io

        from pyhanko.pdf_utils import generic
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

        writer = IncrementalPdfFileWriter(io.BytesIO(both))
        page = writer.find_page_for_modification(0)[0].get_object()
        page["/Rotate"] = generic.NumberObject(90)
        writer.update_container(page)
        output = io.BytesIO()
        writer.write(output)
        assert {report.verdict for report in services.validate(output.getvalue())} == {"broken"}


class TestScreens:
    def test_anybody_checks_a_file(self, both, office, client):
        page = client.post("/xac-minh/tep/", {"file": SimpleUploadedFile("giay.pdf", both)})
        words = page.content.decode()
        assert page.status_code == 200
        assert words.count("Chữ ký hợp lệ") == 2
        page = client.post("/xac-minh/tep/", {"file": SimpleUploadedFile("giay.pdf", changed(both))})
        assert "Chữ ký không hợp lệ" in page.content.decode()

    def test_what_is_no_pdf_or_not_signed_is_told_so(self, paper, client):
        page = client.post("/xac-minh/tep/", {"file": SimpleUploadedFile("giay.pdf", b"abc")})
        assert page.status_code == 422
        unsigned = SimpleUploadedFile("giay.pdf", files.read(paper.file))
        assert "không có chữ ký số" in client.post("/xac-minh/tep/", {"file": unsigned}).content.decode()

    def test_the_verification_page_carries_the_verdict(self, both, paper, client):
        page = client.get(f"/xac-minh/{paper.verification_code}")
        assert "Giấy tờ có thật và còn giá trị" in page.content.decode()
        assert "TRÌNH DIỄN" in page.content.decode()


class TestStamps:
    def test_the_seal_covers_a_third_of_the_signature_from_the_left(self):
        room = {"page": 0, "x": 370.0, "y": 200.0, "width": 120.0, "height": 60.0}
        seal = stamps.agency_stamp(room, b"x").box
        assert seal[2] == 370 + 40
        assert seal[2] - seal[0] == pytest.approx(36 * stamps.MM)

    def test_the_text_of_an_electronic_copy_stands_top_right_with_its_zone(self, office, paper):
        stamp = stamps.copy_stamp("SAO Y", office.unit.name, clock.now(), (595, 842))
        assert stamp.text[2].endswith("+07:00")
        signed = services.sign_pdf(files.read(paper.file), office.agency, stamp=stamp)
        assert services.validate(signed)[0].verdict == "valid"

    def test_pictures_are_the_same_for_the_same_name(self):
        assert specimens.signature("Lê Thị An") == specimens.signature("Lê Thị An")
        assert specimens.seal("Sở Y tế").startswith(b"\x89PNG")


def test_a_key_used_by_the_server_is_opened_once(office):
    assert opening._software(office.person, "") is opening._software(office.person, "")
