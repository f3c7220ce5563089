"""The module as a Django app."""

from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "tinhso.government.post"
    label = "post"
    verbose_name = "Bưu chính"
