"""A browser for tests over real HTTP: keeps cookies, reads forms, follows redirects one by one."""

import html
import re
from urllib.parse import urljoin

import httpx
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

HERE = "http://testserver"
"""The site without a server: the application is called in the test's own thread and transaction."""


class _Here(httpx.BaseTransport):
    """Calls the application as a server would, but for closing the database connection, which the test still needs."""

    def __init__(self):
        self._application = httpx.WSGITransport(app=get_wsgi_application())

    def handle_request(self, request):
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        try:
            answer = self._application.handle_request(request)
            content = answer.read()
            answer.close()
        finally:
            for signal in (request_started, request_finished):
                signal.connect(close_old_connections)
        # What was read is unpacked already.
        headers = [(name, value) for name, value in answer.headers.multi_items() if name != "content-encoding"]
        return httpx.Response(answer.status_code, headers=headers, content=content)


def client_of(base):
    """Return a client of the site at ``base``; every other address is asked over real HTTP."""
    mounts = {HERE: _Here()} if base == HERE else None
    return httpx.Client(base_url=base, follow_redirects=False, timeout=20, mounts=mounts)


class Browser:
    """Somebody's browser, without script."""

    def __init__(self, base=HERE):
        self.base = str(base)
        self._client = client_of(self.base)

    def get(self, address):
        """Ask for an address and follow while it leads on within this site or to a stand-in."""
        return self._follow(self._client.get(urljoin(self.base, address)))

    def ask(self, address):
        """Ask for an address and follow nothing."""
        return self._client.get(urljoin(self.base, address))

    def send(self, page, *, form=0, to=None, follow=True, **values):
        """Fill in a form of a page and send it; hidden fields go along."""
        found = re.findall(r"<form\b(.*?)</form>", page.text, re.DOTALL)
        forms = [text for text in found if re.search(r'method="post"', text, re.IGNORECASE)]
        if to is not None:
            forms = [text for text in forms if f'action="{to}"' in text]
        text = forms[form]
        hidden = {
            html.unescape(name.group(1)): html.unescape(value.group(1)) if value else ""
            for tag in re.findall(r"<input\b[^>]*type=\"hidden\"[^>]*>", text)
            if (name := re.search(r'name="([^"]*)"', tag))
            for value in [re.search(r'value="([^"]*)"', tag)]
        }
        action = re.search(r'action="([^"]*)"', text.split(">")[0])
        address = urljoin(str(page.url), html.unescape(action.group(1)) if action else "")
        answer = self._client.post(address, data=hidden | values, headers={"Referer": str(page.url)})
        return self._follow(answer) if follow else answer

    def _follow(self, answer):
        for _step in range(12):
            if answer.is_redirect:
                target = urljoin(str(answer.url), answer.headers["Location"])
            elif refresh := re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.text):
                target = urljoin(str(answer.url), html.unescape(refresh.group(1)))
            else:
                return answer
            if target.startswith("https://"):
                return answer
            answer = self._client.get(target)
        raise AssertionError("led in a circle")
