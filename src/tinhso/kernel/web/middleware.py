"""Refusals become answers that people can act on."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.web.problems import is_api, problem


class LanguageMiddleware:
    """Speak Vietnamese until somebody chooses otherwise: many telephones here are set to English by their maker."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self._get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


class RefusalMiddleware:
    """Turn ``Refused`` into a page, a fragment for htmx, or a problem document for the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if response.status_code == 405 and is_api(request):
            return problem(
                request,
                405,
                _("Cách gọi không được hỗ trợ"),
                _("Địa chỉ này không nhận phương thức {method}.").format(method=request.method),
                code="method-not-allowed",
                headers={"Allow": response.headers.get("Allow", "")},
            )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; leave every other exception to Django."""
        if not isinstance(exception, Refused):
            return None
        if is_api(request):
            return problem(
                request,
                exception.status,
                str(exception.title),
                exception.message,
                code=exception.code,
                details=exception.details,
            )
        return refuse(request, exception)


def refuse(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Return the page, or for htmx the fragment, that tells a refusal: what, why, what to do, who can help."""
    context = {"refused": refused, "status": refused.status, "fields": refused.details.get("fields") or {}}
    if request.headers.get("HX-Request"):
        response = render(request, "web/refusal_fragment.html", context, status=refused.status)
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML"
        return response
    return render(request, "web/refusal.html", context, status=refused.status)
