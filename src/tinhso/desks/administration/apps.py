"""The desk as a Django app."""

from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "tinhso.desks.administration"
    label = "administration"
    verbose_name = "Quản trị"
