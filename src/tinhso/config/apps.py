"""The last app: when it is ready every model is loaded, and the modules can register what they offer."""

import gc

from django.apps import AppConfig
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models.signals import post_migrate


class HouseConfig(AppConfig):
    name = "tinhso.config"
    label = "house"
    verbose_name = "Tỉnh Số"

    def ready(self) -> None:
        from tinhso.kernel.foundation.modules import load_modules

        load_modules()
        # Rights are the house's own (``kernel.foundation.permissions``): Django's four for each model, written anew
        # after every migration, would be read by nobody.
        post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
        post_migrate.disconnect(create_contenttypes)
        # What is loaded by now stays; only what comes later is looked through, and not every 700 objects: a page makes
        # tens of thousands, which go with it.
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)
        gc.enable()
