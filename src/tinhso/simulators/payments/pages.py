"""The stand-in's pages: they say on every one that no real money moves."""

from html import escape
from typing import Any

from tinhso.simulators.payments.files import PLANTS

_PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<link rel="icon" href="data:,"><style>
body{{font:16px/1.5 system-ui,sans-serif;margin:0;color:#16202c;background:#f5f7fa}}
header{{background:#7a4a00;color:#fff;padding:.75rem 1rem}}main{{max-width:40rem;margin:0 auto;padding:1rem}}
button{{font:inherit;padding:.6rem 1rem;min-height:44px;margin:.25rem .25rem .25rem 0}}
button{{border-radius:6px;border:1px solid #68737f;background:#fff;color:#16202c}}
button.main{{background:#14532d;color:#fff;border-color:#14532d}}dt{{font-weight:600}}dd{{margin:0 0 .5rem}}
table{{width:100%;border-collapse:collapse;background:#fff;color:#16202c}}
th,td{{text-align:left;padding:.4rem;border:1px solid #d5dce4;overflow-wrap:anywhere}}
@media(prefers-color-scheme:dark){{body{{background:#11161c;color:#e8edf2}}}}
</style></head><body><header><strong>NGÂN HÀNG GIẢ LẬP</strong> – chương trình đóng thế của nền tảng thanh toán,
chỉ để trình diễn và kiểm thử. Không có đồng tiền thật nào chuyển đi.</header><main>{body}</main></body></html>"""

CHOICES = (
    ("short", "Trả thiếu 1.000 đồng"),
    ("over", "Trả thừa 1.000 đồng"),
    ("late", "Trả, báo muộn"),
    ("twice", "Trả, báo hai lần"),
    ("silent", "Trả, không báo"),
    ("forged", "Không trả, gửi thông báo giả"),
    ("fail", "Giao dịch không thành công"),
)


def money(amount: int) -> str:
    """Return an amount as people write it."""
    return f"{amount:,} đ".replace(",", ".")


def page(title: str, body: str) -> str:
    """Return a whole page."""
    return _PAGE.format(title=escape(title), body=body)


def bank(order: dict[str, Any]) -> str:
    """Return the bank's page of an order."""
    facts = (
        f"<dl><dt>Đơn vị thụ hưởng</dt><dd>Tỉnh Số</dd><dt>Nội dung</dt><dd>{escape(order['description'])}</dd>"
        f"<dt>Người nộp</dt><dd>{escape(order['payer'])}</dd><dt>Mã đơn</dt><dd>{escape(order['reference'])}</dd>"
        f"<dt>Số tiền</dt><dd><strong>{money(order['amount'])}</strong></dd></dl>"
    )
    if order["state"] != "waiting":
        back = f'<p><a href="{escape(order["return_url"], quote=True)}">Trở về trang dịch vụ công</a></p>'
        return page("Ngân hàng giả lập", f"<h1>Đơn này đã kết thúc</h1>{facts}{back}")
    others = "".join(f'<button name="choice" value="{code}">{words}</button>' for code, words in CHOICES)
    return page(
        "Ngân hàng giả lập",
        f"<h1>Trả tiền cho Tỉnh Số</h1>{facts}<form method=post>"
        '<p><button class="main" name="choice" value="pay">Trả tiền</button>'
        '<button name="choice" value="cancel">Hủy</button></p>'
        f"<details><summary>Các tình huống để thử</summary><p>{others}</p></details></form>",
    )


def home(orders: list[dict[str, Any]], *, down: bool, plants: list[str]) -> str:
    """Return the first page: the latest orders, and how the stand-in behaves."""
    rows = "".join(
        f"<tr><td>{escape(order['reference'])}</td><td>{money(order['amount'])}</td>"
        f"<td>{escape(order['state'])}</td></tr>"
        for order in orders
    )
    boxes = "".join(
        f'<label><input type="checkbox" name="plant" value="{name}"'
        f"{' checked' if name in plants else ''}> {name}</label> "
        for name in PLANTS
    )
    state = "đang ngừng" if down else "đang chạy"
    return page(
        "Nền tảng thanh toán giả lập",
        f"<h1>Nền tảng thanh toán giả lập</h1><p>Tình trạng: {state}.</p>"
        f'<form method=post action="/control"><p><button name="down" value="{0 if down else 1}">'
        f"{'Cho chạy lại' if down else 'Giả vờ ngừng hoạt động'}</button></p></form>"
        f'<form method=post action="/control"><p>Sai lệch gieo vào tệp đối soát:</p><p>{boxes}</p>'
        '<p><button name="plants" value="1">Lưu</button></p></form>'
        "<table><thead><tr><th>Mã đơn</th><th>Số tiền</th><th>Trạng thái</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>",
    )
