"""The module as a Django app."""

from django.apps import AppConfig


class MasterDataConfig(AppConfig):
    name = "tinhso.government.masterdata"
    label = "masterdata"
    verbose_name = "Dữ liệu chủ"
