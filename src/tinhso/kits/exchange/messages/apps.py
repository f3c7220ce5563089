"""The carrier of documents and events as a Django app."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "tinhso.kits.exchange.messages"
    label = "exchange_messages"
    verbose_name = "Gửi nhận văn bản điện tử"
