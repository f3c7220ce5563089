"""Official documents are read from their letters and from scans; what is doubtful is marked."""

import shutil
from datetime import date

import cv2
import numpy as np
import pytest

from tinhso.kernel.events.testing import run_jobs, waiting_jobs
from tinhso.kernel.reading import layouts, queries, services
from tinhso.kernel.reading.layouts import scans
from tinhso.kernel.reading.layouts.body import DEADLINE
from tinhso.kernel.reading.layouts.positioned import Word, rows
from tinhso.kernel.reading.layouts.reading import agreed, known_names, of_words
from tinhso.kernel.reading.layouts.symbols import mend_symbol, parse_number
from tinhso.kernel.reading.layouts.vocabulary import POSTS, mended, mended_name, mended_words
from tinhso.kernel.reading.tests.pictures.documents import document
from tinhso.kernel.reading.tests.pictures.scans import scanned

needs_words = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")


def read(content, folder):
    path = folder / "van-ban.pdf"
    path.write_bytes(content)
    return layouts.read(path, "application/pdf")


@pytest.mark.parametrize("held_out", [False, True])
def test_every_field_is_read_from_a_documents_own_letters(held_out, tmp_path):
    for index in range(3):
        made = document(11, index, held_out=held_out)
        found = read(made.pdf, tmp_path)
        assert found.source == "text"
        for name in ("number", "symbol", "issued_on", "place", "kind", "due_on", "urgency", "secrecy", "signer"):
            assert getattr(found, name).value == made.truth.fields[name], (made.name, name)
        assert found.abstract.value.lower() == made.truth.fields["abstract"].lower()


@needs_words
def test_a_scan_gives_the_number_and_date_or_says_that_it_is_not_sure(tmp_path):
    made = document(11, 1)
    content, note = scanned(made, 3)
    found = read(content, tmp_path)
    assert found.source == "ocr"
    for name in ("number", "symbol", "issued_on", "kind", "issuer", "signer"):
        field = getattr(found, name)
        assert field.value == made.truth.fields[name] or field.doubtful, (name, field, note)


def test_a_mark_of_secrecy_is_recognised(tmp_path):
    for index in range(60):
        made = document(5, index)
        if made.truth.fields["secrecy"]:
            assert read(made.pdf, tmp_path).secret
            return
    raise AssertionError("no secret one among them")


@pytest.mark.parametrize(
    ("text", "number", "symbol"),
    [
        ("Số: 05/QĐ-UBND", "05", "QĐ-UBND"), ("Số:12/UBND-VX", "12", "UBND-VX"),
        ("Số : 1234/ BC – SNV.", "1234", "BC-SNV"),
        ("Số: /UBND-VX", "", "UBND-VX"), ("Sô:56GM-SKHCN", "56", "GM-SKHCN"),
    ],
)  # fmt: skip
def test_number_and_symbol_are_parted(text, number, symbol):
    assert parse_number(text)[:2] == (number, symbol)


def test_strokes_that_reading_lost_are_put_back_where_the_issuer_or_the_kind_says_so():
    assert mend_symbol("QD-HDND", "HỘI ĐỒNG NHÂN DÂN XÃ NGA SƠN", "QĐ") == "QĐ-HĐND"
    assert mend_symbol("BC-11PVHCC", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "BC") == "BC-TTPVHCC"
    assert mend_symbol("UBND-VX", "ỦY BAN NHÂN DÂN TỈNH", "CV") == "UBND-VX"
    assert mended("PHÓ TRƯỜNG BAN", POSTS) == ("PHÓ TRƯỞNG BAN", 1.0)
    assert mended_words("Tuyến dụng viên chức") == "Tuyển dụng viên chức"


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("trước ngày 15/3/2026", True), ("chậm nhất là ngày 05 tháng 4 năm 2026", True),
        ("trước 17 giờ 00 ngày 20/5/2026", True),
        ("ngày 12 tháng 01 năm 2024", False), ("số 45/QĐ-UBND ngày 03/02/2024", False),
    ],
)  # fmt: skip
def test_a_deadline_is_told_from_other_days(said, there):
    from tinhso.kernel.foundation.text import fold

    assert bool(DEADLINE.search(fold(said))) is there


def test_what_two_readings_give_differently_is_doubtful():
    one = {"number": layouts.Field("12", 0.95), "symbol": layouts.Field("QĐ-UBND", 0.8)}
    other = {"number": layouts.Field("72", 0.95), "symbol": layouts.Field("QĐ-UBND", 0.8)}
    found = agreed(one, other)
    assert found["number"].doubtful
    assert not found["symbol"].doubtful


def test_columns_of_one_line_are_parted():
    words = [
        Word("SỞ", 0.2, 0.1, 0.24, 0.12),
        Word("NỘI", 0.25, 0.1, 0.29, 0.12),
        Word("CỘNG", 0.5, 0.101, 0.56, 0.121),
    ]
    assert [row.text for row in rows(words)] == ["SỞ NỘI", "CỘNG"]


def test_a_layout_travels_as_data():
    found = layouts.Layout({"issued_on": layouts.Field("2026-03-05", 0.9, page=1, box=(0.1, 0.2, 0.3, 0.4))}, "ocr", 2)
    back = layouts.Layout.from_dict(found.as_dict())
    assert back.issued_on.day == date(2026, 3, 5)
    assert (back.source, back.pages, back.doubtful[0]) == ("ocr", 2, "number")
    with pytest.raises(AttributeError):
        _ = back.colour


@pytest.mark.django_db
def test_a_content_is_read_once_in_a_process_of_its_own(keep):
    made = document(11, 0)
    first, second = keep(made.pdf, "a.pdf", "application/pdf"), keep(made.pdf, "b.pdf", "application/pdf")
    assert services.ask_layout(first)
    assert services.ask_layout(second)
    assert waiting_jobs("reading.read-layout") == 1
    assert queries.layout(first).waiting
    run_jobs()
    assert queries.layout(second).layout.number.value == made.truth.fields["number"]
    broken = keep(b"%PDF-1.7 broken", "c.pdf", "application/pdf")
    services.ask_layout(broken)
    run_jobs()
    assert queries.layout(broken).state == "failed"
    assert not services.ask_layout(keep(b"x", "d.txt", "text/plain"))


def test_the_directory_mends_names_and_says_how_sure_it_is():
    known = layouts.Known(("Hoằng Châu", "Nga Sơn"), ("Sở Tài chính",))
    assert known.place("Hoằng Châu") == ("Hoằng Châu", 1.0)
    name, sure = known.place("Hoàng Châu")
    assert name == "Hoằng Châu"
    assert sure < 1
    assert known.place("Hà Nội") == ("Hà Nội", 0.0)
    assert known.body("ỦY BAN NHÂN DÂN XÃ HOÀNG CHÂU")[0] == "ỦY BAN NHÂN DÂN XÃ HOẰNG CHÂU"
    assert known.body("BỘ TÀI CHÍNH") == ("BỘ TÀI CHÍNH", 0.0), "one letter makes another body"
    assert layouts.Known.from_dict(known.as_dict()) == known


def test_what_the_directory_mended_in_letters_stays_doubtful_however_often_it_was_read():
    field = {"place": layouts.Field("Hoàng Chân", 0.95)}
    mended = known_names(field, layouts.Known(("Hoằng Châu",)))
    assert mended["place"].value == "Hoằng Châu"
    assert agreed(mended, mended)["place"].doubtful


def test_names_of_people_get_back_their_marks_and_a_part_of_one_is_doubtful():
    assert mended_name(["Trân", "Quốc", "Toản"]) == ["Trần", "Quốc", "Toản"]
    assert mended_name(["Phạm", "Hữu", "Đúc"]) == ["Phạm", "Hữu", "Đức"]
    half = {"signer": layouts.Field("Quốc Toản", 0.95)}
    assert agreed(half, half)["signer"].doubtful


def test_a_symbol_read_with_a_letter_twice_is_put_right_and_a_short_one_stays():
    assert mend_symbol("HĐĐND-NN", "HỘI ĐỒNG NHÂN DÂN XÃ NGA SƠN", "CV") == "HĐND-NN"
    assert mend_symbol("TB-SNNMT", "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "TB") == "TB-SNNMT"


def _page(*drawn, height=400):
    """Return a white page of grey with rectangles: left, top, right, bottom, tone."""
    page = np.full((height, 1025), 255, np.uint8)
    for left, top, right, bottom, tone in drawn:
        page[top:bottom, left:right] = tone
    return page


def test_bars_of_letters_that_stand_close_are_no_drawn_line():
    bars = [(300 + 24 * n, 100, 324 + 24 * n, 103, 0) for n in range(3)]
    stems = [(309 + 24 * n, 100, 315 + 24 * n, 125, 0) for n in range(3)]
    letters = cv2.resize(_page(*bars, *stems), None, fx=2, fy=2)
    clean, rules = scans.unruled(letters)
    assert not rules
    assert (clean == letters).all()
    clean, rules = scans.unruled(cv2.resize(_page((300, 100, 420, 102, 0)), None, fx=2, fy=2))
    assert len(rules) == 1
    assert (clean == 255).all()


def test_a_grey_stamp_goes_and_the_name_below_it_stays():
    page = cv2.resize(_page((300, 200, 310, 220, 0), (320, 200, 330, 220, 0)), None, fx=2, fy=2)
    name = page < 60
    cv2.circle(page, (640, 420), 120, 130, 5)
    page[name] = 0
    clean, stamp = scans.without_pale(page)
    assert (clean[name] < 60).all()
    assert (clean < 200).sum() < 1.6 * name.sum()
    assert stamp is not None
    assert (stamp < 200).sum() > name.sum()


def test_the_office_and_quarters_are_put_right_in_words():
    assert mended_words("cải cách hành chính quý IH") == "cải cách hành chính quý III"
    assert mended_words("Bộ Nội vụ (đế báo cáo)") == "Bộ Nội vụ (để báo cáo)"
    assert mended_words("Các sở, ban, ngành") == "Các sở, ban, ngành"


@pytest.mark.parametrize(
    ("said", "day", "place"),
    [
        ("Nga Sơn, ngàu 08 tháng 12 năm 2026", "2026-12-08", "Nga Sơn"),
        ("Nga Sơn, ngày 17 tháng ở năm 2025", "", "Nga Sơn"),
        ("Nga Sơn, ngày 31 tháng 02 năm 2025", "", "Nga Sơn"),
    ],
)
def test_a_slanted_date_is_read_or_doubtful(said, day, place):
    left = 0.5
    words = []
    for text in said.split():
        words.append(Word(text, left, 0.2, left + 0.008 * len(text), 0.215, 0.95))
        left += 0.008 * len(text) + 0.008
    found = of_words([words], source="ocr")
    assert found.issued_on.value == day
    assert found.issued_on.doubtful == (day == "")
    assert found.place.value == place
