"""The foundation as a Django app; last in INSTALLED_APPS' order of readiness, it loads the modules."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "tinhso.kernel.foundation"
    label = "foundation"
    verbose_name = "Nền tảng"
