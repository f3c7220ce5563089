"""Official documents as a Django app."""

from django.apps import AppConfig


class OfficialDocumentsConfig(AppConfig):
    name = "tinhso.government.official_documents"
    label = "official_documents"
    verbose_name = "Văn bản và điều hành"
