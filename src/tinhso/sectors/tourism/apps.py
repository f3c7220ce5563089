"""The module as a Django app."""

from django.apps import AppConfig


class TourismConfig(AppConfig):
    name = "tinhso.sectors.tourism"
    label = "tourism"
    verbose_name = "Du lịch"
