"""The room as a Django app."""

from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "tinhso.kernel.reading"
    label = "reading"
    verbose_name = "Đọc trang giấy"
