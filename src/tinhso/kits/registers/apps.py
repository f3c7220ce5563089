"""The kit as a Django app."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "tinhso.kits.registers"
    label = "registers"
    verbose_name = "Sổ, cơ sở dữ liệu"
