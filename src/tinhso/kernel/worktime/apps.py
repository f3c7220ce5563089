"""The room as a Django app."""

from django.apps import AppConfig


class WorktimeConfig(AppConfig):
    name = "tinhso.kernel.worktime"
    label = "worktime"
    verbose_name = "Thời gian làm việc"
