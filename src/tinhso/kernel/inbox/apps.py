"""The room as a Django app."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "tinhso.kernel.inbox"
    label = "inbox"
    verbose_name = "Việc cần làm"
