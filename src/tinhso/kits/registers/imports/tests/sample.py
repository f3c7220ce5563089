"""A register of officials for tests and measurements, made beside the installation's own: its class and its table.

The class is made when first asked for, and what it declares is taken away again: other tests compare the declared
rights and events with the written lists.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import connection, models
from django.db.models import Q

from tinhso.kernel.events.declarations import EVENTS
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kits.registers.definition import REGISTERS
from tinhso.kits.registers.fields import AreaField, NameField, PartialDateField, PersonalNumberField, PhoneField
from tinhso.kits.registers.models import Register

CODE = "sample.official"
SEXES = [("nam", "Nam"), ("nu", "Nữ")]
DEGREES = [("trung-cap", "Trung cấp"), ("dai-hoc", "Đại học"), ("thac-si", "Thạc sĩ"), ("tien-si", "Tiến sĩ")]


@cache
def model() -> Any:
    """Return the register's class."""

    class SampleOfficial(Register):
        """A person in the service of a unit."""

        full_name = NameField("họ và tên", personal=True)
        birth = PartialDateField("ngày sinh", personal=True)
        sex = models.CharField("giới tính", max_length=3, choices=SEXES)
        personal_number = PersonalNumberField("số định danh cá nhân", unique=True)
        phone = PhoneField("số điện thoại", blank=True, personal=True)
        email = models.EmailField("thư điện tử", blank=True)
        position = models.CharField("chức vụ", max_length=60)
        degree = models.CharField("trình độ", max_length=12, choices=DEGREES, blank=True)
        joined = models.DateField("ngày tuyển dụng", null=True, blank=True)
        coefficient = models.DecimalField("hệ số lương", max_digits=5, decimal_places=2, null=True, blank=True)
        area = AreaField(verbose_name="địa bàn", null=True, blank=True)
        address = models.CharField("địa chỉ", max_length=120, blank=True)
        years = models.PositiveSmallIntegerField("số năm công tác", default=0, validators=[MaxValueValidator(60)])

        class Meta:
            app_label = "registers_imports"
            verbose_name = "cán bộ"
            constraints = [
                models.CheckConstraint(
                    condition=Q(coefficient__isnull=True) | Q(coefficient__lte=13),
                    name="sample_coefficient_most",
                    violation_error_message="Hệ số lương không quá 13.",
                )
            ]

        class Registry:
            code = CODE
            title = "Cán bộ (mẫu)"
            columns = "full_name birth sex position unit"
            find_by = "full_name personal_number"
            keys = "personal_number"
            alike = "full_name birth address"

        def check_row(self) -> dict[str, str]:
            if self.joined and self.birth and self.joined.isoformat()[:4] <= self.birth[:4]:
                return {"joined": "Ngày tuyển dụng phải sau ngày sinh."}
            return {}

    return SampleOfficial


_DECLARED: dict[str, dict[str, Any]] = {}


@contextmanager
def standing() -> Iterator[Any]:
    """Let the register be declared within the block; give its definition."""
    registries = {"permission": PERMISSIONS, "event": EVENTS, "register": REGISTERS}
    if not _DECLARED:
        before = {kind: set(registry) for kind, registry in registries.items()}
        model()
        for kind, registry in registries.items():
            _DECLARED[kind] = {code: registry[code] for code in set(registry) - before[kind]}
    else:
        for kind, registry in registries.items():
            for code, value in _DECLARED[kind].items():
                registry.register(code, value)
    try:
        yield model().definition
    finally:
        for kind, registry in registries.items():
            for code in _DECLARED[kind]:
                registry.withdraw(code)


def tables() -> list[Any]:
    """Return the models that have a table: the register and its history."""
    return [model(), *(related.related_model for related in model()._meta.related_objects if related.name == "events")]


def make_tables() -> None:
    """Make the register's tables with their constraints, indexes and triggers, where they are not there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [model()._meta.db_table])
        if cursor.fetchone()[0] is not None:
            return
    with connection.schema_editor() as editor:
        for made in tables():
            editor.create_model(made)
    for trigger in model()._meta.triggers:
        trigger.install(model())


def drop_tables() -> None:
    """Take the tables away."""
    with connection.cursor() as cursor:
        for made in reversed(tables()):
            cursor.execute(f'DROP TABLE IF EXISTS "{made._meta.db_table}" CASCADE')
