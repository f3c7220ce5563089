"""The room as a Django app."""

from django.apps import AppConfig


class ReorganizationConfig(AppConfig):
    name = "tinhso.kernel.reorganization"
    label = "reorganization"
    verbose_name = "Sắp xếp đơn vị"
