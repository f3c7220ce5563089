"""The module as a Django app."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "tinhso.government.payments"
    label = "payments"
    verbose_name = "Thu phí, lệ phí"
