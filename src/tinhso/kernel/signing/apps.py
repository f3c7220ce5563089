"""The room as a Django app."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "tinhso.kernel.signing"
    label = "signing"
    verbose_name = "Ký số"
