"""The page of codes, and the same as JSON for tests. It says on every page that it is a stand-in."""

import json
import time
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tinhso.simulators.authenticator.codes import Telephone, seconds_left, telephones

_PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{left}"><title>Điện thoại giả lập</title><style>
body{{font:16px/1.5 system-ui,sans-serif;margin:0;color:#16202c;background:#f5f7fa}}
header{{background:#7a4a00;color:#fff;padding:.75rem 1rem}}main{{max-width:48rem;margin:0 auto;padding:1rem}}
table{{width:100%;border-collapse:collapse;background:#fff}}caption{{text-align:left;padding:.5rem 0}}
th,td{{text-align:left;padding:.5rem .75rem;border:1px solid #d5dce4;overflow-wrap:anywhere}}
output{{font:600 1.5rem/1 ui-monospace,monospace;letter-spacing:.1em}}
@media(prefers-color-scheme:dark){{body{{background:#11161c;color:#e8edf2}}table{{background:#1a222b}}
th,td{{border-color:#33404d}}}}
</style></head><body><header><strong>Điện thoại giả lập</strong> – thay cho ứng dụng xác thực trên điện thoại
của cán bộ, chỉ dùng trình diễn. Hệ thống thật không có trang này.</header>
<main><h1>Mã xác thực hai lớp</h1>{body}</main></body></html>"""


def _row(phone: Telephone, moment: float) -> str:
    code = phone.code(moment)
    return (
        f"<tr><td>{escape(phone.name)}<br><small>{escape(phone.position)}</small></td>"
        f"<td>{escape(phone.username)}</td><td><output>{code[:3]}&nbsp;{code[3:]}</output></td></tr>"
    )


def _table(phones: list[Telephone], moment: float) -> str:
    if not phones:
        return "<p>Chưa có tài khoản trình diễn nào. Hãy chạy <code>tinhso load --accounts</code> trước.</p>"
    rows = "".join(_row(phone, moment) for phone in phones)
    return (
        f"<table><caption>Mã đổi sau {seconds_left(moment)} giây; mỗi mã dùng một lần.</caption>"
        f"<thead><tr><th>Cán bộ</th><th>Tên đăng nhập</th><th>Mã</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def serve(folder: Path, port: int, host: str = "127.0.0.1") -> ThreadingHTTPServer:
    """Return the HTTP server over the secrets in ``folder``, not yet serving."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, moment = self.path.split("?")[0], time.time()
            phones = telephones(folder)
            if path == "/":
                page = _PAGE.format(left=seconds_left(moment), body=_table(phones, moment))
                self._answer(200, "text/html", page)
            elif path == "/codes.json":
                codes = {phone.username: phone.code(moment) for phone in phones}
                self._answer(200, "application/json", json.dumps(codes, ensure_ascii=False))
            else:
                self._answer(404, "text/plain", "Không có trang này.")

        def _answer(self, status: int, media_type: str, text: str) -> None:
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{media_type}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    return ThreadingHTTPServer((host, port), Pages)
