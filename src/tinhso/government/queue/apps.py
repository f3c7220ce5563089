"""The queue as a Django app."""

from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "tinhso.government.queue"
    label = "queue"
    verbose_name = "Hàng đợi"
