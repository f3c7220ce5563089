"""Sheets of paper as they are printed: set by Typst from made-up people, each with what it says."""

import io
from dataclasses import dataclass
from pathlib import Path
from random import Random

import typst
from PIL import Image

FONTS = typst.Fonts(include_system_fonts=False, font_paths=[str(Path(__file__).parents[3] / "papers" / "fonts")])
FAMILIES = ("Tinos", "Libertinus Serif")
_SURNAMES = "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trịnh Mai Lương Hà Quách Cầm Lò Vi Trương"
SURNAMES = _SURNAMES.split()
_MIDDLES = "Văn Thị Đức Hữu Minh Ngọc Thanh Xuân Quang Thu Hồng Đình Bá Kim Thị Thùy Thị Ngọc"
MIDDLES = _MIDDLES.split()
_GIVEN = (
    "An Bình Chi Cường Dũng Giang Hà Hạnh Hùng Huệ Khánh Lan Linh Long Mai Nam Nga Oanh Phương Quân "
    "Sơn Tâm Thảo Thủy Toàn Trang Tuấn Uyên Vinh Yến Hiền Nhung Đạt Kiên Lộc Nghĩa Phúc Quyên Sinh "
    "Thắng"
)
GIVEN = _GIVEN.split()
PLACES = (
    "xã Hoằng Châu, tỉnh Thanh Hóa", "phường Hạc Thành, tỉnh Thanh Hóa", "xã Nga Sơn, tỉnh Thanh Hóa",
    "xã Mường Lát, tỉnh Thanh Hóa", "phường Sầm Sơn, tỉnh Thanh Hóa", "xã Thiệu Hóa, tỉnh Thanh Hóa",
)  # fmt: skip
SENTENCES = (
    "Tôi làm đơn này kính đề nghị quý cơ quan xem xét, giải quyết theo quy định của pháp luật.",
    "Những nội dung khai trên đây là đúng sự thật, nếu sai tôi xin chịu hoàn toàn trách nhiệm.",
    "Bên thuê có trách nhiệm giữ gìn tài sản, thanh toán tiền thuê trước ngày mùng năm hằng tháng.",
    "Hai bên đã đọc lại, hiểu rõ nội dung và cùng ký tên dưới đây làm bằng chứng.",
    "Thửa đất có nguồn gốc do cha ông để lại, sử dụng ổn định từ trước năm 1990, không có tranh chấp.",
    "Diện tích sử dụng 120,5 m², mục đích sử dụng đất ở tại nông thôn, thời hạn lâu dài.",
    "Trong quá trình hoạt động, cơ sở bảo đảm đầy đủ điều kiện về an toàn thực phẩm và phòng cháy.",
    "Số tiền đặt cọc được hoàn trả khi hợp đồng chấm dứt, sau khi trừ các khoản còn nợ.",
    "Việc thông báo được thực hiện bằng văn bản, gửi tới địa chỉ đã ghi ở phần đầu.",
)
COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập – Tự do – Hạnh phúc"


@dataclass(frozen=True)
class Somebody:
    """A made-up person."""

    name: str
    number: str
    birth: str
    place: str


@dataclass(frozen=True)
class Sheet:
    """A sheet as printed: its picture, the height of its small letters in pixels there, and who it names."""

    picture: Image.Image
    letters: float
    names: Somebody | None
    kind: str


def somebody(rng: Random) -> Somebody:
    """Make a person up."""
    name = " ".join((rng.choice(SURNAMES), rng.choice(MIDDLES), rng.choice(GIVEN)))
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1950, 2004)
    number = f"038{rng.choice('01') if year < 2000 else rng.choice('23')}{year % 100:02d}{rng.randrange(10**6):06d}"
    return Somebody(name, number, f"{day:02d}/{month:02d}/{year}", rng.choice(PLACES))


def relative(rng: Random, of: Somebody) -> Somebody:
    """Make up a brother or sister: the same surname, often the same middle name, another number."""
    while True:
        other = somebody(rng)
        surname, *middle, _given = of.name.split()
        name = " ".join([surname, *(middle if rng.random() < 0.6 else [rng.choice(MIDDLES)]), other.name.split()[-1]])
        if name.split()[-1] != of.name.split()[-1]:
            return Somebody(name, other.number, other.birth, of.place)


NAMING = ("card", "birth", "application", "diploma", "status")
OTHERS = ("contract", "ending", "table")


def sheet(rng: Random, kind: str, who: Somebody, *, dots: int = 200) -> Sheet:
    """Print a sheet of ``kind`` naming ``who``, at ``dots`` per inch."""
    font = rng.choice(FAMILIES)
    source, size, named = _SOURCES[kind](rng, who)
    source = f'#set text(font: ("{font}", "Libertinus Serif"), lang: "vi")\n{source}'
    compiler = typst.Compiler(source.encode(), font_paths=FONTS)
    page = compiler.compile(format="png", ppi=dots)
    picture = Image.open(io.BytesIO(page if isinstance(page, bytes) else page[0])).convert("RGB")
    return Sheet(picture, 0.45 * size * dots / 72, who if named else None, kind)


def _head() -> str:
    return f"#align(center)[*{COUNTRY}* \\ *{MOTTO}* #v(-6pt) #line(length: 34%, stroke: .5pt)]\n#v(10pt)\n"


def _a4(rng: Random, size: float, *, flipped: bool = False, frame: bool = False) -> str:
    margin = rng.randint(18, 28)
    drawn = ', background: rect(width: 92%, height: 94%, stroke: 3pt + rgb("#a33"))' if frame else ""
    return (
        f'#set page(paper: "a4", flipped: {"true" if flipped else "false"}, margin: {margin}mm{drawn})\n'
        f"#set text(size: {size}pt)\n#set par(justify: true, leading: {rng.uniform(0.6, 0.95):.2f}em)\n"
    )


def _running(rng: Random, count: int) -> str:
    return " ".join(rng.choice(SENTENCES) for _ in range(count))


def _pen(rng: Random, text: str) -> str:
    """Return words as somebody wrote them in: slanted, in blue or black ink."""
    if rng.random() < 0.4:
        return f'#text(style: "italic", fill: rgb("#1c2f8a"))[{text}]'
    return text


def _card(rng: Random, who: Somebody) -> tuple[str, float, bool]:
    label = "Họ, chữ đệm và tên khai sinh / Full name" if rng.random() < 0.5 else "Họ và tên / Full name"
    number = "Số định danh cá nhân / Personal identification number" if rng.random() < 0.5 else "Số / No."
    return (
        f"""#set page(width: 85.6mm, height: 54mm, margin: (x: 4mm, y: 3mm), fill: rgb("#dfeee6"))
#set text(size: 5.6pt)
#align(center)[#text(size: 5.4pt)[*{COUNTRY}* \\ {MOTTO}] \\ #text(size: 9pt, fill: rgb("#a11"))[*CĂN CƯỚC*]]
#grid(columns: (20mm, 1fr), gutter: 3mm,
  rect(width: 19mm, height: 25mm, fill: gradient.linear(rgb("#89a"), rgb("#c9b8a8"), angle: 70deg)),
  [#set par(leading: .42em)
  {number}: \\ #text(size: 9pt)[*{who.number}*] \\
  {label}: \\ #text(size: 8pt)[*{who.name.upper()}*] \\
  Ngày sinh / Date of birth: {who.birth} \\
  Giới tính / Sex: {rng.choice(("Nam", "Nữ"))} #h(4mm) Quốc tịch / Nationality: Việt Nam \\
  Nơi cư trú / Place of residence: {who.place}
  ])
""",
        5.6,
        True,
    )


def _birth(rng: Random, who: Somebody) -> tuple[str, float, bool]:
    size = rng.uniform(12, 13.5)
    rows = "\n".join(
        f"{label} {_pen(rng, value)} \\"
        for label, value in (
            ("Họ, chữ đệm, tên:", f"*{who.name.upper()}*"),
            ("Ngày, tháng, năm sinh:", who.birth),
            ("Giới tính:", "Nữ #h(1cm) Dân tộc: Kinh #h(1cm) Quốc tịch: Việt Nam"),
            ("Nơi sinh:", f"Trạm Y tế {who.place}"),
            ("Quê quán:", who.place),
            ("Số định danh cá nhân:", who.number),
        )
    )
    return (
        _a4(rng, size, frame=True) + _head() + f"#align(center)[#text(size: 20pt)[*GIẤY KHAI SINH*]]\n#v(8pt)\n"
        f"#set par(leading: 1.1em, justify: false)\n{rows}\nNơi đăng ký khai sinh: Ủy ban nhân dân {who.place} \\\n"
        f"Ngày đăng ký: {rng.randint(1, 28)}/{rng.randint(1, 12)}/2025\n#v(1cm)\n"
        "#align(right)[*NGƯỜI KÝ GIẤY KHAI SINH* \\ #v(2cm) Chủ tịch Ủy ban nhân dân]",
        size,
        True,
    )


def _application(rng: Random, who: Somebody) -> tuple[str, float, bool]:
    size = rng.uniform(11.5, 13.5)
    return (
        _a4(rng, size) + _head() + "#align(center)[#text(size: 15pt)[*ĐƠN ĐỀ NGHỊ XÁC NHẬN*]]\n\n"
        f"Kính gửi: Ủy ban nhân dân {who.place}\n\nHọ và tên: {_pen(rng, who.name)}\n\nNgày sinh: {who.birth}\n\n"
        f"Số định danh cá nhân: {_pen(rng, who.number)}\n\nNơi cư trú: {_pen(rng, who.place)}\n\n"
        + "\n\n".join(_running(rng, rng.randint(2, 5)) for _ in range(rng.randint(2, 5)))
        + "\n#v(1cm)\n#align(right)[*NGƯỜI LÀM ĐƠN* \\ (Ký, ghi rõ họ tên)]",
        size,
        True,
    )


def _diploma(rng: Random, who: Somebody) -> tuple[str, float, bool]:
    size = rng.uniform(13, 15)
    title = rng.choice(("BẰNG TỐT NGHIỆP", "CHỨNG CHỈ HÀNH NGHỀ", "GIẤY CHỨNG NHẬN"))
    return (
        _a4(rng, size, flipped=True, frame=True) + _head()
        + f"#align(center)[#text(size: 26pt, fill: rgb(\"#a11\"))[*{title}*]]\n"
        f"#v(8mm)\nCấp cho: #text(size: 20pt)[*{who.name}*]\n\nNgày sinh: {who.birth}\n\n"
        f"Nơi sinh: {who.place}\n\nXếp loại: Khá\n\n#v(6mm)\n"
        "#align(right)[Thanh Hóa, ngày 15 tháng 6 năm 2024 \\ *HIỆU TRƯỞNG*]",
        size,
        True,
    )  # fmt: skip


def _status(rng: Random, who: Somebody) -> tuple[str, float, bool]:
    size = rng.uniform(11.5, 13)
    return (
        _a4(rng, size)
        + "#grid(columns: (1fr, 1.4fr), align(center)[ỦY BAN NHÂN DÂN \\ *XÃ NGA SƠN* \\ Số: "
        + f"{rng.randint(10, 999)}/UBND-XN], align(center)[*{COUNTRY}* \\ *{MOTTO}*])\n#v(8mm)\n"
        "#align(center)[#text(size: 15pt)[*GIẤY XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ*]]\n\n"
        f"Xét đề nghị của ông/bà: {who.name}\n\nỦy ban nhân dân xã xác nhận:\n\n"
        f"Họ, chữ đệm, tên: *{who.name.upper()}*\n\nNgày, tháng, năm sinh: {who.birth} #h(8mm) Giới tính: Nam\n\n"
        f"Số định danh cá nhân: {who.number}\n\nNơi thường trú: {who.place}\n\n{_running(rng, rng.randint(2, 6))}\n"
        "#v(1cm)\n#align(right)[*TM. ỦY BAN NHÂN DÂN* \\ *CHỦ TỊCH*]",
        size,
        True,
    )


def _contract(rng: Random, who: Somebody) -> tuple[str, float, bool]:
    size = rng.uniform(10.5, 12.5)
    other = somebody(rng)
    articles = "\n\n".join(f"*Điều {n}.* {_running(rng, rng.randint(2, 4))}" for n in range(1, rng.randint(5, 9)))
    return (
        _a4(rng, size) + _head() + "#align(center)[#text(size: 15pt)[*HỢP ĐỒNG THUÊ NHÀ*]]\n\n"
        f"Bên cho thuê: Ông {other.name}, sinh ngày {other.birth}, trú tại {other.place}.\n\n"
        f"Bên thuê: Bà {who.name}, sinh ngày {who.birth}.\n\n{articles}",
        size,
        False,
    )


def _ending(rng: Random, who: Somebody) -> tuple[str, float, bool]:
    """The last page of something: a few lines and signatures, most of it empty."""
    size = rng.uniform(12, 13.5)
    return (
        _a4(rng, size) + f"{_running(rng, rng.randint(1, 2))}\n\n#v(6mm)\n#grid(columns: (1fr, 1fr), "
        f"align(center)[*BÊN A* \\ (Ký tên) #v(2cm)], align(center)[*BÊN B* \\ (Ký tên) #v(2cm) {who.name}])",
        size,
        False,
    )


def _table(rng: Random, who: Somebody) -> tuple[str, float, bool]:
    size = rng.uniform(11, 12.5)
    rows = ", ".join(
        f"[{n}], [{rng.choice(('Gạo tẻ', 'Xi măng', 'Gạch xây', 'Cát vàng', 'Thép cuộn', 'Ngói lợp'))}], "
        f"[{rng.randint(2, 90)}], [{rng.randint(20, 900)}.000]"
        for n in range(1, rng.randint(8, 18))
    )
    return (
        _a4(rng, size) + "#align(center)[#text(size: 14pt)[*BẢNG KÊ CHI TIẾT*]]\n\n"
        f"#table(columns: (1fr, 5fr, 2fr, 3fr), [*TT*], [*Tên hàng*], [*Số lượng*], [*Thành tiền*], {rows})\n\n"
        f"{_running(rng, 2)}",
        size,
        False,
    )


_SOURCES = {
    "card": _card,
    "birth": _birth,
    "application": _application,
    "diploma": _diploma,
    "status": _status,
    "contract": _contract,
    "ending": _ending,
    "table": _table,
}
