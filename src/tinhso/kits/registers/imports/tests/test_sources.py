"""Readers: what a spreadsheet shows is what comes out, and what was made to burst is refused."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from tinhso.kernel.files import kinds
from tinhso.kits.registers.imports.sources import Unreadable, open_source
from tinhso.kits.registers.imports.sources.archives import MOST_ENTRIES
from tinhso.kits.registers.imports.tests import files


def read(path, media_type=kinds.XLSX, sheet=0, **options):
    return list(open_source(path, media_type, **options).rows(sheet))


def cells(path, *args, **options):
    return [row.cells for row in read(path, *args, **options)]


def test_values_of_a_workbook_come_as_a_reader_sees_them(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Đầu")
    other = book.add_worksheet("Ẩn")
    other.hide()
    other.write("B2", "ở đây")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    money = book.add_format({"num_format": '#,##0 "đồng"'})
    sheet.write_row("A1", ["Họ tên", 38087001234, 1.5, True])
    sheet.write_datetime("A3", date(1987, 3, 2), day)
    sheet.write_number("B3", 1688000, money)
    sheet.write_formula("C3", "=B3*2", value=3376000)
    sheet.write_formula("D3", "=1/0", value="#DIV/0!")
    sheet.write_rich_string("E3", "Thanh ", day, "Hoá")
    book.close()
    source = open_source(path, kinds.XLSX)
    assert [(info.name, info.hidden) for info in source.sheets] == [("Đầu", False), ("Ẩn", True)]
    first, third = source.rows(0)
    assert first.cells == ["Họ tên", "38087001234", "1.5", "1"]
    assert third.number == 3
    assert third.cells == ["02/03/1987", "1688000", "3376000", "#DIV/0!", "Thanh Hoá"]
    assert third.faults == {3: "formula-error"}
    assert [(row.number, row.cells) for row in source.rows(1)] == [(2, ["", "ở đây"])]


def test_a_formula_that_was_never_computed_is_a_fault_of_its_cell(tmp_path):
    path = files.raw_xlsx(tmp_path / "a.xlsx", '<row r="4"><c r="B4"><f>A1+1</f></c><c r="C4"><v>2</v></c></row>')
    (row,) = read(path)
    assert (row.number, row.cells, row.faults) == (4, ["", "?", "2"], {1: "formula-unread"})


def test_days_count_as_excel_counts_them(tmp_path):
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    rows = '<row><c s="1"><v>1</v></c><c s="1"><v>59</v></c><c s="1"><v>61</v></c><c s="1"><v>45000.5</v></c></row>'
    path = files.raw_xlsx(tmp_path / "a.xlsx", rows, more=[("xl/styles.xml", styles)])
    assert cells(path) == [["01/01/1900", "28/02/1900", "01/03/1900", "15/03/2023 12:00:00"]]


def test_an_ods_writes_its_repetitions_out(tmp_path):
    table = (
        '<table:table table:name="Một"><table:table-row table:number-rows-repeated="2"><table:table-cell '
        'office:value-type="string"><text:p>Lê</text:p><text:p>Lợi</text:p></table:table-cell><table:table-cell '
        'table:number-columns-repeated="2"/><table:table-cell office:value-type="date" office:date-value="1987-03-02"/>'
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="float" office:value="7"/></table:table-row>'
        "</table:table>"
        '<table:table table:name="Hai"><table:table-row><table:table-cell office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
    )
    path = files.ods(tmp_path / "a.ods", table)
    source = open_source(path, kinds.ODS)
    assert [info.name for info in source.sheets] == ["Một", "Hai"]
    assert [(row.number, row.cells) for row in source.rows(0)] == [
        (1, ["Lê\nLợi", "", "", "02/03/1987"]),
        (2, ["Lê\nLợi", "", "", "02/03/1987"]),
        (1048573, ["7"]),
    ]
    assert [row.cells for row in source.rows(1)] == [["x"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_csv_is_read_with_any_separator_and_any_end_of_line(tmp_path, delimiter, end):
    path = tmp_path / "a.csv"
    lines = [["Họ tên", "Địa chỉ"], ["Lê Lợi", f'"Lam Sơn{delimiter} Thọ Xuân"'], ["Lê Lai", "Dựng Tú"]]
    path.write_bytes(end.join(delimiter.join(line) for line in lines).encode())
    found = cells(path, kinds.TABLE)
    assert found == [["Họ tên", "Địa chỉ"], ["Lê Lợi", f"Lam Sơn{delimiter} Thọ Xuân"], ["Lê Lai", "Dựng Tú"]]


def test_decomposed_letters_are_joined(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("a,b\nLe\u0302\u0301,x\n".encode())
    assert cells(path, kinds.TABLE)[1] == ["Lế", "x"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(b"\x01\x02\x03" * 5000), "không phải văn bản"),
        (lambda path: path.write_bytes(b"a,b\n" + b"x" * (6 << 20)), "không chia thành dòng"),
        (lambda path: path.write_bytes(b'a,b\n"' + b"x\n" * 200_000), "dấu nháy kép"),
        (lambda path: path.write_bytes(b"a,b\n" + b"x," * 900 + b"y\n"), "400 cột"),
        (lambda path: path.write_bytes(b"a,b\n" * 100_000 + b"\xff\xfe\xfd\n"), "bảng mã"),
    ],
)
def test_a_bad_csv_is_refused_with_the_remedy(tmp_path, make, words):
    path = tmp_path / "a.csv"
    make(path)
    with pytest.raises(Unreadable, match=words):
        read(path, kinds.TABLE)


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", files.BOOK.format(doctype=""))
        archive.writestr("xl/_rels/workbook.xml.rels", files.LINKS)
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (40 << 20))


def liar(path):
    """A sheet that says it is small and unpacks to forty times as much."""
    bomb(path)
    content = path.read_bytes()
    size = (40 << 20).to_bytes(4, "little")
    path.write_bytes(content.replace(size, (1 << 20).to_bytes(4, "little")))


def nested(path):
    """An archive in an archive, and again: only what the workbook names is opened."""
    inner = b""
    for _depth in range(4):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.zip", inner or b" " * (8 << 20))
        inner = held.getvalue()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.xlsx", inner)


def crowd(path):
    files.raw_xlsx(path, "", more=[(f"xl/media/{number}", "") for number in range(MOST_ENTRIES)])


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
CASES = [
    (bomb, "phình to"),
    (liar, "bị hỏng"),
    (nested, "bị hỏng"),
    (lambda path: files.raw_xlsx(path, "", more=[("../../../tmp/x", "x")]), "ra ngoài tệp"),
    (lambda path: files.raw_xlsx(path, "", more=[("/etc/cron.d/x", "x")]), "ra ngoài tệp"),
    (lambda path: files.raw_xlsx(path, "", more=[("C:\\x.dll", "x")]), "ra ngoài tệp"),
    (crowd, "quá nhiều"),
    (lambda path: files.raw_xlsx(path, "", doctype=LAUGHS), "DOCTYPE"),
    (lambda path: path.write_bytes(b"PK\x03\x04 broken"), "bị hỏng"),
    (lambda path: files.raw_xlsx(path, '<row><c r="A1"><v>1</v>'), "bị hỏng"),
    (lambda path: files.raw_xlsx(path, '<row><c r="XFD1"><v>1</v></c></row>'), "400 cột"),
    (lambda path: files.raw_xlsx(path, '<row><c r="!1"><v>1</v></c></row>'), "vị trí lạ"),
    (lambda path: files.raw_xlsx(path, f'<row a="{"x" * (3 << 20)}"/>'), "bị hỏng"),
    (
        lambda path: files.raw_xlsx(path, f'<row><c r="A1" t="inlineStr"><is><t>{"xy" * 40_000}</t></is></c></row>'),
        "dài quá",
    ),
]


@pytest.mark.parametrize(("make", "words"), CASES)
def test_a_bad_workbook_is_refused_with_the_remedy(tmp_path, make, words):
    path = tmp_path / "a.xlsx"
    make(path)
    with pytest.raises(Unreadable, match=words):
        read(path)


def test_a_row_repeated_a_million_times_is_refused(tmp_path):
    table = (
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="1000000"><table:table-cell '
        'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table>'
    )
    with pytest.raises(Unreadable, match="lặp lại"):
        read(files.ods(tmp_path / "a.ods", table), kinds.ODS)


def test_an_ods_that_was_made_to_burst_is_refused(tmp_path):
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"<a>" * (14 << 20))
    with pytest.raises(Unreadable, match="phình to"):
        read(path, kinds.ODS)


def test_rows_come_in_order(tmp_path):
    path = files.xlsx(tmp_path / "a.xlsx", [[f"Tên {number}", number] for number in range(3000)])
    found = read(path)
    assert [row.number for row in found] == list(range(1, 3001))
    assert found[2999].cells == ["Tên 2999", "2999"]
