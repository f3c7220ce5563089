"""The pages as people use them: each draws, and the whole way of a document can be gone without script."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tinhso.government.official_documents.models import Assignment, IncomingDocument, OutgoingDocument
from tinhso.government.official_documents.queries import related
from tinhso.government.official_documents.services import books, signing
from tinhso.government.official_documents.tests.conftest import LETTER, a_pdf
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.identity.actor import SYSTEM

APP = "official_documents"


@pytest.fixture
def browse(world):
    def start(name: str) -> Client:
        client = Client()
        client.force_login(world.accounts[name])
        session = client.session
        session["second_factor"] = str(world.accounts[name].pk)
        session.save()
        return client

    return start


def _address(name: str, *args: object) -> str:
    return reverse(f"{APP}:{name}", args=args)


def test_a_scan_is_taken_in_registered_routed_and_answered(world, browse) -> None:
    clerk, leader, head = browse("clerk"), browse("leader"), browse("head")
    scan = SimpleUploadedFile("van-ban.pdf", a_pdf("Kính gửi Sở Xây dựng"), content_type="application/pdf")
    body = {"unit": str(world.department.pk), "channel": "paper", "files": scan}
    answer = clerk.post(_address("incoming-new"), body)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    document = IncomingDocument.objects.get()
    missing = clerk.post(_address("incoming-act", document.pk, "vao-so"), {"subject": "Thiếu"})
    assert missing.status_code == 422
    assert "Hãy ghi mục này" in missing.content.decode()
    fields = {
        "sender_name": "UBND tỉnh", "symbol": "05/QĐ-UBND", "issued_on": "01/11/2026", "subject": "Kế hoạch",
        "kind_code": "quyet-dinh", "urgency": "1",
    }  # fmt: skip
    assert clerk.post(_address("incoming-act", document.pk, "vao-so"), fields).status_code == 302
    lead = {"text": "Giao Phòng chủ trì", "lead": f"u:{world.division.pk}", "joint": [f"u:{world.other_division.pk}"]}
    assert leader.post(_address("instruct", document.pk), lead).status_code == 302
    part = Assignment.objects.get(part="lead")
    page = head.get(_address("incoming", document.pk))
    assert "Giao Phòng chủ trì" in page.content.decode()
    handed = {"text": "Soạn", "lead": f"p:{world.division.pk}:{world.accounts['specialist'].pk}"}
    assert head.post(_address("assignment-act", part.pk, "giao-tiep"), handed).status_code == 302
    below = Assignment.objects.get(account=world.accounts["specialist"])
    specialist = browse("specialist")
    assert specialist.get(_address("assignment", below.pk)).status_code == 302
    assert specialist.post(_address("assignment-act", below.pk, "nhan")).status_code == 302
    assert specialist.post(_address("assignment-act", below.pk, "xong"), {"result": "Đã soạn"}).status_code == 302
    assert browse("second").get(_address("incoming", document.pk)).status_code == 404
    listed = clerk.get(_address("incoming-list"), {"text": "kính gửi sở xây"}).content.decode()
    assert "05/QĐ-UBND" in listed, "words of the text are found"


def test_the_reading_of_files_is_on_record_and_bears_the_readers_name(world, browse, register) -> None:
    document = register()
    file = document.files.get()
    answer = browse("leader").get(_address("file", "den", document.pk, file.file_id))
    assert answer.status_code == 200
    assert browse("leader").get(_address("file", "den", document.pk, file.file_id) + "?goc=1").status_code == 403
    assert browse("commune_clerk").get(_address("file", "den", document.pk, file.file_id)).status_code == 404
    entry = AuditEntry.objects.get(code="official_documents.file-read")
    assert (entry.account_name, entry.details["way"]) == ("Lê Đức Nghĩa", "view")


def test_a_draft_is_written_changed_compared_checked_and_sent(world, browse) -> None:
    specialist = browse("specialist")
    body = LETTER | {
        "drafting_unit": str(world.division.pk), "urgency": "0", "archive_mark": "VT, QLXD",
        "recipients": "H56.901 Ủy ban nhân dân xã Thượng Ninh\nNhư trên",
    }  # fmt: skip
    assert specialist.get(_address("draft-new")).status_code == 200
    answer = specialist.post(_address("draft-new"), body)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    document = OutgoingDocument.objects.get()
    assert list(document.recipients.values_list("identifier", "name")) == [
        ("H56.901", "Ủy ban nhân dân xã Thượng Ninh"), ("", "Như trên"),
    ]  # fmt: skip
    changed = body | {"text": "Thực hiện ý kiến mới.", "revision": "1", "note": "theo góp ý"}
    assert specialist.post(_address("draft-edit", document.pk), changed).status_code == 302
    assert specialist.post(_address("draft-edit", document.pk), changed).status_code == 409
    compared = specialist.get(_address("compare", document.pk)).content.decode()
    assert "<ins>" in compared and "<del>" in compared
    for name in ("outgoing", "checks", "preview"):
        assert specialist.get(_address(name, document.pk)).status_code == 200, name
    assert specialist.post(_address("outgoing-act", document.pk, "gop-y"), {"text": "Sửa hạn"}).status_code == 302
    asked = {"to": f"u:{world.other_division.pk}", "question": "Có ý kiến gì?"}
    assert specialist.post(_address("outgoing-act", document.pk, "xin-y-kien"), asked).status_code == 302
    sent = {"signer": str(world.accounts["leader"].pk), "initials": [str(world.accounts["head"].pk)]}
    answer = specialist.post(_address("outgoing-act", document.pk, "trinh-ky"), sent)
    assert answer.status_code == 302, answer.content.decode()[-4000:]
    assert browse("head").get(_address("to-sign")).content.decode().count("data-row") == 1
    signed = browse("head").post(_address("to-sign"), {"chon": [str(document.pk)]}).content.decode()
    assert "chứng thư số" in signed, "who has no certificate is told so"
    assert browse("head").get(_address("outgoing", document.pk)).status_code == 200


def test_books_registers_figures_and_the_import_of_an_old_system(world, browse, register) -> None:
    register()
    clerk = browse("clerk")
    book = books.usual_book(world.department, "incoming")
    for name, args in (("books", ()), ("book", (book.pk,)), ("figures", ()), ("import", ()), ("outgoing-list", ())):
        assert clerk.get(_address(name, *args)).status_code == 200, name
    head = b"".join(clerk.get(_address("register", book.pk), {"xuat": "csv"}).streaming_content).decode().splitlines()
    assert len(head[0].split(",")) >= 10
    follow = clerk.get(_address("register", book.pk), {"xuat": "csv", "mau": "theo-doi"})
    assert b"".join(follow.streaming_content).decode().count("05/QĐ-UBND") == 1
    assert clerk.get(_address("register", book.pk), {"xuat": "pdf"}).content[:5] == b"%PDF-"
    held = clerk.post(_address("book-act", book.pk, "giu"), {"count": 2, "reason": "Văn bản giấy đang chuyển"})
    assert held.status_code == 302
    table = (
        "khoa,so,ngay,so_ky_hieu,ngay_van_ban,co_quan,loai,trich_yeu,nguoi_ky,do_mat\n"
        "A1,812,03/02/2024,12/TB-UBND,01/02/2024,UBND tỉnh,Thông báo,Kết luận họp,Lê Văn A,\n"
        "A2,813,03/02/2024,13/TB-UBND,01/02/2024,UBND tỉnh,Thông báo,Việc mật,Lê Văn A,Mật\n"
        "A3,,03/02/2024,14/TB-UBND,01/02/2024,UBND tỉnh,Thông báo,Thiếu số,Lê Văn A,\n"
    ).encode()
    for turn, (added, kept) in enumerate(((1, 0), (0, 1))):
        file = SimpleUploadedFile("cu.csv", table, content_type="text/csv")
        body = {
            "unit": str(world.department.pk),
            "direction": "incoming",
            "source": "TDOffice",
            "write": "on",
            "file": file,
        }
        page = clerk.post(_address("import"), body).content.decode()
        assert f"Thêm {added}, đã có từ trước {kept}, bị từ chối 2." in page, (turn, page[-3000:])
    assert IncomingDocument.objects.get(number=812).year == 2024


def test_pages_ask_few_questions_however_long_the_lists(
    world, browse, register, draft, django_assert_max_num_queries
) -> None:
    for at in range(6):
        register(symbol=f"{at + 10}/QĐ-UBND")
        signing.submit(world.actor("specialist"), draft().pk, world.accounts["leader"])
    clerk, leader = browse("clerk"), browse("leader")
    for client, name in ((clerk, "incoming-list"), (clerk, "outgoing-list"), (leader, "to-sign"), (clerk, "figures")):
        client.get(_address(name))
        with django_assert_max_num_queries(12):
            client.get(_address(name))


def test_a_search_is_kept_under_a_name_and_found_again(world, browse, register) -> None:
    register(subject="Kế hoạch trồng rừng năm 2027")
    clerk = browse("clerk")
    kept = {"name": "Trồng rừng", "query": "text=trong+rung&sau=x"}
    answer = clerk.post(reverse("search:view-save", args=["official_documents.incoming"]), kept)
    assert answer["Location"] == f"{_address('incoming-list')}?text=trong+rung"
    page = clerk.get(_address("incoming-list")).content.decode()
    assert f'href="{_address("incoming-list")}?text=trong+rung"' in page
    assert "Trồng rừng" not in browse("leader").get(_address("incoming-list")).content.decode()
    nameless = clerk.post(reverse("search:view-save", args=["official_documents.incoming"]), kept | {"name": " "})
    assert nameless["Location"] == answer["Location"], "what was looked for is not lost with the refusal"
    assert "Đặt tên cho cách xem" in clerk.get(nameless["Location"]).content.decode()
    assert clerk.post(reverse("search:view-save", args=["khong.co"]), kept).status_code == 404


def test_what_belongs_to_a_document_is_told(world, browse, register) -> None:
    first = register(subject="Báo cáo tình hình trồng rừng quý III năm 2026", symbol="112/BC-SNN")
    second = register(subject="Báo cáo tình hình trồng rừng quý IV năm 2026", symbol="140/BC-SNN")
    other = register(subject="Lịch tiếp công dân tháng 12", symbol="1112/BC-SNN")
    page = browse("clerk").get(_address("related", "den", first.pk)).content.decode()
    assert _address("incoming", second.pk) in page
    assert _address("incoming", other.pk) not in page
    assert browse("clerk").get(_address("related", "ngang", first.pk)).status_code == 404


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Trả lời Báo cáo số 05/BC-SNN ngày 01/11/2026", True), ("Theo văn bản 5/BC – SNN.", True),
        ("Báo cáo 05/BC-SNN-VP", False), ("Báo cáo 105/BC-SNN", False), ("Báo cáo 05/BC-SNNMT", False),
        ("Kèm 12/2026/05/BC-SNN", False),
    ],
)  # fmt: skip
def test_a_symbol_is_named_however_it_is_written_and_by_nothing_longer(world, register, text, told) -> None:
    document = register(subject="Báo cáo tình hình trồng rừng", symbol="05/BC-SNN")
    register(subject="Lịch tiếp công dân", symbol="5/BC-SNN")
    naming = register(subject=text, symbol="7/UBND-NN")
    assert [one.row for one in related.naming(SYSTEM, document)] == ([naming] if told else [])


def test_nothing_that_one_may_not_see_is_told_to_belong_to_what_one_sees(world, browse, register, draft) -> None:
    subject = "Báo cáo tình hình trồng rừng quý III năm 2026"
    first, second = register(subject=subject, symbol="112/BC-SNN"), register(subject=subject, symbol="140/BC-SNN")
    naming = register(subject="Trả lời văn bản 112/BC-SNN", symbol="7/UBND-NN")
    given = {"text": "Xử lý", "lead": f"p:{world.division.pk}:{world.accounts['specialist'].pk}"}
    assert browse("leader").post(_address("instruct", first.pk), given).status_code == 302
    own = draft(subject=subject)
    specialist = browse("specialist")
    for way, key, seen in (("den", first.pk, own.pk), ("di", own.pk, first.pk)):
        page = specialist.get(_address("related", way, key)).content.decode()
        assert str(seen) in page
        assert str(second.pk) not in page
        assert str(naming.pk) not in page
    assert specialist.get(_address("related", "den", second.pk)).status_code == 404
