"""The room as a Django app."""

from django.apps import AppConfig


class OutsideConfig(AppConfig):
    name = "tinhso.kernel.outside"
    label = "outside"
    verbose_name = "Hệ thống bên ngoài"
