"""Papers: numbered without a gap, set as PDF/A, verified by code, set from templates that can be edited."""

import io
import re
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from pyhanko.pdf_utils.reader import PdfFileReader

from tinhso.kernel.files import queries as files
from tinhso.kernel.files import services as file_services
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid
from tinhso.kernel.identity.actor import ANONYMOUS, SYSTEM
from tinhso.kernel.papers import codes, queries, services, typesetting
from tinhso.kernel.papers.models import Paper
from tinhso.kernel.papers.templates_known import TEMPLATES

CODES = list(TEMPLATES)


def issue(unit, code="giay-khai-sinh", **options):
    data = {**TEMPLATES[code].sample, **options.pop("data", {})}
    values = {"title": TEMPLATES[code].name, "actor": SYSTEM, "public_fields": {"Họ và tên": "Nguyễn H*** B*** Ngọc"}}
    return services.issue(code, code, data, unit=unit, **{**values, **options})


class TestSetting:
    @pytest.mark.django_db
    @pytest.mark.parametrize("code", CODES)
    def test_every_template_sets_its_sample_and_bears_missing_data(self, code):
        for data in (TEMPLATES[code].sample, {}):
            pdf = services.render(code, data)
            metadata = PdfFileReader(io.BytesIO(pdf)).root["/Metadata"].data.decode()
            assert re.search(r"pdfaid:part(>|=\")2", metadata)
            assert re.search(r"pdfaid:conformance(>|=\")B", metadata)

    @pytest.mark.django_db
    def test_data_are_never_read_as_typst_code(self):
        evil = '#panic("run") $x$ *b* ]#sys.inputs[ "quoted" \\ #read("common.typ")'
        assert services.render("tu-choi", {"reason": evil, "applicant_name": evil}, title=evil, number=evil)

    @pytest.mark.django_db
    def test_a_template_reaches_no_file_and_no_package(self):
        outside = ("/etc/hostname", "../../../../../../etc/hostname")
        for source in (*(f'#read("{path}")' for path in outside), '#import "@preview/x:0.1.0"'):
            with pytest.raises(Invalid):
                services.render("tu-choi", {}, source=source)

    def test_the_room_for_the_signature_lies_above_the_name_on_the_page(self):
        sample = TEMPLATES["ket-qua"].sample
        facts = services._facts(None, "01/QĐ", "t", "0" * 12, date(2026, 2, 5), sample)
        assert facts["date"] == "ngày 05 tháng 02 năm 2026"
        room = typesetting.typeset(typesetting.default_source("ket-qua"), sample, facts, clock.now()).stamps["person"]
        assert room["page"] == 0
        assert 300 < room["x"] < 450
        assert 60 < room["y"] < 600


class TestIssuing:
    def test_a_paper_has_a_number_a_file_and_a_code(self, commune):
        with clock.at(datetime(2026, 1, 15, 3, 0, tzinfo=UTC)):
            first, second = issue(commune), issue(commune)
        assert (first.number, second.number) == ("01/KS-UBND", "02/KS-UBND")
        assert files.read(first.file).startswith(b"%PDF")
        assert queries.paper_by_code(codes.grouped(first.verification_code).lower()) == first
        with clock.at(datetime(2026, 12, 31, 18, 0, tzinfo=UTC)):
            assert issue(commune).number == "01/KS-UBND", "in Viet Nam the new year has begun"

    def test_a_receipt_takes_no_number(self, commune):
        assert issue(commune, "tiep-nhan-va-hen-tra").number == ""

    @pytest.mark.django_db(transaction=True)
    def test_numbers_run_without_a_gap_when_many_issue_at_once_and_some_fail(self, commune):
        numbers, problems = [], []

        def work(index):
            try:
                with transaction.atomic():
                    number = services.next_number(commune, "QĐ", 2026)
                    if index % 3 == 0:
                        raise RuntimeError("rolled back")
                    numbers.append(number)
            except RuntimeError:
                problems.append(index)
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=(index,)) for index in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(problems) == 4
        assert sorted(numbers) == [f"{number:02d}/QĐ-UBND" for number in range(1, 9)]


class TestTemplates:
    def test_an_edited_template_stands_before_the_default_and_keeps_its_history(self, commune):
        source = typesetting.default_source("tu-choi").replace("Phiếu từ chối", "PHIẾU TỪ CHỐI MỚI")
        saved = services.save_template("tu-choi", source, actor=SYSTEM, note="theo mẫu mới")
        assert queries.template_source("tu-choi") == (source, 1)
        assert issue(commune, "tu-choi").template_version == 1
        services.restore_default("tu-choi")
        assert [item.version for item in queries.history("tu-choi")] == [2, saved.version]

    @pytest.mark.django_db
    def test_a_broken_template_is_refused_with_the_words_of_typst(self):
        with pytest.raises(Invalid) as refused:
            services.save_template("tu-choi", '#import "common.typ": *\n#unknown-thing()', actor=SYSTEM)
        assert "unknown variable" in refused.value.fields["source"]
        assert queries.template_source("tu-choi")[1] == 0

    @pytest.mark.django_db
    def test_who_edits_an_old_version_is_told(self):
        source = typesetting.default_source("tu-choi")
        services.save_template("tu-choi", source, actor=SYSTEM, based_on=0)
        with pytest.raises(Conflict):
            services.save_template("tu-choi", source, actor=SYSTEM, based_on=0)

    @pytest.mark.django_db
    def test_nobody_edits_without_the_right(self):
        with pytest.raises(Forbidden):
            services.save_template("tu-choi", "x", actor=ANONYMOUS)


class TestVerification:
    def test_the_page_shows_what_is_public_and_no_more(self, commune, client):
        paper = issue(commune)
        page = client.get(f"/xac-minh/{paper.verification_code}")
        words = page.content.decode()
        assert "Nguyễn H*** B*** Ngọc" in words
        assert paper.number in words
        assert "chưa có chữ ký số" in words
        assert "038326000012" not in words

    def test_a_typed_code_leads_to_the_paper(self, commune, client):
        paper = issue(commune)
        answer = client.get("/xac-minh/", {"code": codes.grouped(paper.verification_code).lower()})
        assert answer["Location"] == f"/xac-minh/{paper.verification_code}"
        wrong = client.get("/xac-minh/", {"code": "ABCD"})
        assert wrong.status_code == 422
        assert "Không có giấy tờ nào" in wrong.content.decode()

    def test_a_revoked_and_an_ended_paper_say_so(self, commune, client):
        revoked = services.revoke(issue(commune), actor=SYSTEM, reason="cấp sai thông tin")
        words = client.get(f"/xac-minh/{revoked.verification_code}").content.decode()
        assert "thu hồi" in words
        assert "cấp sai thông tin" in words
        ended = issue(commune, valid_to=clock.today() - timedelta(days=1))
        assert "hết thời hạn" in client.get(f"/xac-minh/{ended.verification_code}").content.decode()
        with pytest.raises(Conflict):
            services.revoke(revoked, actor=SYSTEM, reason="nữa")

    def test_the_signed_file_is_fetched_with_the_four_digits_tried_a_few_times_only(self, commune, client):
        paper = issue(commune, holder_number="038326000012")
        services.replace_file(paper, paper.file)
        address = f"/xac-minh/{paper.verification_code}"
        assert client.post(address, {"digits": "9999"}).status_code == 422
        fetched = client.post(address, {"digits": "0012"})
        assert fetched.status_code == 302
        assert b"".join(client.get(fetched["Location"]).streaming_content) == files.read(paper.file)
        statuses = [client.post(address, {"digits": "1111"}).status_code for _ in range(5)]
        assert statuses[-1] == 429

    def test_codes_are_forgiving_in_letters_and_strict_in_length(self):
        assert codes.normalised("o1i2-3456-789l") == "011234567891"
        assert codes.normalised("short") == ""
        assert len({codes.new_code() for _ in range(100)}) == 100


def test_a_made_file_keeps_a_usable_name(commune):
    paper = issue(commune)
    assert paper.file.name == "Giấy khai sinh 01-KS-UBND.pdf"
    assert Paper.objects.get(id=paper.id).file.size == len(files.read(paper.file))
    assert file_services.clean_name("a/b\\c.pdf") == "c.pdf"
