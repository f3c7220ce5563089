"""The API: one Ninja instance; each app's ``api.py`` offers a ``router`` and the prefix it stands under."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from tinhso.kernel.web.api import make_api

api = make_api()

for config in apps.get_app_configs():
    if config.name.startswith("tinhso.") and config.name != "tinhso.config" and find_spec(f"{config.name}.api"):
        module = import_module(f"{config.name}.api")
        if hasattr(module, "router"):
            api.add_router(module.PREFIX, module.router)
