"""The room as a Django app."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "tinhso.kernel.papers"
    label = "papers"
    verbose_name = "Giấy tờ"
