"""The room as a Django app."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "tinhso.kernel.events"
    label = "events"
    verbose_name = "Sự kiện"
