"""Every address of the installation: each app's ``urls.py`` under its prefix, and the API."""

from importlib.util import find_spec

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from tinhso.config.api import api
from tinhso.kernel.foundation.modules import MODULES

urlpatterns: list[URLPattern | URLResolver] = [path("api/v1/", api.urls)]
_prefixes = {module.code: module.url_prefix for module in MODULES.values()}

urlpatterns += [
    path(_prefixes.get(config.label) or "", include(f"{config.name}.urls"))
    for config in apps.get_app_configs()
    if config.name.startswith("tinhso.") and config.name != "tinhso.config" and find_spec(f"{config.name}.urls")
]

handler400 = "tinhso.kernel.web.views.bad_request"
handler403 = "tinhso.kernel.web.views.forbidden"
handler404 = "tinhso.kernel.web.views.not_found"
handler500 = "tinhso.kernel.web.views.server_error"
