"""Speaking JSON over HTTP with a signature (HMAC-SHA256) in a header."""

import hashlib
import hmac
import json
from typing import Any

from django.utils.translation import gettext as _
from pydantic import SecretStr

from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.outside.http import call

SIGNATURE = "X-Signature"
LEAST_KEY = 16


def signed_call(address: str, path: str, asked: Any, *, key: SecretStr, timeout: int, name: str) -> dict[str, Any]:
    """Return what a system answers; ``{}`` for 404; raise ``VendorFailed``."""
    content = signed_content(address, path, asked, key=key, timeout=timeout, name=name)
    if content is None:
        return {}
    try:
        read: dict[str, Any] = json.loads(content)
    except ValueError as error:
        raise VendorFailed(_("{name} trả lời không đúng mẫu.").format(name=name)) from error
    return read


def signed_content(address: str, path: str, asked: Any, *, key: SecretStr, timeout: int, name: str) -> bytes | None:
    """Return the bytes that a system answers; none for 404; raise ``VendorFailed``."""
    body = json.dumps(asked, ensure_ascii=False).encode()
    mark = hmac.new(key.get_secret_value().encode(), body, hashlib.sha256).hexdigest()
    headers = {SIGNATURE: mark, "Content-Type": "application/json"}
    answer = call("POST", address + path, headers=headers, content=body, timeout=timeout, name=name)
    if answer.status == 404:
        return None
    if answer.status >= 400:
        words = answer.content[:200].decode(errors="replace")
        raise VendorFailed(
            _("{name} từ chối yêu cầu (mã {status}): {words}").format(name=name, status=answer.status, words=words),
            retry=answer.status in {408, 429} or answer.status >= 500,
        )
    return answer.content
