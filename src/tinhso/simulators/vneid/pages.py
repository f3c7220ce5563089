"""What people see of the stand-in. It says on every page what it is."""

from collections.abc import Mapping
from html import escape

from tinhso.simulators.vneid.people import Citizen
from tinhso.simulators.vneid.tokens import FAULTS

_FRAME = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
body{{font:16px/1.5 system-ui,sans-serif;margin:0;color:#16202c;background:#f5f7fa}}
header{{background:#7a4a00;color:#fff;padding:.75rem 1rem}}main{{max-width:40rem;margin:0 auto;padding:1rem}}
fieldset{{border:1px solid #d5dce4;background:#fff;margin:0 0 1rem;padding:.75rem 1rem}}
label.person{{display:flex;gap:.75rem;align-items:flex-start;padding:.6rem 0;min-height:44px}}
input[type=radio]{{width:1.4rem;height:1.4rem;flex:none;margin-top:.15rem}}
select{{font:inherit;min-height:44px;width:100%;box-sizing:border-box}}
button,a.button{{font:inherit;font-weight:600;min-height:44px;padding:.5rem 1.25rem;border:0;border-radius:.4rem;
background:#8a1c1c;color:#fff;cursor:pointer}}button.second{{background:#4a5563}}
small{{color:#4a5563}}details{{margin:0 0 1rem}}summary{{min-height:44px;cursor:pointer}}
.actions{{display:flex;gap:.75rem;flex-wrap:wrap}}
@media(prefers-color-scheme:dark){{body{{background:#11161c;color:#e8edf2}}fieldset{{background:#1a222b;
border-color:#33404d}}small{{color:#aab6c2}}select{{background:#11161c;color:#e8edf2}}}}
</style></head><body><header><strong>VNeID giả lập</strong> – chương trình đóng thế nền tảng định danh điện tử, chỉ
dùng trình diễn. Mọi người dưới đây đều không có thật.</header><main><h1>{title}</h1>{body}</main></body></html>"""


def page(title: str, body: str) -> str:
    """Return a whole page."""
    return _FRAME.format(title=escape(title), body=body)


def choosing(people: Mapping[str, Citizen], hidden: Mapping[str, str], chosen: str = "") -> str:
    """Return the page on which one chooses whom to be, how sure the platform is of it, and what goes wrong."""
    first = chosen if chosen in people else next(iter(people), "")
    rows = "".join(
        f'<label class="person"><input type="radio" name="subject" value="{subject}"'
        f"{' checked' if subject == first else ''}><span>{escape(person.name)}<br><small>"
        f"{escape(person.personal_number)}{_businesses(person)}</small></span></label>"
        for subject, person in people.items()
    )
    kept = "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in hidden.items())
    faults = "".join(f'<option value="{code}">{escape(words)}</option>' for code, words in FAULTS.items())
    return page(
        "Đăng nhập VNeID (giả lập)",
        f'<form method="post" action="/authorize">{kept}<fieldset><legend>Quý vị là ai?</legend>{rows}</fieldset>'
        '<fieldset><legend>Mức độ định danh</legend><label class="person"><input type="radio" name="level" value="2" '
        'checked><span>Mức độ 2</span></label><label class="person"><input type="radio" name="level" value="1">'
        "<span>Mức độ 1</span></label></fieldset>"
        '<details><summary>Thử trả lời sai (cho người kiểm thử)</summary><label for="fault">Sai ở đâu</label>'
        f'<select id="fault" name="fault">{faults}</select></details>'
        '<div class="actions"><button name="action" value="agree">Xác nhận đăng nhập</button>'
        '<button class="second" name="action" value="refuse">Từ chối</button></div></form>',
    )


def _businesses(person: Citizen) -> str:
    names = ", ".join(str(row.get("name", "")) for row in person.businesses)
    return f"<br>Đại diện: {escape(names)}" if names else ""


def home(people: Mapping[str, Citizen], keys: int) -> str:
    """Return the page that says what this is."""
    rows = "".join(f"<li>{escape(person.name)} ({escape(person.personal_number)})</li>" for person in people.values())
    return page(
        "VNeID giả lập",
        "<p>Phần mềm đăng nhập qua đây bằng OpenID Connect: "
        '<a href="/.well-known/openid-configuration">mô tả kết nối</a>, <a href="/jwks">khóa công khai</a>.</p>'
        f"<p>Người dân có thể đăng nhập:</p><ul>{rows}</ul><p>Đang công bố {keys} khóa ký.</p>"
        '<form method="post" action="/rotate"><button class="second">Đổi khóa ký</button></form>',
    )
