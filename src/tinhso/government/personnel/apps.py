"""The module as a Django app."""

from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    name = "tinhso.government.personnel"
    label = "personnel"
    verbose_name = "Nhân sự"
