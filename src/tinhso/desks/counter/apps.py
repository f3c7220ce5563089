"""The desk as a Django app."""

from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "tinhso.desks.counter"
    label = "counter"
    verbose_name = "Bộ phận một cửa"
