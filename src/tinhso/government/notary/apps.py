"""The module as a Django app."""

from django.apps import AppConfig


class NotaryConfig(AppConfig):
    name = "tinhso.government.notary"
    label = "notary"
    verbose_name = "Công chứng, ngăn chặn"
