"""Signing papers, and looking after credentials and trusted roots."""

import secrets as random_secrets
from typing import Any
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.files import queries as file_queries
from tinhso.kernel.files import services as files
from tinhso.kernel.files.kinds import PDF
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.papers import services as papers
from tinhso.kernel.papers.models import Paper
from tinhso.kernel.papers.templates_known import TEMPLATES
from tinhso.kernel.signing import audit_events, authority, permissions, queries, signers, specimens, stamps, vault
from tinhso.kernel.signing.models import Credential, CredentialKind, PaperSignature, Provider, TrustRoot
from tinhso.kernel.signing.reports import SignatureReport
from tinhso.kernel.signing.stamps import Stamp
from tinhso.kernel.signing.validation import validate

__all__ = [
    "SignatureReport",
    "add_root",
    "enrol",
    "register",
    "revoke_credential",
    "sign_paper",
    "sign_pdf",
    "trust_demonstration_authority",
    "validate",
    "withdraw_root",
]


def sign_paper(paper: Paper, *, actor: Actor, role: str, password: str = "", pin: str = "") -> Paper:
    """Sign a paper as a person (the actor's own certificate) or as the agency (the seal of the paper's unit).

    The person signs first and the agency after, each once, visibly where the template says. ``password`` or
    ``pin`` opens the key when the credential asks for one. For the agency the actor needs ``signing.use-seal``
    at the unit. Raises ``Conflict`` when that signature is there, ``Refused`` with the remedy otherwise.
    """
    kind = CredentialKind(role)
    with transaction.atomic():
        # Locked first and read after: in one statement, whoever waited would sign the file of before.
        Paper.objects.select_for_update().values_list("id").get(id=paper.id)
        paper = Paper.objects.select_related("unit", "file", "signed_file").get(id=paper.id)
        _check_order(paper, kind)
        credential = _credential_for(paper, kind, actor)
        before = paper.signed_file or paper.file
        signed = sign_pdf(
            file_queries.read(before),
            credential,
            stamp=_stamp(paper, kind, credential),
            reason=paper.title,
            location=paper.unit.name,
            secret=pin or password,
        )
        file = files.store_made(signed, paper.file.name, PDF, actor=actor)
        PaperSignature.objects.create(
            paper=paper, role=kind, credential=credential, signed_by_id=actor.account_id, created_at=clock.now()
        )
        audit.record(
            actor,
            audit_events.SIGNED,
            subject_kind="paper",
            subject_id=paper.id,
            subject_label=str(paper),
            unit_id=paper.unit_id,
            role=str(kind),
            credential=str(credential.id),
            number=paper.number,
        )
        return papers.replace_file(paper, file)


def sign_pdf(
    pdf: bytes,
    credential: Credential,
    *,
    stamp: Stamp | None = None,
    reason: str = "",
    location: str = "",
    secret: str = "",
) -> bytes:
    """Return ``pdf`` with one more PAdES B-T signature by ``credential``; earlier signatures stay valid."""
    # Loaded when the first PDF is signed: see ``validation``.
    from tinhso.kernel.signing import pades

    now = clock.now()
    if credential.revoked_at is not None or not credential.valid_from <= now <= credential.valid_to:
        raise signers.CannotSign(
            _("Chứng thư số “%(label)s” đã hết hạn hoặc ngừng dùng. Hãy đăng ký chứng thư số mới.")
            % {"label": credential.label}
        )
    return pades.sign(pdf, credential, stamp=stamp, reason=reason, location=location, secret=secret)


def enrol(
    *,
    actor: Actor,
    account: Account | None = None,
    unit: OrganizationUnit | None = None,
    provider: str = Provider.SOFTWARE,
    algorithm: str = "ec",
    passphrase: str = "",
    image: bytes | None = None,
) -> Credential:
    """Get a certificate from the configured authority (``TRUST_URL``) for a person's account or for a unit's seal.

    ``account`` with ``unit``: a person of that unit; ``unit`` alone: the agency. ``provider``: ``software`` makes
    the key here (``passphrase`` empty: the server may use it by itself), ``remote`` makes it at the remote
    signing service, and ``passphrase`` is its PIN. ``algorithm``: ``ec`` (P-256) or ``rsa`` (2048 bits).
    """
    actor.demand(permissions.MANAGE, unit)
    if account is None and unit is None:
        raise ValueError("a credential belongs to an account or a unit")
    name = str(account) if account else unit.name if unit else ""
    subject = {
        "common_name": name,
        "organization": unit.name if unit else "",
        "serial": unit.identifier if unit and account is None else "",
    }
    if provider == Provider.REMOTE:
        answer = authority.certify({**subject, "pin": passphrase, "algorithm": algorithm})
        options = _remote_options(answer)
        chain = answer["chain"]
    else:
        chain, options = _software_key(subject, algorithm, passphrase)
    if image is None:
        image = specimens.signature(name) if account else specimens.seal(name)
    return register(
        actor=actor,
        account=account,
        unit=unit,
        provider=provider,
        chain=chain,
        options=options,
        label=name,
        image=image,
    )


def register(
    *,
    actor: Actor,
    account: Account | None,
    unit: OrganizationUnit | None,
    provider: str,
    chain: str,
    options: dict[str, Any],
    label: str,
    image: bytes = b"",
) -> Credential:
    """Register a credential whose key exists already: a PKCS#11 device, a remote service, a PKCS#12 file.

    The holder's earlier credentials end: the newest one signs.
    """
    actor.demand(permissions.MANAGE, unit)
    kind = CredentialKind.PERSON if account else CredentialKind.AGENCY
    certificate = vault.certificates(chain)[0]
    now = clock.now()
    with transaction.atomic():
        holder = {"account": account} if account else {"unit": unit, "account": None}
        for earlier in Credential.objects.filter(kind=kind, revoked_at=None, **holder):
            earlier.revoked_at = now
            earlier.save(update_fields=["revoked_at"])
        credential = Credential.objects.create(
            account=account,
            unit=unit,
            kind=kind,
            provider=Provider(provider),
            label=label,
            certificate=chain,
            valid_from=certificate.not_valid_before,
            valid_to=certificate.not_valid_after,
            options=options,
            image=image,
        )
        audit.record(
            actor,
            audit_events.ENROLLED,
            subject_kind="credential",
            subject_id=credential.id,
            subject_label=label,
            unit_id=unit.id if unit else None,
            provider=str(credential.provider),
            holder=label,
        )
    return credential


def revoke_credential(credential: Credential, *, actor: Actor, reason: str) -> Credential:
    """End a credential in this installation from now on; what it signed before stays."""
    actor.demand(permissions.MANAGE, credential.unit)
    with transaction.atomic():
        locked = Credential.objects.select_for_update().get(id=credential.id)
        if locked.revoked_at is not None:
            raise Conflict(_("Chứng thư số này đã ngừng dùng trước đó."))
        locked.revoked_at = clock.now()
        locked.save(update_fields=["revoked_at"])
        audit.record(
            actor,
            audit_events.REVOKED,
            subject_kind="credential",
            subject_id=locked.id,
            subject_label=locked.label,
            unit_id=locked.unit_id,
            reason=reason,
        )
    # Loaded only then, as above.
    from tinhso.kernel.signing import opening

    opening.forget_opened()
    return locked


def add_root(certificate: str, *, actor: Actor, demonstration: bool = False) -> TrustRoot:
    """Trust a certification authority (PEM); adding it again changes nothing."""
    actor.demand(permissions.MANAGE)
    parsed = vault.certificates(certificate)[0]
    label = str(parsed.subject.native.get("common_name", ""))[:200]
    with transaction.atomic():
        root, made = TrustRoot.objects.get_or_create(
            certificate=certificate, withdrawn_at=None, defaults={"label": label, "demonstration": demonstration}
        )
        if made:
            audit.record(
                actor,
                audit_events.ROOT_ADDED,
                subject_kind="trust-root",
                subject_id=root.id,
                subject_label=label,
                demonstration=demonstration,
            )
    return root


@transaction.atomic
def withdraw_root(root_id: UUID, *, actor: Actor, reason: str) -> TrustRoot:
    """Stop trusting a certification authority; what it vouched for shows as unknown from now on.

    Raises ``NotFound``, ``Invalid`` without a reason, ``Conflict`` when somebody did before.
    """
    actor.demand(permissions.MANAGE)
    root = TrustRoot.objects.select_for_update().filter(id=root_id).first()
    if root is None:
        raise NotFound
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do ngừng tin cậy.")})
    if root.withdrawn_at is not None:
        raise Conflict(_("Gốc này đã ngừng được tin cậy trước đó."))
    root.withdrawn_at = clock.now()
    root.save(update_fields=["withdrawn_at"])
    audit.record(
        actor,
        audit_events.ROOT_WITHDRAWN,
        subject_kind="trust-root",
        subject_id=root.id,
        subject_label=root.label,
        reason=reason.strip()[:300],
    )
    return root


def trust_demonstration_authority(*, actor: Actor) -> TrustRoot:
    """Trust the root of the demonstration authority at ``TRUST_URL``, marked as such."""
    return add_root(authority.root(), actor=actor, demonstration=True)


def _check_order(paper: Paper, kind: CredentialKind) -> None:
    if paper.revoked_at is not None:
        raise Refused(_("Giấy tờ này đã bị thu hồi, không ký được nữa."), code="paper-revoked")
    there = dict(paper.signatures.values_list("role", "signed_by__person__full_name"))
    if kind in there:
        raise Conflict(
            _("Giấy tờ này đã có chữ ký số của cá nhân (%(name)s).") % {"name": there[kind] or _("hệ thống")}
            if kind == CredentialKind.PERSON
            else _("Giấy tờ này đã có chữ ký số của cơ quan.")
        )
    if kind == CredentialKind.PERSON and CredentialKind.AGENCY in there:
        raise Refused(_("Cơ quan đã ký số, người có thẩm quyền không ký sau được nữa."), code="signing-order")
    code = paper.template_code
    alone = code in TEMPLATES and TEMPLATES[code].sealed_alone
    if kind == CredentialKind.AGENCY and CredentialKind.PERSON not in there and not alone:
        raise Refused(_("Người có thẩm quyền phải ký số trước khi cơ quan ký số."), code="signing-order")


def _credential_for(paper: Paper, kind: CredentialKind, actor: Actor) -> Credential:
    if kind == CredentialKind.AGENCY:
        actor.demand(permissions.USE_SEAL, paper.unit)
        credential = queries.agency_credential(paper.unit)
        if credential is None:
            raise signers.CannotSign(
                _("%(unit)s chưa có chứng thư số của cơ quan còn hiệu lực. Người quản trị có thể đăng ký.")
                % {"unit": paper.unit.name}
            )
        return credential
    credential = queries.person_credential(actor.account_id)
    if credential is None:
        raise signers.CannotSign(
            _("Quý vị chưa có chứng thư số còn hiệu lực. Hãy liên hệ người quản trị của cơ quan để đăng ký.")
        )
    return credential


def _stamp(paper: Paper, kind: CredentialKind, credential: Credential) -> Stamp | None:
    room = paper.stamps.get(CredentialKind.PERSON)
    image = bytes(credential.image)
    if room is None or not image:
        return None
    if kind == CredentialKind.PERSON:
        return stamps.person_stamp(room, image)
    alone = not paper.signatures.filter(role=CredentialKind.PERSON).exists()
    return stamps.agency_stamp(room, image, alone=alone)


def _software_key(subject: dict[str, str], algorithm: str, passphrase: str) -> tuple[str, dict[str, Any]]:
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = (
        ec.generate_private_key(ec.SECP256R1()) if algorithm == "ec" else rsa.generate_private_key(65537, 2048)
    )
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    csr = request.public_bytes(serialization.Encoding.PEM).decode()
    chain = str(authority.certify({**subject, "csr": csr})["chain"])
    certificates = x509.load_pem_x509_certificates(chain.encode())
    secret = passphrase or vault.server_passphrase()
    content = pkcs12.serialize_key_and_certificates(
        None, key, certificates[0], certificates[1:], serialization.BestAvailableEncryption(secret.encode())
    )
    name = vault.keep(random_secrets.token_hex(16), content)
    return chain, {"file": name, "passphrase": "asked" if passphrase else signers.SERVER}


def _remote_options(answer: dict[str, Any]) -> dict[str, Any]:
    name = "csc-token"
    path = vault.folder() / name
    path.touch(mode=0o600)
    path.write_text(str(answer["token"]))
    return {"service": settings.TRUST_URL, "credential_id": answer["credential_id"], "token_secret": name}
