"""Making PAdES B-T signatures as incremental updates: what was signed before stays as it was."""

import asyncio
import io
import re
from typing import Any

from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.signing import timestamps
from tinhso.kernel.signing.appearance import style_of
from tinhso.kernel.signing.models import Credential, Provider
from tinhso.kernel.signing.opening import local_signer, remote_signer
from tinhso.kernel.signing.signers import CannotSign
from tinhso.kernel.signing.stamps import Stamp

_FIELD = re.compile(r"\AChuKy(\d+)\Z")


def sign(pdf: bytes, credential: Credential, *, stamp: Stamp | None, reason: str, location: str, secret: str) -> bytes:
    """Return ``pdf`` with one more signature (subfilter ETSI.CAdES.detached, SHA-256, timestamped).

    Without a configured timestamp service the signature is PAdES B-B. Raises ``Invalid`` when it is no PDF,
    ``CannotSign`` when the key or the timestamp service cannot be used.
    """
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        name = _next_field(writer)
    except (PdfError, ValueError, KeyError) as error:
        raise Invalid({"file": _("Tệp không phải là PDF đọc được nên không ký được.")}) from error
    metadata = PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason or None,
        location=location or None,
        name=credential.label,
        signer_key_usage=set(),
    )
    spec = None
    if stamp is not None:
        box = (round(stamp.box[0]), round(stamp.box[1]), round(stamp.box[2]), round(stamp.box[3]))
        spec = SigFieldSpec(name, on_page=stamp.page, box=box)

    def signed_with(signer: Any) -> PdfSigner:
        return PdfSigner(
            metadata,
            signer,
            timestamper=timestamps.current(),
            stamp_style=style_of(stamp) if stamp else None,
            new_field_spec=spec,
        )

    try:
        if credential.provider == Provider.REMOTE:
            return asyncio.run(_sign_remotely(writer, credential, secret, signed_with))
        with local_signer(credential, secret) as signer:
            return signed_with(signer).sign_pdf(writer).getvalue()  # type: ignore[no-any-return]
    except TimestampRequestError as error:
        raise CannotSign(_("Dịch vụ cấp dấu thời gian không trả lời. Xin thử lại sau ít phút.")) from error
    except SigningError as error:
        # pyHanko wraps what the service said; the plain words lie beneath.
        if isinstance(error.__cause__, CannotSign):
            raise error.__cause__ from error
        raise CannotSign(_("Không ký được tệp này: %(error)s") % {"error": error}) from error


async def _sign_remotely(writer: Any, credential: Credential, pin: str, signed_with: Any) -> bytes:
    async with remote_signer(credential, pin) as signer:
        output = await signed_with(signer).async_sign_pdf(writer)
    return output.getvalue()  # type: ignore[no-any-return]


def _next_field(writer: Any) -> str:
    taken = [0]
    # Indexing follows a PDF reference to what it names; "get" would hand back the reference.
    try:
        fields = writer.root["/AcroForm"]["/Fields"]
    except KeyError:
        fields = ()
    for field in fields:
        match = _FIELD.match(str(field.get_object().get("/T", "")))
        if match:
            taken.append(int(match.group(1)))
    return f"ChuKy{max(taken) + 1}"
