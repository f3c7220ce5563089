"""The API's frame: one OpenAPI document, RFC 9457 problems, a documentation page that obeys the CSP."""

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, Throttled, ValidationError
from ninja.openapi.docs import DocsBase

from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.web.openapi import PlainRenderer, ProblemAPI
from tinhso.kernel.web.problems import problem
from tinhso.kernel.web.site import release

logger = logging.getLogger(__name__)

_SENTENCES = {
    "missing": "Thiếu mục này.",
    "json_invalid": "Nội dung gửi không phải JSON hợp lệ.",
    "string_type": "Phải là chuỗi ký tự.",
    "int_type": "Phải là số nguyên.",
    "int_parsing": "Phải là số nguyên.",
    "int_from_float": "Phải là số nguyên.",
    "float_type": "Phải là số.",
    "float_parsing": "Phải là số.",
    "decimal_parsing": "Phải là số.",
    "bool_type": "Phải là true hoặc false.",
    "bool_parsing": "Phải là true hoặc false.",
    "list_type": "Phải là một danh sách.",
    "dict_type": "Phải là một đối tượng.",
    "model_type": "Phải là một đối tượng.",
    "model_attributes_type": "Phải là một đối tượng.",
    "uuid_parsing": "Phải là một mã UUID.",
    "uuid_type": "Phải là một mã UUID.",
    "date_type": "Phải là ngày dạng 2026-11-21.",
    "date_parsing": "Phải là ngày dạng 2026-11-21.",
    "date_from_datetime_parsing": "Phải là ngày dạng 2026-11-21.",
    "datetime_type": "Phải là thời điểm dạng 2026-11-21T16:30:00+07:00.",
    "datetime_parsing": "Phải là thời điểm dạng 2026-11-21T16:30:00+07:00.",
    "datetime_from_date_parsing": "Phải là thời điểm dạng 2026-11-21T16:30:00+07:00.",
    "timezone_aware": "Thời điểm phải có múi giờ.",
    "extra_forbidden": "Không có mục nào mang tên này.",
}


class Documentation(DocsBase):
    """Swagger UI from our own files: no other host, no inline script."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Return the page; it reads the document's address from a data attribute."""
        return render(request, "web/api_docs.html", {"openapi_url": self.get_openapi_url(api, kwargs)})


def make_api(namespace: str | None = None) -> NinjaAPI:
    """Return the API with its problem handlers; routers are added by the installation's address list.

    Every operation names its rule with ``identity.access.api_requires``: the frame itself lets nobody in or out.
    """
    api = ProblemAPI(
        title="Tỉnh Số",
        version=release(),
        description="Giao diện lập trình của nền tảng. Lỗi trả về theo RFC 9457 (application/problem+json).",
        openapi_url="/openapi.json",
        docs=Documentation(),
        docs_url="/docs",
        urls_namespace=namespace or "api",
        renderer=PlainRenderer(),
    )
    api.exception_handler(Refused)(_refused)
    api.exception_handler(ValidationError)(_invalid)
    api.exception_handler(AuthenticationError)(_unauthenticated)
    api.exception_handler(AuthorizationError)(_unauthorized)
    api.exception_handler(Throttled)(_throttled)
    api.exception_handler(HttpError)(_http_error)
    api.exception_handler(Http404)(_not_found)
    api.exception_handler(DataError)(_unstorable)
    api.exception_handler(SuspiciousOperation)(_suspicious)
    api.exception_handler(Exception)(_unexpected)
    return api


def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return problem(request, error.status, str(error.title), error.message, code=error.code, details=error.details)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{"field": _place(item.get("loc", ())), "message": _sentence(item)} for item in error.errors]
    detail = _("Một số mục chưa hợp lệ; xem danh sách errors.")
    return problem(request, 422, "Dữ liệu chưa hợp lệ", detail, code="invalid", errors=errors)


def _place(location: Any) -> str:
    """Return ``applicant.name`` from pydantic's location; the first words say only where ninja looked."""
    parts = [str(part) for part in location]
    if parts and parts[0] in {"body", "query", "path", "header", "cookie", "form", "file"}:
        parts = parts[1:]
    if len(parts) > 1 and parts[0] in {"payload", "data", "body"}:
        parts = parts[1:]
    return ".".join(parts)


def _sentence(item: dict[str, Any]) -> str:
    kind, context = str(item.get("type", "")), item.get("ctx") or {}
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    if kind == "string_too_short":
        return f"Cần ít nhất {context.get('min_length')} ký tự."
    if kind == "string_too_long":
        return f"Chỉ được tối đa {context.get('max_length')} ký tự."
    if kind in {"greater_than_equal", "greater_than"}:
        return f"Phải từ {context.get('ge', context.get('gt'))} trở lên."
    if kind in {"less_than_equal", "less_than"}:
        return f"Phải từ {context.get('le', context.get('lt'))} trở xuống."
    if kind in {"literal_error", "enum"}:
        return f"Chỉ nhận một trong các giá trị: {context.get('expected')}."
    if kind == "string_pattern_mismatch":
        return f"Không đúng dạng {context.get('pattern')}."
    if kind == "value_error":
        return str(item.get("msg", "")).removeprefix("Value error, ")
    return f"Giá trị không hợp lệ ({kind})."


def _unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    detail = _("Hãy gửi khóa API trong tiêu đề Authorization: Bearer, hoặc đăng nhập trước.")
    headers = {"WWW-Authenticate": "Bearer"}
    return problem(request, 401, "Chưa đăng nhập", detail, code="unauthenticated", headers=headers)


def _unauthorized(request: HttpRequest, error: AuthorizationError) -> HttpResponse:
    return problem(request, 403, "Không có quyền", _("Khóa này không có quyền làm việc đó."), code="forbidden")


def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    wait = max(1, int(error.wait or 1))
    detail = f"Quá nhiều lần gọi. Hãy thử lại sau {wait} giây."
    return problem(request, 429, "Gọi quá nhanh", detail, code="throttled", headers={"Retry-After": str(wait)})


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 401:
        return _unauthenticated(request, AuthenticationError())
    title = "Yêu cầu không hợp lệ" if error.status_code < 500 else "Hệ thống gặp lỗi"
    return problem(request, error.status_code, title, error.message, code=f"http-{error.status_code}")


def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, 404, "Không tìm thấy", _("Không có gì ở địa chỉ này."), code="not-found")


def _unstorable(request: HttpRequest, error: DataError) -> HttpResponse:
    """Answer for text that no database column can hold, a NUL above all."""
    logger.warning("unstorable data at %s: %s", request.path, error)
    detail = _("Dữ liệu có ký tự hoặc giá trị không lưu được; hãy bỏ ký tự điều khiển (NUL) rồi gửi lại.")
    return problem(request, 422, "Dữ liệu chưa hợp lệ", detail, code="unstorable")


def _suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    """Answer for a body that is larger than the installation takes, or not to be read at all."""
    if isinstance(error, RequestDataTooBig):
        detail = _("Nội dung gửi lớn quá mức nhận của hệ thống. Hãy chia nhỏ, hoặc tải tệp lên từng phần.")
        return problem(request, 413, "Nội dung quá lớn", detail, code="too-large")
    detail = _("Yêu cầu không đọc được. Hãy xem lại cách gửi.")
    return problem(request, 400, "Yêu cầu không hợp lệ", detail, code="bad-request")


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("unexpected error at %s", request.path, exc_info=error)
    detail = _("Hệ thống gặp lỗi khi xử lý. Lỗi đã được ghi lại; hãy thử lại sau ít phút.")
    return problem(request, 500, "Hệ thống gặp lỗi", detail, code="unexpected")
