"""The module as a Django app."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    name = "tinhso.government.directives"
    label = "directives"
    verbose_name = "Nhiệm vụ giao"
