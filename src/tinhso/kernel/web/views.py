"""The shell's own pages: errors, health, language, theme, what browsers and robots ask for."""

from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.i18n import set_language

from tinhso.kernel.identity.access import public
from tinhso.kernel.web import assets, maps
from tinhso.kernel.web.catalogue import catalogue
from tinhso.kernel.web.problems import is_api, problem
from tinhso.kernel.web.site import release, site

YEAR = 365 * 24 * 3600


def _error(request: HttpRequest, status: int, code: str, title: str, message: str, help: str) -> HttpResponse:
    if is_api(request):
        return problem(request, status, title, message, code=code)
    context = {"status": status, "title": title, "message": message, "help": help}
    return render(request, "web/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be understood."""
    message = _("Yêu cầu gửi đến không đọc được.")
    help = _("Hãy quay lại trang trước, tải lại trang rồi thử lại.")
    return _error(request, 400, "bad-request", _("Yêu cầu không hợp lệ"), message, help)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that the actor may not make."""
    message = _("Tài khoản của quý vị chưa được giao quyền mở trang này, hoặc phiên làm việc đã hết hạn.")
    help = _("Hãy đăng nhập lại. Nếu quý vị cần quyền này cho công việc, hãy liên hệ người quản trị của cơ quan.")
    return _error(request, 403, "forbidden", _("Không có quyền"), message, help)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection code is missing or old."""
    message = _("Trang đã mở quá lâu nên biểu mẫu không còn gửi được. Chưa có gì được thay đổi.")
    help = _("Hãy tải lại trang rồi gửi lại. Nếu vẫn gặp, hãy cho phép cookie trong trình duyệt.")
    return _error(request, 403, "csrf", _("Biểu mẫu đã hết hạn"), message, help)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address under which nothing stands."""
    message = _("Không có trang nào ở địa chỉ này, hoặc quý vị không có quyền xem.")
    help = _("Hãy kiểm tra lại địa chỉ, hoặc tìm từ trang chủ.")
    return _error(request, 404, "not-found", _("Không tìm thấy trang"), message, help)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours; nothing here asks the database, the session or the actor."""
    if is_api(request):
        return problem(
            request, 500, _("Hệ thống gặp lỗi"), _("Lỗi đã được ghi lại; hãy thử lại sau ít phút."), code="unexpected"
        )
    return HttpResponse(render_to_string("web/server_error.html", {"site": site()}), status=500)


@public
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, for those who build pages."""
    if not (settings.DEBUG or settings.DEMONSTRATION or settings.TESTING):
        raise Http404
    shell = "workspace" if request.GET.get("khung") == "workspace" else "portal"
    context: dict[str, Any] = catalogue()
    return render(request, "web/catalogue.html", {**context, "base": f"web/{shell}.html", "shell_name": shell})


@public
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the interface."""
    return HttpResponse(status=405, headers={"Allow": "POST"}) if request.method != "POST" else set_language(request)


@public
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme on this device."""
    chosen = request.POST.get("giao-dien", "")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if chosen in {"light", "dark"}:
        response.set_cookie(
            "giao-dien", chosen, max_age=YEAR, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
        )
    else:
        response.delete_cookie("giao-dien")
    return response


@public
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Tell a balancer whether this process can serve: the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        well = True
    except DatabaseError:
        well = False
    answer = {"status": "ok" if well else "failing", "database": well, "version": release()}
    return JsonResponse(answer, status=200 if well else 503, headers={"Cache-Control": "no-store"})


@public
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker at the top of the site, so that it may answer for every page."""
    built = assets.FOLDER / "sw.js"
    script = built.read_text() if built.exists() else ""
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@public
@require_safe
def no_connection(request: HttpRequest) -> HttpResponse:
    """Stand in for a page that cannot be had: kept on the device ahead of time, the same for everybody."""
    return render(request, "web/no_connection.html")


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Let robots read the public pages and nothing that belongs to somebody."""
    closed = ("/api/", "/tep/", "/dang-nhap/", "/ho-so/", "/viec/", "/_components/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Let a telephone keep the portal on its home screen."""
    icons = [
        {"src": static("web/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        {"src": static("web/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("web/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
    ]
    words = {
        "name": f"{site().portal_name} {site().name}",
        "short_name": site().name,
        "lang": "vi",
        "start_url": "/",
        "display": "standalone",
        "background_color": "#f7f6f3",
        "theme_color": "#8a1c1c",
        "icons": icons,
    }
    return JsonResponse(words, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@public
@require_safe
def map_ground(request: HttpRequest) -> HttpResponse:
    """Give the areas of today, simplified: the ground under every map."""
    ground = maps.ground()
    if request.headers.get("If-None-Match") in {ground.tag, f"W/{ground.tag}"}:
        answer = HttpResponse(status=304)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = HttpResponse(ground.packed, content_type="application/geo+json")
        answer["Content-Encoding"] = "gzip"
    else:
        answer = HttpResponse(ground.plain, content_type="application/geo+json")
    answer["ETag"] = ground.tag
    answer["Vary"] = "Accept-Encoding"
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@public
@require_safe
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Lead browsers that ask for the old address to the icon."""
    return HttpResponseRedirect(static("web/icon.svg"))
