"""The room as a Django app."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "tinhso.kernel.notify"
    label = "notify"
    verbose_name = "Thông báo"
