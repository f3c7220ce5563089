"""RFC 3161 timestamps, signed by the demonstration timestamping unit."""

from datetime import UTC, datetime
from typing import Any

from asn1crypto import cms, core, keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from tinhso.simulators.trust.authority import Authority

_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


class TimestampUnit(DummyTimeStamper):
    """Answers timestamp requests; the key is loaded once."""

    def __init__(self, authority: Authority) -> None:
        holder = authority.tsa
        issuer = authority.issuer.certificate.public_bytes(serialization.Encoding.DER)
        private = holder.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        super().__init__(
            asn1_x509.Certificate.load(holder.certificate.public_bytes(serialization.Encoding.DER)),
            keys.PrivateKeyInfo.load(private),
            certs_to_embed=[asn1_x509.Certificate.load(issuer)],
        )
        self._key = holder.key

    def answer(self, request: bytes) -> bytes:
        """Return the DER answer to a DER request; a request that cannot be met gets the status "rejection"."""
        try:
            asked = tsp.TimeStampReq.load(request, strict=True)
            algorithm = asked["message_imprint"]["hash_algorithm"]["algorithm"].native
            digest = asked["message_imprint"]["hashed_message"].native
            if algorithm not in _HASHES or len(digest) != _HASHES[algorithm].digest_size:
                return _rejection("bad_alg")
        except (ValueError, TypeError):
            return _rejection("bad_data_format")
        return bytes(self.request_tsa_response(asked).dump())

    def _sign_tst_info(self, tst_info_data: bytes, md_algorithm: str, dt: datetime) -> tuple[bytes, Any]:
        algorithm = _HASHES[md_algorithm]
        digest = hashes.Hash(algorithm)
        digest.update(tst_info_data)
        attributes = cms.CMSAttributes(
            [
                _attribute("content_type", "tst_info"),
                _attribute("signing_time", cms.Time({"utc_time": core.UTCTime(dt.astimezone(UTC))})),
                _attribute("signing_certificate_v2", as_signing_certificate_v2(self.tsa_cert)),
                _attribute("message_digest", digest.finalize()),
            ]
        )
        return self._key.sign(attributes.dump(), PKCS1v15(), algorithm), attributes


def _attribute(kind: str, value: Any) -> Any:
    return cms.CMSAttribute({"type": cms.CMSAttributeType(kind), "values": (value,)})


def _rejection(reason: str) -> bytes:
    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {reason}})
    return bytes(tsp.TimeStampResp({"status": status}).dump())
