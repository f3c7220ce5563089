"""XMLDSig over the whole message: one enveloped signature in the header, exclusive C14N, SHA-256.

Whoever holds the sender's certificate can check it with any program for XML signatures (``xmlsec1 --verify``).
"""

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureConstructionMethod, SignatureMethod
from signxml.exceptions import InvalidInput, SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from tinhso.kits.exchange.edxml.codes import DSIG, NAMESPACE
from tinhso.kits.exchange.edxml.refusals import Unproved

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
_METHODS = frozenset({SignatureMethod.RSA_SHA256, SignatureMethod.ECDSA_SHA256, SignatureMethod.RSA_SHA512})


def sign(tree: etree._Element, key: PrivateKey, certificate: x509.Certificate) -> bytes:
    """Return the bytes of a message with the signature at the end of its header."""
    header = tree.find(f".//{{{NAMESPACE}}}edXMLHeader")
    if header is None:
        raise ValueError("a message has a header")
    place = etree.SubElement(header, f"{{{DSIG}}}Signature", nsmap={"ds": DSIG})
    place.set("Id", "placeholder")
    method = SignatureMethod.RSA_SHA256 if isinstance(key, rsa.RSAPrivateKey) else SignatureMethod.ECDSA_SHA256
    signer = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=method,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed = signer.sign(tree, key=key, cert=[certificate])
    return bytes(etree.tostring(signed, xml_declaration=True, encoding="UTF-8"))


def verify(data: bytes, certificate: x509.Certificate) -> etree._Element:
    """Return the tree that the signature covers, the only one to be believed; raise ``Unproved``.

    ``certificate`` is the one that the directory names for the sender, never one that the message brings; whether
    it held at that time is the caller's question.
    """
    pem = certificate.public_bytes(Encoding.PEM).decode()
    expected = SignatureConfiguration(
        require_x509=False,
        location=f".//{{{NAMESPACE}}}edXMLHeader/",
        expect_references=1,
        signature_methods=_METHODS,
        digest_algorithms=frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA512}),
    )
    try:
        result = XMLVerifier().verify(data, x509_cert=pem, expect_config=expected)
    except (SignXMLException, InvalidInput, InvalidSignature, etree.LxmlError, ValueError, TypeError) as error:
        raise Unproved(str(error) or type(error).__name__) from error
    result = result[0] if isinstance(result, list) else result
    covered = result.signed_xml
    if covered is None or covered.tag != f"{{{NAMESPACE}}}edXML":
        raise Unproved("Reference")
    return covered


def has_signature(tree: etree._Element) -> bool:
    """Tell whether a message bears a signature at all."""
    return tree.find(f".//{{{NAMESPACE}}}edXMLHeader/{{{DSIG}}}Signature") is not None
