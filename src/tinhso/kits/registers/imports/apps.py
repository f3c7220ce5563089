"""Importing as a Django app."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "tinhso.kits.registers.imports"
    label = "registers_imports"
    verbose_name = "Nhập dữ liệu vào sổ"
