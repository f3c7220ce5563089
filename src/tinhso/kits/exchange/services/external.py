"""Publishing what another system offers, as a form gives it: read, checked, laid into the directory."""

from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Conflict, Invalid
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.exchange import describing, permissions
from tinhso.kits.exchange.access import demand_province
from tinhso.kits.exchange.models import SchemaKind, ServiceVersion, Subsystem
from tinhso.kits.exchange.services import directory

LONGEST_WAIT_SECONDS = 120


@transaction.atomic
def publish(
    actor: Actor,
    subsystem: Subsystem,
    *,
    code: str,
    name: str,
    version: str,
    address: str,
    owner: OrganizationUnit,
    contact: str,
    legal_ground: str,
    description: str = "",
    personal: bool = False,
    schema: bytes = b"",
    field_lines: str = "",
    methods: list[str] | None = None,
    probe_path: str = "",
    timeout_seconds: int = 30,
) -> ServiceVersion:
    """Publish a version of a service that a member's system answers at ``address``.

    ``schema``: an OpenAPI 3 file (JSON or YAML) or an XML Schema, told apart by what they say. ``field_lines``: see
    ``describing.read_fields``. Raises ``Invalid`` naming every field that is wrong, ``Conflict`` when the version
    stands already: what was published under a number never changes under its callers.
    """
    demand_province(actor, permissions.MANAGE)
    wrong: dict[str, str] = {}
    for key, value in (("name", name), ("contact", contact), ("legal_ground", legal_ground)):
        if not value.strip():
            wrong[key] = _("Hãy ghi mục này.")
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        wrong["address"] = _("Địa chỉ phải đầy đủ, ví dụ https://dichvu.so.example.vn/api.")
    if not 1 <= timeout_seconds <= LONGEST_WAIT_SECONDS:
        wrong["timeout_seconds"] = _("Thời gian chờ từ 1 đến {most} giây.").format(most=LONGEST_WAIT_SECONDS)
    if probe_path and not probe_path.startswith(("/", "?")):
        wrong["probe_path"] = _("Đường dẫn thăm dò bắt đầu bằng / hoặc ?.")
    kind, text, fields = SchemaKind.OPENAPI, "", []
    try:
        kind, text = describing.read_schema(schema)
    except Invalid as invalid:
        wrong |= invalid.fields
    try:
        fields = describing.read_fields(field_lines)
    except Invalid as invalid:
        wrong |= invalid.fields
    if personal and not fields and "field_lines" not in wrong:
        wrong["field_lines"] = _("Dịch vụ có dữ liệu cá nhân phải khai từng trường: thỏa thuận chỉ mở trường đã khai.")
    if not personal and any(item["personal"] for item in fields):
        wrong["personal"] = _("Có trường ghi là dữ liệu cá nhân: hãy đánh dấu ô này, hoặc sửa lại trường.")
    if wrong:
        raise Invalid(wrong)
    if subsystem.services.filter(code=code.strip()).exclude(versions__handler="").exists():
        raise Conflict(_("Mã {code} là dịch vụ của chính hệ thống này, không công bố từ biểu mẫu.").format(code=code))
    if subsystem.services.filter(code=code.strip(), versions__version=version.strip()).exists():
        raise Conflict(
            _("Phiên bản {version} của dịch vụ {code} đã công bố. Thay đổi cách gọi thì công bố phiên bản mới.").format(
                version=version, code=code
            )
        )
    return directory.publish(
        actor, subsystem, code=code.strip(), name=name, version=version.strip(), address=address.strip(),
        fields=fields, schema=text, schema_kind=kind, methods=methods or ["GET"], probe_path=probe_path.strip(),
        timeout_seconds=timeout_seconds, description=description.strip(), owner=owner, contact=contact.strip()[:200],
        legal_ground=legal_ground.strip()[:300], personal=personal,
    )  # fmt: skip
