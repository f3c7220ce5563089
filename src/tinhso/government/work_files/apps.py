"""The module as a Django app."""

from django.apps import AppConfig


class WorkFilesConfig(AppConfig):
    name = "tinhso.government.work_files"
    label = "work_files"
    verbose_name = "Hồ sơ công việc"
