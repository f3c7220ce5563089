"""The module as a Django app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "tinhso.government.documents"
    label = "documents"
    verbose_name = "Kho giấy tờ cá nhân"
