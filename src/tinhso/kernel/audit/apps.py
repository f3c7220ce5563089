"""The room as a Django app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tinhso.kernel.audit"
    label = "audit"
    verbose_name = "Nhật ký"
