"""The HTTP side: a list, one message, and the messages as JSON. It says on every page that it is a stand-in."""

import json
from dataclasses import asdict
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tinhso.simulators.mail.store import Store, Stored

_PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Hộp thư giả lập</title><style>
body{{font:16px/1.5 system-ui,sans-serif;margin:0;color:#16202c;background:#f5f7fa}}
header{{background:#7a4a00;color:#fff;padding:.75rem 1rem}}main{{max-width:60rem;margin:0 auto;padding:1rem}}
article{{background:#fff;border:1px solid #d5dce4;border-radius:.5rem;padding:.75rem 1rem;margin:.75rem 0}}
article p{{margin:.25rem 0;overflow-wrap:anywhere}}a{{color:#0b4f9e}}small{{color:#4a5766}}
pre{{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}}
@media(prefers-color-scheme:dark){{body{{background:#11161c;color:#e8edf2}}article{{background:#1a222b;border-color:#33404d}}
a{{color:#8cc2ff}}small{{color:#a9b6c3}}}}
</style></head><body><header><strong>Hộp thư giả lập</strong> – thay cho máy chủ thư thật, chỉ dùng để trình diễn và
kiểm thử. Không thư nào ở đây được gửi ra ngoài.</header><main>{body}</main></body></html>"""


def _row(row: Stored) -> str:
    doubles = f" · bỏ {row.doubles} bản trùng" if row.doubles else ""
    return (
        f'<article><p><a href="/thu/{row.key}">{escape(row.subject) or "(không có tiêu đề)"}</a></p>'
        f"<p><small>Đến {escape(', '.join(row.receivers))} · {escape(row.received_at)}{doubles}</small></p></article>"
    )


def _message(row: Stored) -> str:
    return (
        f'<p><a href="/">← Tất cả thư</a></p><article><h1>{escape(row.subject)}</h1>'
        f"<p><small>Từ {escape(row.sender)} · đến {escape(', '.join(row.receivers))} · {escape(row.received_at)}"
        f" · {escape(row.message_id)}</small></p><pre>{escape(row.text)}</pre></article>"
    )


def server(store: Store, *, host: str, port: int) -> ThreadingHTTPServer:
    """Return the HTTP server, not yet serving."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            if path == "/messages.json":
                rows = [asdict(row) for row in store.all()]
                self._answer(200, "application/json", json.dumps(rows, ensure_ascii=False))
            elif path == "/":
                rows_html = "".join(_row(row) for row in store.all()[:500]) or "<p>Chưa có thư nào.</p>"
                self._answer(200, "text/html", _PAGE.format(title="Tất cả thư", body=f"<h1>Tất cả thư</h1>{rows_html}"))
            else:
                key = path.removeprefix("/thu/")
                row = store.get(key) if key.isalnum() else None
                if row is None:
                    self._answer(
                        404, "text/html", _PAGE.format(title="Không có thư này", body="<p>Không có thư này.</p>")
                    )
                else:
                    self._answer(200, "text/html", _PAGE.format(title=escape(row.subject), body=_message(row)))

        def _answer(self, status: int, kind: str, text: str) -> None:
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the pages are read by people and scripts in a demonstration."""

    return ThreadingHTTPServer((host, port), Pages)
