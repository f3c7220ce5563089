"""The last app: when it is ready every model is loaded, and the modules can register what they offer."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "tinhso.config"
    label = "house"
    verbose_name = "Tỉnh Số"

    def ready(self) -> None:
        from tinhso.kernel.foundation.modules import load_modules

        load_modules()
