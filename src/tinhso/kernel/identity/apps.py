"""The room as a Django app."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "tinhso.kernel.identity"
    label = "identity"
    verbose_name = "Tài khoản và phân quyền"
