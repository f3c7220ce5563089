"""The room as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tinhso.kernel.web"
    label = "web"
    verbose_name = "Giao diện"
