"""A class that says something impossible ends the start, with a sentence that names what is wrong."""

import pytest
from django.db import models

from tinhso.kernel.events.declarations import EVENTS
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kits.registers.definition import DefinitionError, Open, build, definition_of
from tinhso.kits.registers.fields import NameField


@pytest.fixture(autouse=True)
def undeclared():
    """Take away again what building a definition declares."""
    before = {registry: set(registry) for registry in (PERMISSIONS, EVENTS)}
    yield
    for registry, codes in before.items():
        for code in set(registry) - codes:
            registry.withdraw(code)


def column(name, made):
    made.set_attributes_from_name(name)
    return made


class Meta:
    verbose_name = "thuyền"
    fields = (
        column("name", NameField("tên")),
        column("length", models.PositiveSmallIntegerField("chiều dài")),
        column("owner", NameField("chủ thuyền", personal=True)),
        column("status", models.CharField("trạng thái", max_length=8, editable=False)),
        column("created_at", models.DateTimeField("lập lúc", editable=False)),
        column("updated_at", models.DateTimeField("sửa lúc", editable=False)),
        column("changed_by", models.CharField("người sửa", max_length=8, editable=False)),
        column("unit", models.CharField("đơn vị", max_length=8)),
    )

    @classmethod
    def get_field(cls, name):
        return next(field for field in cls.fields if field.name == name)


class Boat:
    _meta = Meta


def registry(**said):
    return type("Registry", (), {"code": "ships.boat", **said})


def test_a_class_with_a_code_alone_has_sensible_columns_filters_and_panels():
    made = build(Boat, registry())
    assert [field.name for field in made.fields] == ["name", "length", "owner", "unit"]
    assert made.columns == ("name", "length", "owner", "status")
    assert made.find_by == ("name",)
    assert made.order == ("sort_key", "id")
    assert made.personal_fields == {"owner"}
    assert made.rights.see_personal == "ships.boat.see-personal"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"colums": "name"}, "colums"),
        ({"columns": "name lenght"}, "lenght"),
        ({"filters": "colour"}, "colour"),
        ({"find_by": "title"}, "title"),
        ({"personal": "keeper"}, "keeper"),
        ({"columns": ["name"]}, "columns"),
        ({"code": "Boat"}, "tourism.lodging"),
        ({"panels": ("name",)}, "Panel"),
        ({"publish": "name"}, "Open"),
        ({"publish": Open("name owner")}, "owner"),
        ({"retention": 5}, "Retention"),
    ],
)
def test_what_cannot_be_is_named_with_the_class(said, words):
    with pytest.raises(DefinitionError) as told:
        build(Boat, registry(**said))
    assert words in str(told.value)
    assert "Boat.Registry" in str(told.value)


def test_what_is_no_register_has_no_definition():
    with pytest.raises(DefinitionError):
        definition_of(Boat)
