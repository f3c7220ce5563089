"""The module as a Django app."""

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "tinhso.government.connectors"
    label = "connectors"
    verbose_name = "Kết nối quốc gia"
