"""The kit as a Django app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "tinhso.kits.exchange"
    label = "exchange"
    verbose_name = "Tích hợp, chia sẻ dữ liệu"
