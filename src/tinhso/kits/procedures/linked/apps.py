"""Linked procedures as a Django app."""

from django.apps import AppConfig


class LinkedConfig(AppConfig):
    name = "tinhso.kits.procedures.linked"
    label = "linked"
    verbose_name = "Thủ tục liên thông"
