"""The desk as a Django app."""

from django.apps import AppConfig


class LeaderConfig(AppConfig):
    name = "tinhso.desks.leader"
    label = "leader"
    verbose_name = "Bàn làm việc của lãnh đạo"
