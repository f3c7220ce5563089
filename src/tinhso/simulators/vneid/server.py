"""The stand-in's HTTP server: discovery, keys, authorization, tokens, user information, signing out."""

import base64
import hashlib
import hmac
import json
import time
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from tinhso.simulators.vneid import pages
from tinhso.simulators.vneid.people import citizens
from tinhso.simulators.vneid.tokens import CODE_SECONDS, FAULTS, Grant, Mint, unpadded

CLIENTS = {"tinh-so": "khoa-trinh-dien-khong-bi-mat"}
"""The software that may sign people in here, and its secret, which is public: nothing here is worth a real one."""
_KEPT = ("client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_MOST_BYTES = 1 << 16


class VNeIdServer(ThreadingHTTPServer):
    """The server with its citizens and its mint."""

    daemon_threads = True

    def __init__(self, folder: Path, port: int, host: str) -> None:
        super().__init__((host, port), Handler)
        self.folder = folder
        self.mint = Mint(folder, f"http://{host}:{self.server_port}")


class Handler(BaseHTTPRequestHandler):
    """One connection; kept open between requests."""

    server: VNeIdServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        """Answer a reading."""
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        answers = {
            "/": self._home,
            "/.well-known/openid-configuration": self._describe,
            "/jwks": lambda _query: self._json(200, self.server.mint.key_set()),
            "/authorize": self._ask,
            "/userinfo": self._user_info,
            "/logout": self._leave,
        }
        answers.get(parts.path, self._missing)(query)

    def do_POST(self) -> None:
        """Answer a form."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > _MOST_BYTES:
            self.close_connection = True
            self._json(413, {"error": "too_large"})
            return
        given = dict(parse_qsl(self.rfile.read(length).decode(errors="replace"), keep_blank_values=True))
        answers = {"/authorize": self._decide, "/token": self._token, "/rotate": self._rotate}
        answers.get(urlsplit(self.path).path, self._missing)(given)

    def _missing(self, _query: dict[str, str]) -> None:
        self._json(404, {"error": "not_found"})

    def _home(self, _query: dict[str, str]) -> None:
        people = citizens(self.server.folder)
        self._html(200, pages.home(people, len(self.server.mint.key_set()["keys"])))

    def _describe(self, _query: dict[str, str]) -> None:
        here = self.server.mint.issuer
        self._json(
            200,
            {
                "issuer": here,
                "authorization_endpoint": f"{here}/authorize",
                "token_endpoint": f"{here}/token",
                "userinfo_endpoint": f"{here}/userinfo",
                "jwks_uri": f"{here}/jwks",
                "end_session_endpoint": f"{here}/logout",
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code", "refresh_token"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "code_challenge_methods_supported": ["S256"],
                "acr_values_supported": ["urn:vneid:level:1", "urn:vneid:level:2"],
            },
        )

    def _ask(self, query: dict[str, str]) -> None:
        wrong = _wrong(query)
        if wrong:
            self._html(400, pages.page("Yêu cầu chưa đúng", f"<p>{wrong}</p>"))
            return
        cookie = SimpleCookie(self.headers.get("Cookie", "")).get("vneid")
        hidden = {name: query.get(name, "") for name in _KEPT}
        self._html(200, pages.choosing(citizens(self.server.folder), hidden, cookie.value if cookie else ""))

    def _decide(self, given: dict[str, str]) -> None:
        wrong = _wrong(given | {"response_type": "code", "code_challenge_method": "S256"})
        person = citizens(self.server.folder).get(given.get("subject", ""))
        if wrong or (person is None and given.get("action") != "refuse"):
            self._html(400, pages.page("Yêu cầu chưa đúng", f"<p>{wrong or 'Không có người này.'}</p>"))
            return
        state = {"state": given["state"]} if given.get("state") else {}
        if given.get("action") == "refuse" or person is None:
            self._go(given["redirect_uri"], {"error": "access_denied"} | state)
            return
        grant = Grant(
            client_id=given["client_id"],
            redirect_uri=given["redirect_uri"],
            subject=person.subject,
            level=1 if given.get("level") == "1" else 2,
            scope=given.get("scope") or "openid",
            nonce=given.get("nonce", ""),
            challenge=given.get("code_challenge", ""),
            fault=given["fault"] if given.get("fault") in FAULTS else "",
            ends=time.time() + CODE_SECONDS,
        )
        cookie = f"vneid={person.subject}; Path=/; HttpOnly; SameSite=Lax"
        self._go(given["redirect_uri"], {"code": self.server.mint.code(grant)} | state, cookie)

    def _token(self, given: dict[str, str]) -> None:
        client = self._client(given)
        if not client:
            self._json(401, {"error": "invalid_client"})
            return
        mint = self.server.mint
        if given.get("grant_type") == "authorization_code":
            grant = mint.take_code(given.get("code", ""))
            proof = unpadded(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
            if grant and (given.get("redirect_uri") != grant.redirect_uri or proof != grant.challenge):
                grant = None
        elif given.get("grant_type") == "refresh_token":
            grant = mint.take_refresh(given.get("refresh_token", ""))
        else:
            self._json(400, {"error": "unsupported_grant_type"})
            return
        person = citizens(self.server.folder).get(grant.subject) if grant else None
        if grant is None or person is None or grant.client_id != client:
            self._json(400, {"error": "invalid_grant"})
            return
        self._json(200, mint.tokens(grant, person.claims()))

    def _client(self, given: dict[str, str]) -> str:
        """Return the client whose name and secret the request shows; nothing when they do not fit."""
        name, secret = given.get("client_id", ""), given.get("client_secret", "")
        scheme, _space, pair = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "basic":
            try:
                left, _colon, right = base64.b64decode(pair).decode().partition(":")
            except ValueError:
                return ""
            name, secret = unquote(left), unquote(right)
        known = CLIENTS.get(name)
        return name if known and hmac.compare_digest(known.encode(), secret.encode()) else ""

    def _user_info(self, _query: dict[str, str]) -> None:
        scheme, _space, token = self.headers.get("Authorization", "").partition(" ")
        grant = self.server.mint.holder(token) if scheme.lower() == "bearer" else None
        people = citizens(self.server.folder)
        if grant is None or grant.subject not in people:
            self._json(401, {"error": "invalid_token"})
            return
        subject = "nguoi-khac" if grant.fault == "subject" else grant.subject
        self._json(200, {"sub": subject, **people[grant.subject].claims()})

    def _leave(self, query: dict[str, str]) -> None:
        cookie = "vneid=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
        back = query.get("post_logout_redirect_uri", "")
        if back and _is_loopback(back):
            self._go(back, {"state": query["state"]} if query.get("state") else {}, cookie)
        else:
            self._html(200, pages.page("Đã đăng xuất", "<p>Quý vị đã đăng xuất khỏi VNeID giả lập.</p>"), cookie)

    def _rotate(self, _given: dict[str, str]) -> None:
        self._json(200, {"kid": self.server.mint.rotate()})

    def _go(self, address: str, query: dict[str, str], cookie: str = "") -> None:
        target = f"{address}{'&' if '?' in address else '?'}{urlencode(query)}" if query else address
        self._send(302, b"", "text/plain", {"Location": target} | ({"Set-Cookie": cookie} if cookie else {}))

    def _html(self, status: int, text: str, cookie: str = "") -> None:
        self._send(status, text.encode(), "text/html; charset=utf-8", {"Set-Cookie": cookie} if cookie else {})

    def _json(self, status: int, answer: dict[str, Any]) -> None:
        self._send(status, json.dumps(answer, ensure_ascii=False).encode(), "application/json", {})

    def _send(self, status: int, content: bytes, media_type: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": media_type, "Cache-Control": "no-store", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent: the caller logs what it asks."""


def _is_loopback(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"http", "https"} and parts.hostname in _LOOPBACK | {"testserver"}


def _wrong(query: dict[str, str]) -> str:
    """Return what is wrong with a request for authorization; nothing when it is well."""
    if query.get("client_id") not in CLIENTS:
        return "Phần mềm chưa đăng ký với VNeID giả lập."
    if not _is_loopback(query.get("redirect_uri", "")):
        return "Địa chỉ quay về phải ở trên máy này."
    if query.get("response_type") != "code" or "openid" not in query.get("scope", "").split():
        return "Chỉ nhận luồng mã cấp quyền (response_type=code) với phạm vi openid."
    if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
        return "Cần PKCE với S256."
    return ""


def serve(folder: Path, port: int, host: str = "127.0.0.1") -> VNeIdServer:
    """Return the server, ready to run; port 0 takes a free one."""
    return VNeIdServer(folder, port, host)
