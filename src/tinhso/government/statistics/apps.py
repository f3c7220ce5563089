"""The module as a Django app."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "tinhso.government.statistics"
    label = "statistics"
    verbose_name = "Thống kê giải quyết thủ tục hành chính"
