"""Opening private keys, whatever holds them: a PKCS#12 file, a PKCS#11 device, a remote signing service."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import pkcs11
from django.utils.translation import gettext as _
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, TokenCriteria, open_pkcs11_session
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.csc_signer import (
    CSCAuthorizationInfo,
    CSCAuthorizationManager,
    CSCServiceSessionInfo,
    CSCSigner,
    fetch_certs_in_csc_credential,
)
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tinhso.kernel.signing import vault
from tinhso.kernel.signing.models import Credential, Provider
from tinhso.kernel.signing.signers import HELD, SERVER, CannotSign

_TIMEOUT_SECONDS = 20


@contextmanager
def local_signer(credential: Credential, secret: str) -> Iterator[Any]:
    """Yield pyHanko's signer for a software or PKCS#11 credential; ``secret`` is the passphrase or PIN."""
    if credential.provider == Provider.SOFTWARE:
        yield _software(credential, secret)
        return
    options = credential.options
    try:
        session = open_pkcs11_session(
            options["module"], token_criteria=TokenCriteria(label=options["token"]), user_pin=secret or None
        )
    except pkcs11.PinIncorrect as error:
        raise CannotSign(_("Mã PIN không đúng. Nhập sai nhiều lần, thiết bị sẽ tự khóa.")) from error
    except pkcs11.PinLocked as error:
        raise CannotSign(_("Thiết bị đã bị khóa vì nhập sai PIN nhiều lần. Hãy liên hệ nơi cấp để mở khóa.")) from error
    except (pkcs11.PKCS11Error, RuntimeError, KeyError) as error:
        raise CannotSign(
            _("Không mở được thiết bị ký số: %(error)s. Hãy kiểm tra thiết bị đã cắm và trình điều khiển.")
            % {"error": type(error).__name__}
        ) from error
    certificates = vault.certificates(credential.certificate)
    try:
        yield PKCS11Signer(
            session,
            signing_cert=certificates[0],
            ca_chain=certificates[1:],
            key_label=options.get("key_label"),
            cert_label=options.get("cert_label") or options.get("key_label"),
        )
    except (pkcs11.PKCS11Error, SigningError) as error:
        raise CannotSign(_("Thiết bị ký số báo lỗi: %(error)s.") % {"error": type(error).__name__}) from error
    finally:
        session.close()


@asynccontextmanager
async def remote_signer(credential: Credential, pin: str) -> AsyncIterator[Any]:
    """Yield pyHanko's signer for a credential of a remote signing service (CSC API v1)."""
    options = credential.options
    token = (vault.folder() / Path(options["token_secret"]).name).read_text().strip()
    information = CSCServiceSessionInfo(options["service"], options["credential_id"], token)
    async with aiohttp.ClientSession() as session:
        try:
            found = await fetch_certs_in_csc_credential(session, information, timeout=_TIMEOUT_SECONDS)
        except (SigningError, TimeoutError) as error:
            raise CannotSign(_("Dịch vụ ký số từ xa không trả lời. Xin thử lại sau ít phút.")) from error
        manager = _PinAuthorization(session, information, found, pin)
        yield CSCSigner(session, manager, sign_timeout=_TIMEOUT_SECONDS)


class _PinAuthorization(CSCAuthorizationManager):
    """Asks the service's leave for exactly the hashes to be signed, by the signer's PIN."""

    def __init__(self, session: aiohttp.ClientSession, information: Any, found: Any, pin: str) -> None:
        super().__init__(information, found)
        self._session = session
        self._pin = pin

    async def authorize_signature(self, hash_b64s: list[str]) -> CSCAuthorizationInfo:
        """Return the service's authorization; raise ``CannotSign`` when the PIN is wrong."""
        asked = self.format_csc_auth_request(pin=self._pin, hash_b64s=hash_b64s)
        url = self.csc_session_info.endpoint_url("credentials/authorize")
        limit = aiohttp.ClientTimeout(total=_TIMEOUT_SECONDS)
        try:
            async with self._session.post(url, headers=self.auth_headers, json=asked, timeout=limit) as answer:
                words = await answer.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise CannotSign(_("Dịch vụ ký số từ xa không trả lời. Xin thử lại sau ít phút.")) from error
        if "SAD" not in words:
            if words.get("error") == "invalid_pin":
                raise CannotSign(_("Mã PIN không đúng."))
            raise CannotSign(
                _("Dịch vụ ký số từ xa từ chối: %(error)s") % {"error": words.get("error_description", "")}
            )
        return self.parse_csc_auth_response(words)


def _software(credential: Credential, passphrase: str) -> Any:
    if credential.options.get("passphrase") == SERVER:
        return _opened_by_server(credential.id, credential.options["file"])
    held = HELD.get()
    if held is None:
        return _open(credential.options["file"], passphrase)
    key = (credential.id, passphrase)
    if key not in held:
        held[key] = _open(credential.options["file"], passphrase)
    return held[key]


@lru_cache(maxsize=64)
def _opened_by_server(_credential_id: UUID, file_name: str) -> Any:
    """Open a key that the server itself may use once; deriving its passphrase's key costs more than signing."""
    return _open(file_name, vault.server_passphrase())


def _open(file_name: str, passphrase: str) -> Any:
    try:
        content = vault.read(file_name)
    except FileNotFoundError:
        raise CannotSign(_("Không tìm thấy tệp khóa ký số. Hãy báo cho người quản trị.")) from None
    try:
        signer = SimpleSigner.load_pkcs12_data(content, (), passphrase.encode())
    except ValueError:
        raise CannotSign(_("Mật khẩu của chứng thư số không đúng.")) from None
    store = SimpleCertificateStore()
    store.register_multiple(signer.cert_registry)
    return SimpleSigner(signer.signing_cert, signer.signing_key, store, embed_roots=False)


def forget_opened() -> None:
    """Drop the keys held open, as when a credential is revoked."""
    _opened_by_server.cache_clear()
