"""Options of vendors: made whole from what is kept and the secrets, and what is wrong with them in Vietnamese."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.foundation.vendors import Vendor, VendorOptions
from tinhso.kernel.outside import secrets

_NOT_KNOWN = "-"
"""Stands for a secret that is not known yet, so that the other options can be checked before."""


def whole(vendor: type[Vendor], kept: Mapping[str, Any]) -> VendorOptions:
    """Return the options with their secrets; raise ``Invalid`` naming the fields, a missing secret among them."""
    given = dict(kept)
    for field in vendor.Options.secret_fields():
        value = secrets.read(vendor, field)
        if value:
            given[field] = value
    return _read(vendor, given)


def without_secrets(vendor: type[Vendor], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may be kept in the database; raise ``Invalid`` naming the fields that are wrong."""
    hidden = vendor.Options.secret_fields()
    plain = {name: value for name, value in given.items() if name not in hidden and value not in ("", None)}
    read = _read(vendor, plain | dict.fromkeys(hidden, _NOT_KNOWN))
    return read.model_dump(mode="json", exclude=set(hidden))


def _read(vendor: type[Vendor], given: Mapping[str, Any]) -> VendorOptions:
    try:
        return vendor.Options.model_validate(dict(given))
    except ValidationError as error:
        raise Invalid(
            {".".join(str(part) for part in item["loc"]) or "__all__": _words(item) for item in error.errors()},
            _("Tùy chọn của %(vendor)s chưa đúng.") % {"vendor": vendor.name},
        ) from None


def _words(item: Any) -> str:
    kind, context = item["type"], item.get("ctx") or {}
    if kind == "missing":
        return _("Cần điền mục này.")
    if kind == "value_error":
        return str(context.get("error", item["msg"]))
    if kind == "extra_forbidden":
        return _("Nhà cung cấp này không có tùy chọn mang tên ấy.")
    if kind.startswith(("greater_than", "less_than")):
        return _("Giá trị nằm ngoài khoảng cho phép: %(limits)s.") % {
            "limits": ", ".join(f"{name} {value}" for name, value in context.items())
        }
    if kind.startswith(("int", "float")):
        return _("Cần ghi một số.")
    if kind.startswith("url"):
        return _("Cần ghi địa chỉ đầy đủ, ví dụ https://thanhtoan.example.vn.")
    if kind.startswith("string_too"):
        return _("Độ dài chưa đúng.")
    return _("Giá trị chưa đúng.")


def wrong_words(invalid: Invalid, vendor: type[Vendor]) -> list[str]:
    """Return an ``Invalid`` as sentences that name each option by its title, for checks."""
    found = []
    for name, words in invalid.fields.items():
        field = vendor.Options.model_fields.get(name)
        if field is not None and name in vendor.Options.secret_fields():
            words = _("chưa có bí mật này: nhập trên trang Hệ thống bên ngoài, hoặc đặt biến %(variable)s.") % {
                "variable": secrets.variable_of(vendor, name)
            }
        title = _(field.title) if field is not None and field.title else name
        found.append(f"{title}: {words}")
    return found
