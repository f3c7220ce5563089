"""The desk as a Django app."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "tinhso.desks.workspace"
    label = "workspace"
    verbose_name = "Bàn làm việc"
