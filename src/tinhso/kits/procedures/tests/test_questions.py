"""Questions of which several answers are given: ticked choices, and groups that are repeated."""

import pytest
from django.http import QueryDict

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kits.procedures import forms, questions
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.services.paper_data import answer_words
from tinhso.kits.procedures.tests.world import definition

PEOPLE = {
    "type": "array",
    "title": "Những ai trong hộ?",
    "x-widget": "group",
    "maxItems": 3,
    "items": {
        "type": "object",
        "required": ["name"],
        "properties": {
            "year": {"type": "string", "title": "Năm sinh", "maxLength": 4},
            "name": {"type": "string", "title": "Họ và tên", "maxLength": 120},
        },
        "x-order": ["name", "year"],
    },
}
NEEDS = {
    "type": "array",
    "title": "Cần gì?",
    "x-widget": "checkboxes",
    "items": {"type": "string", "enum": ["paper", "seal"], "x-labels": {"paper": "Giấy", "seal": "Dấu"}},
}


@pytest.fixture
def asking() -> Definition:
    form = {"type": "object", "required": ["people"], "properties": {"people": PEOPLE, "needs": NEEDS}}
    page = {"code": "ho", "title": "Hộ", "fields": ["people", "needs"]}
    result = {"name": "Giấy", "fields": ["people"]}
    return Definition.model_validate(
        definition(form=form, pages=[page], parts=[], terms=definition()["terms"][1:], result=result)
    )


def sent(text: str) -> QueryDict:
    return QueryDict(text)


def test_rows_are_read_in_order_and_blank_ones_are_none(asking) -> None:
    data = sent("people.0.name=Lê+Thị+Em&people.0.year=2010&people.2.name=Lê+Văn+Anh&needs=paper&needs=seal")
    given = questions.read(asking, ["people", "needs"], data)
    assert given["people"] == [{"name": "Lê Thị Em", "year": "2010"}, {"name": "Lê Văn Anh"}]
    assert forms.check(asking, given) == given
    assert (
        answer_words(PEOPLE, given["people"]) == "(1) Họ và tên: Lê Thị Em, Năm sinh: 2010; (2) Họ và tên: Lê Văn Anh"
    )
    assert answer_words(NEEDS, given["needs"]) == "Giấy, Dấu"


def test_what_is_wrong_in_a_row_is_told_by_its_number_and_name(asking) -> None:
    given = questions.read(asking, ["people", "needs"], sent("people.0.name=A&people.1.year=2010"))
    with pytest.raises(Invalid) as refused:
        forms.check(asking, given)
    assert refused.value.fields == {"people": "“Những ai trong hộ?”, mục 2: hãy ghi “Họ và tên”."}
    with pytest.raises(Invalid):
        forms.check(asking, questions.read(asking, ["people"], sent("")))


def test_rows_are_drawn_with_what_is_kept(asking) -> None:
    form = questions.page_form(asking, ["people"], {"people": [{"name": "Lê Thị Em"}]}, {})
    drawn = str(form["people"])
    assert 'value="Lê Thị Em"' in drawn
    assert drawn.count("<details") == 3
    assert drawn.index("Họ và tên") < drawn.index("Năm sinh")
