"""The kit as a Django app."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "tinhso.kits.procedures"
    label = "procedures"
    verbose_name = "Thủ tục và hồ sơ"
