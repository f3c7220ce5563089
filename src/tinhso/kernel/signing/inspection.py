"""What each signature of a PDF is worth: whole, trusted, timestamped, revoked, changed afterwards."""

import io
from datetime import datetime
from typing import Any

from asn1crypto import x509 as asn1_x509
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.signing import trust
from tinhso.kernel.signing.reports import BROKEN, UNKNOWN, VALID, SignatureReport

_KEY_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


def inspect(pdf: bytes) -> list[SignatureReport]:
    """Return a report for each signature, in the order of signing; raise ``Invalid`` when it is no readable PDF."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        signatures = list(reader.embedded_regular_signatures)
    except (PdfError, ValueError, KeyError, TypeError, RecursionError, AttributeError, IndexError) as error:
        raise Invalid({"file": _("Tệp không phải là PDF đọc được.")}) from error
    roots, demonstration = trust.roots(), trust.demonstration_roots()
    return [_report(signature, roots, demonstration) for signature in signatures]


def _report(signature: Any, roots: list[asn1_x509.Certificate], demonstration: set[bytes]) -> SignatureReport:
    certificate = signature.signer_cert
    try:
        status = _status(signature, roots, [])
        path = status.validation_path
        if status.trusted and path is not None:
            lists = trust.revocation_lists([item for item in path if not item.self_issued])
            if lists:
                status = _status(signature, roots, lists)
        else:
            lists = []
    except (SignatureValidationError, SigningError, PdfError, ValueError, KeyError, TypeError) as error:
        return _unreadable(signature, certificate, str(error))
    timestamp = status.timestamp_validity
    covers_all = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    level = status.modification_level
    only_signed = covers_all or (
        status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        and level is not None
        and level <= ModificationLevel.FORM_FILLING
        and bool(status.docmdp_ok)
    )
    intact = bool(status.intact and status.valid)
    root = path.first if path is not None else None
    return _worded(
        certificate,
        field=signature.field_name,
        signed_at=status.signer_reported_dt,
        timestamp_at=timestamp.timestamp if timestamp and timestamp.intact and timestamp.valid else None,
        timestamp_trusted=bool(timestamp and timestamp.intact and timestamp.valid and timestamp.trusted),
        intact=intact,
        trusted=bool(status.trusted),
        revocation="revoked" if status.revoked else ("good" if status.trusted and lists else "unknown"),
        covers_all=covers_all,
        only_signed_after=only_signed,
        demonstration=root is not None and getattr(root, "sha256", b"") in demonstration,
    )


def _status(signature: Any, roots: list[asn1_x509.Certificate], lists: list[bytes]) -> Any:
    """Validate at the time of the timestamp when there is one: a certificate may end after it was used."""
    stamped = next(extract_tst_data_iter(signature.signer_info, signed=False), None)
    moment = clock.now()
    if stamped is not None:
        moment = min(stamped["encap_content_info"]["content"].parsed["gen_time"].native, moment)

    def context(at: datetime | None) -> ValidationContext:
        return ValidationContext(
            trust_roots=roots,
            moment=at,
            crls=lists,
            allow_fetching=False,
            revocation_mode="soft-fail",
            retroactive_revinfo=True,
        )

    return validate_pdf_signature(
        signature,
        signer_validation_context=context(moment),
        ts_validation_context=context(moment),
        key_usage_settings=_KEY_USAGE,
    )


def _worded(certificate: asn1_x509.Certificate, **facts: Any) -> SignatureReport:
    subject = certificate.subject.native
    signer = _first(subject.get("common_name")) or _("không rõ tên")
    if not facts["intact"] or not facts["only_signed_after"]:
        verdict, sentence = BROKEN, _("Văn bản đã bị thay đổi sau khi %(signer)s ký: chữ ký không còn giá trị.")
    elif facts["revocation"] == "revoked":
        verdict, sentence = BROKEN, _("Chứng thư số của %(signer)s đã bị thu hồi: chữ ký không có giá trị.")
    elif not facts["trusted"]:
        verdict, sentence = (
            UNKNOWN,
            _(
                "Văn bản còn nguyên như lúc %(signer)s ký, nhưng hệ thống này không biết cơ quan cấp chứng thư số đó: "
                "chưa thể tin người ký."
            ),
        )
    elif facts["demonstration"]:
        verdict, sentence = (
            VALID,
            _(
                "Chữ ký của %(signer)s hợp lệ, văn bản còn nguyên. "
                "Chứng thư số để TRÌNH DIỄN, không có giá trị pháp lý."
            ),
        )
    else:
        verdict, sentence = VALID, _("Chữ ký của %(signer)s hợp lệ, văn bản còn nguyên từ khi ký.")
    return SignatureReport(
        signer=signer,
        organization=_first(subject.get("organization_name")),
        issuer=_first(certificate.issuer.native.get("common_name")),
        verdict=verdict,
        sentence=sentence % {"signer": signer},
        **facts,
    )


def _unreadable(signature: Any, certificate: asn1_x509.Certificate, reason: str) -> SignatureReport:
    subject = certificate.subject.native
    return SignatureReport(
        field=signature.field_name,
        signer=_first(subject.get("common_name")),
        organization=_first(subject.get("organization_name")),
        issuer=_first(certificate.issuer.native.get("common_name")),
        signed_at=None,
        timestamp_at=None,
        timestamp_trusted=False,
        intact=False,
        trusted=False,
        revocation="unknown",
        covers_all=False,
        only_signed_after=False,
        demonstration=False,
        verdict=BROKEN,
        sentence=_("Không kiểm tra được chữ ký này, tệp có thể đã bị thay đổi hoặc hỏng: %(reason)s")
        % {"reason": reason},
    )


def _first(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value or "")
