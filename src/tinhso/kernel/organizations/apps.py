"""The room as a Django app."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "tinhso.kernel.organizations"
    label = "organizations"
    verbose_name = "Cơ quan, đơn vị"
