"""The room as a Django app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "tinhso.kernel.search"
    label = "search"
    verbose_name = "Tìm kiếm"
