"""The module as a Django app."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "tinhso.government.sharing"
    label = "sharing"
    verbose_name = "Dịch vụ chia sẻ dữ liệu của tỉnh"
