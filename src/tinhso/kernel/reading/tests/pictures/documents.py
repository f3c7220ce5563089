"""Official documents in the layout of Decree 30/2020, invented, set by Typst: each with what it says of itself.

Two halves share no bodies, names, abstracts or fonts: what was tuned on one is tried on the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

import typst

from tinhso.kernel.reading.tests.pictures import wording
from tinhso.kernel.reading.tests.pictures.sheets import COUNTRY
from tinhso.kernel.reading.tests.pictures.wording import Issuer, Wording

_FONTS = Path(__file__).parents[3] / "papers" / "fonts"
FONTS = typst.Fonts(include_system_fonts=True, font_paths=[str(_FONTS)])
KINDS = {
    "QĐ": "Quyết định", "NQ": "Nghị quyết", "CT": "Chỉ thị", "TB": "Thông báo", "HD": "Hướng dẫn",
    "CTr": "Chương trình", "KH": "Kế hoạch", "PA": "Phương án", "ĐA": "Đề án", "BC": "Báo cáo", "TTr": "Tờ trình",
    "GM": "Giấy mời",
    "CĐ": "Công điện", "BB": "Biên bản", "QC": "Quy chế", "PC": "Phiếu chuyển", "CV": "Công văn",
}  # fmt: skip
_OFTEN = ("CV",) * 8 + ("QĐ",) * 4 + ("KH", "BC", "TB", "TTr") * 2 + tuple(KINDS)
URGENCY = {"HỎA TỐC": "hoa-toc", "THƯỢNG KHẨN": "thuong-khan", "KHẨN": "khan"}
SECRECY = {"MẬT": "mat", "TỐI MẬT": "toi-mat", "TUYỆT MẬT": "tuyet-mat"}


@dataclass
class Truth:
    """What a document says of itself, as a careful clerk would write it down."""

    fields: dict[str, str] = field(default_factory=dict)
    kind: str = "CV"
    pages: int = 1


@dataclass(frozen=True)
class Made:
    """A document as a PDF, with the truth about it."""

    name: str
    pdf: bytes
    truth: Truth


def document(seed: int, index: int, *, held_out: bool = False) -> Made:
    """Make one document: the same for the same numbers."""
    rng = Random(f"document {seed} {index} {held_out}")
    words = wording.HELD_OUT if held_out else wording.TUNED
    truth = Truth()
    source = _source(rng, words, truth)
    fonts = rng.choice(words.fonts)
    source = f'#set text(font: ("{fonts}", "Libertinus Serif"), lang: "vi")\n{source}'
    pdf = typst.Compiler(source.encode(), font_paths=FONTS).compile(format="pdf")
    assert isinstance(pdf, bytes)
    return Made(f"{'giu-lai' if held_out else 'thu'}-{index}", pdf, truth)


def _source(rng: Random, words: Wording, truth: Truth) -> str:
    kind = rng.choice(_OFTEN)
    issuer = rng.choice(words.issuers)
    issued = date(rng.choice((2024, 2025, 2026)), rng.randint(1, 12), rng.randint(1, 28))
    number = rng.choice((rng.randint(1, 9), rng.randint(10, 99), rng.randint(100, 999), rng.randint(1000, 4999)))
    shown = f"{number:02d}"
    drafting = rng.choice(words.drafting)
    symbol = f"{issuer.short}-{drafting}" if kind == "CV" else f"{kind}-{issuer.short}"
    abstract = rng.choice(words.abstracts)
    name = rng.choice(words.people)
    competence, position = rng.choice(issuer.signing)
    urgency = rng.choice(tuple(URGENCY)) if rng.random() < 0.22 else ""
    secrecy = rng.choice(tuple(SECRECY)) if rng.random() < 0.05 else ""
    due = issued + timedelta(days=rng.randint(5, 90)) if rng.random() < 0.55 else None
    addressed = kind in {"CV", "TTr", "GM", "PC", "BC"} and (kind in {"CV", "TTr"} or rng.random() < 0.5)
    addressees = rng.sample(words.addressees, rng.choice((1, 1, 2, 3))) if addressed else []
    recipients = [*(["Như trên"] if addressees else []), *rng.sample(words.recipients, rng.randint(1, 4))]
    keep = f"Lưu: VT{rng.choice((', ' + drafting, ', ' + drafting + '.' + 'HN', ''))}"
    old_tones = rng.random() < 0.3
    truth.kind = kind
    truth.fields = {
        "number": shown, "symbol": symbol, "issued_on": issued.isoformat(), "place": issuer.place,
        "superior": issuer.superior, "issuer": issuer.name, "kind": kind, "abstract": abstract,
        "urgency": URGENCY.get(urgency, ""), "secrecy": SECRECY.get(secrecy, ""),
        "due_on": due.isoformat() if due else "", "addressees": "\n".join(addressees),
        "recipients": "\n".join([*recipients, keep]), "competence": competence, "position": position, "signer": name,
    }  # fmt: skip
    body = _body(rng, words, due, kind)
    size = rng.choice((13, 13.5, 14))
    text = "\n".join(
        [
            _page(rng, size),
            _head(rng, issuer, shown, symbol, issued, kind, abstract, urgency, secrecy),
            _title(rng, issuer, kind, abstract),
            _to(rng, addressees),
            body,
            _foot(rng, recipients, keep, competence, position, name),
        ]
    )
    return _old(text) if old_tones else text


_OLD = {
    "òa": "oà",
    "óa": "oá",
    "ỏa": "oả",
    "ủy": "uỷ",
    "ÒA": "OÀ",
    "ÓA": "OÁ",
    "ỎA": "OẢ",
    "ỦY": "UỶ",
    "Ủy": "Uỷ",
    "ùy": "uỳ",
}


def _old(text: str) -> str:
    for new, old in _OLD.items():
        text = text.replace(new, old)
    return text


def _page(rng: Random, size: float) -> str:
    left, right, top = rng.randint(28, 35), rng.randint(15, 20), rng.randint(18, 25)
    return (
        f'#set page(paper: "a4", margin: (left: {left}mm, right: {right}mm, top: {top}mm, bottom: 20mm))\n'
        f"#set text(size: {size}pt)\n#set par(justify: true, leading: {rng.uniform(0.55, 0.85):.2f}em, "
        f"spacing: {rng.uniform(0.9, 1.3):.2f}em, first-line-indent: (amount: 1.27cm, all: true))\n"
        "#let under(w) = block(above: 5pt, below: 5pt, line(length: w, stroke: .6pt))\n"
        "#let plain(body) = par(first-line-indent: 0pt, justify: false, body)\n"
    )


def _head(
    rng: Random, issuer: Issuer, number: str, symbol: str, issued: date, kind: str, abstract: str, urgency: str,
    secrecy: str,
) -> str:  # fmt: skip
    small = rng.choice((12, 12.5, 13))
    superior = "".join(f"{line} \\ " for line in issuer.superior_lines)
    own = " \\ ".join(f"*{line}*" for line in issuer.lines)
    date_text = f"{issuer.place}, ngày {issued.day:02d} tháng {_month(issued)} năm {issued.year}"
    colon = rng.choice((": ", ": ", ":"))
    subject = f"\\ #v(2pt) #text(size: {small}pt)[V/v {abstract}]" if kind == "CV" else ""
    # Typists draw the letters together until the line fits; some let it break.
    tight = rng.choice((-0.75, -0.6, -0.6, 0))
    motto = rng.choice(("Độc lập - Tự do - Hạnh phúc", "Độc lập – Tự do – Hạnh phúc"))
    marks = [mark for mark in (secrecy, urgency) if mark]
    colour = 'rgb("#c4161c")' if rng.random() < 0.8 else "black"
    boxed = "".join(
        f"#v(4pt) #box(stroke: 1.2pt + {colour}, inset: (x: 8pt, y: 4pt))[#text(fill: {colour}, size: 13pt)[*{mark}*]]"
        for mark in marks
    )
    return (
        f"#grid(columns: ({rng.choice((38, 40, 42))}%, 1fr), gutter: 3mm,\n"
        f"align(center)[#set par(first-line-indent: 0pt, justify: false)\n"
        f"#text(size: {small}pt)[{superior}{own}] #under({rng.choice((30, 38, 46))}%)\n"
        f"#v({rng.randint(2, 8)}pt) Số{colon}{number}/{symbol} {subject}\n{boxed}],\n"
        f"align(center)[#set par(first-line-indent: 0pt, justify: false)\n"
        f"#text(size: {small}pt, tracking: {tight}pt)[*{COUNTRY}*] \\ #text(size: 13pt)[*{motto}*] #under(62%)\n"
        f"#v({rng.randint(2, 8)}pt) _{date_text}_])\n#v({rng.randint(6, 16)}pt)\n"
    )


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month < 3 else str(day.month)


def _title(rng: Random, issuer: Issuer, kind: str, abstract: str) -> str:
    if kind == "CV":
        return ""
    about = abstract[0].upper() + abstract[1:]
    width = rng.choice((78, 86, 100))
    authority = ""
    if kind in {"QĐ", "NQ"} and rng.random() < 0.8:
        head = issuer.signing[0][1] if kind == "QĐ" and not issuer.collective else issuer.name
        authority = f"#align(center)[#plain[*{head.upper()}*]]\n#v(4pt)\n"
        grounds = "_Căn cứ Luật Tổ chức chính quyền địa phương;_\n\n_Theo đề nghị của Chánh Văn phòng._\n\n"
        authority += grounds
    name = KINDS[kind].upper()
    return (
        f"#align(center)[#set par(first-line-indent: 0pt, justify: false)\n*{name}* \\\n"
        f"#block(width: {width}%)[*{about}*] #under({rng.choice((18, 25))}%)]\n#v({rng.randint(4, 12)}pt)\n{authority}"
    )


def _to(rng: Random, addressees: list[str]) -> str:
    if not addressees:
        return ""
    if len(addressees) == 1:
        return f"#align(center)[#plain[Kính gửi: {addressees[0]}{rng.choice(('.', ''))}]]\n#v(6pt)\n"
    listed = "\n\n".join(f"#plain[\\- {name}{';' if name != addressees[-1] else '.'}]" for name in addressees)
    return (
        f"#pad(left: {rng.randint(12, 30)}mm)[#grid(columns: (auto, 1fr), gutter: 3mm, [Kính gửi:],\n"
        f"[#set par(spacing: .6em, first-line-indent: 0pt, hanging-indent: 2mm)\n{listed}])]\n#v(6pt)\n"
    )


def _body(rng: Random, words: Wording, due: date | None, kind: str) -> str:
    count = rng.choice((3, 4, 5, 6, 9, 14))
    parts = [rng.choice(words.sentences) for _ in range(count)]
    if rng.random() < 0.7:
        # A document names other documents and days that are no deadline.
        parts.insert(0, rng.choice(words.references))
    if due is not None:
        written = rng.choice((f"{due.day:02d}/{due.month:02d}/{due.year}", f"{due.day}/{due.month}/{due.year}",
                              f"{due.day:02d} tháng {due.month:02d} năm {due.year}"))  # fmt: skip
        parts.append(rng.choice(words.deadlines).format(day=written))
    if kind == "QĐ":
        parts = [f"*Điều {number}.* {part}" for number, part in enumerate(parts, 1)]
    return "\n\n".join(parts) + "\n"


def _foot(rng: Random, recipients: list[str], keep: str, competence: str, position: str, name: str) -> str:
    listed = " \\\n".join(f"- {entry};" for entry in recipients) + f" \\\n- {keep}."
    listed = listed.replace("- ", "\\- ")
    above = " \\ ".join(f"*{line}*" for line in [*competence.split("\n"), *position.upper().split("\n")] if line)
    return (
        f"#v({rng.randint(4, 14)}pt)\n#block(breakable: false)[#grid(columns: ({rng.choice((45, 50, 52))}%, 1fr),\n"
        f"[#set par(first-line-indent: 0pt, justify: false, leading: .5em)\n#text(size: 12pt)[*_Nơi nhận:_*] \\\n"
        f"#text(size: 11pt)[{listed}]],\n"
        f"align(center)[#set par(first-line-indent: 0pt, justify: false)\n{above}\n"
        f"#v({rng.randint(50, 78)}pt)\n*{name}*])]\n"
    )
