"""The desk as a Django app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "tinhso.desks.portal"
    label = "portal"
    verbose_name = "Cổng dịch vụ công"
