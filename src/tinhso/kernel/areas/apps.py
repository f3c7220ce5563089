"""The room as a Django app."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "tinhso.kernel.areas"
    label = "areas"
    verbose_name = "Địa bàn"
