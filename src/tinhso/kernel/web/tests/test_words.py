"""Filters, masks, statuses, deadlines, inputs: what people read and what they may type."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import IntegerChoices
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from tinhso.kernel.web import inputs, masks
from tinhso.kernel.web.deadlines import deadline_of
from tinhso.kernel.web.templatetags import tinhso as tags
from tinhso.kernel.web.tones import word_of

MOMENT = datetime(2026, 2, 25, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "words"),
    [(1_688_000, "1.688.000\u00a0₫"), (0, "0\u00a0₫"), (None, ""), ("", ""), (-8000, "-8.000\u00a0₫")],
)
def test_money(value, words):
    assert tags.money(value) == words


@pytest.mark.parametrize(("value", "words"), [(1688000, "1.688.000"), (98.6, "98,6"), (None, ""), (0, "0")])
def test_number(value, words):
    assert tags.number(value) == words


def test_moments_and_days_are_those_of_viet_nam():
    assert tags.when(MOMENT) == "16:30 25/02/2026"
    assert tags.day(datetime(2026, 2, 25, 18, 0, tzinfo=UTC)) == "26/02/2026"
    assert tags.day(date(2026, 2, 25)) == "25/02/2026"
    assert tags.when(None) == tags.day(None) == ""


def test_masks_leave_enough_to_recognise_and_no_more():
    assert masks.name("Nguyễn Văn An") == "Nguyễn V** A**"
    assert masks.name("") == ""
    assert masks.number("038090001234") == "*********234"
    assert masks.number("123") == "***"


def test_initials():
    assert tags.initials("Công Tằng Tôn Nữ Hoàng Phương") == "CP"
    assert tags.initials("An") == "A"


def test_the_query_changes_one_thing_and_starts_the_pages_again():
    context = Context({"request": RequestFactory().get("/", {"tim": "an", "sau": "x", "loai": "1"})})
    assert Template("{% qs loai=2 tim='' %}").render(context) == "?loai=2"


def test_hidden_items_keep_the_other_filters():
    query = QueryDict("tim=a&loai=1&loai=2&sau=z")
    assert tags.hidden_items(query, "tim") == [("loai", "1"), ("loai", "2")]


class Many(forms.Form):
    use_required_attribute = False
    tim = forms.CharField(label="Tìm", required=False)
    loai = forms.CharField(label="Loại", required=False)
    nam = forms.IntegerField(label="Năm", required=False)


class Few(forms.Form):
    tim = forms.CharField(label="Tìm", required=False)


def drawn(form_class, query, fold=""):
    request = RequestFactory().get("/", query)
    form = form_class(request.GET or None)
    return Template(CottonCompiler().process(f'<c-filters :form="form" {fold} />')).render(
        Context({"form": form, "request": request})
    )


def test_the_filters_of_a_list_fold_on_a_phone_and_say_how_many_narrow_it():
    assert "Lọc danh sách</summary>" in drawn(Many, {})
    narrowed = drawn(Many, {"tim": "an", "loai": "", "nam": "2026", "sau": "x"})
    assert "Đang lọc theo 2 điều kiện</summary>" in narrowed
    assert "<details" in narrowed
    assert " open" not in narrowed.partition("<summary>")[0]
    # What is typed wrongly stands open, with its words beside it; two questions or fewer are not worth a fold.
    assert " open>" in drawn(Many, {"nam": "nay"}).partition("<summary>")[0]
    assert "<details" not in drawn(Few, {})
    assert "<details" not in drawn(Many, {}, fold=':fold="False"')


def test_what_a_service_asks_for_is_not_called_optional_on_the_form():
    form = Many()
    form.fields["tim"].widget.is_required = True
    assert tags.control(form["tim"]).required
    assert not tags.control(form["loai"]).required


class State(IntegerChoices):
    FINISHED = 1, "Đã xử lý xong"
    ODD = 2, "Lạ"


def test_a_status_takes_its_tone_from_its_name():
    assert word_of(State.FINISHED).tone == "success"
    assert word_of(State.ODD).tone == "neutral"
    assert word_of("Chờ ký", tone="waiting") == word_of(None, label="Chờ ký", tone="waiting")
    assert word_of("x", tone="purple").tone == "neutral"


def test_a_deadline_that_is_over_tells_whether_it_was_kept():
    assert deadline_of(None) is None
    assert deadline_of(MOMENT, MOMENT).tone == "success"
    assert deadline_of(MOMENT, MOMENT + timedelta(seconds=1)).tone == "danger"
    assert deadline_of(MOMENT, paused=True).tone == "neutral"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (["", "", "1987"], inputs.PartialDay(1987)),
        (["", "2", "1987"], inputs.PartialDay(1987, 2)),
        (["29", "2", "2024"], inputs.PartialDay(2024, 2, 29)),
        (["", "", ""], None),
    ],
)
def test_a_birthday_may_be_partial(typed, kept):
    assert inputs.PartialDayField(required=False).clean(typed) == kept


@pytest.mark.parametrize(
    "typed", [["29", "2", "2025"], ["1", "", "1987"], ["", "", "87"], ["x", "1", "1987"], ["", "13", "1987"]]
)
def test_a_day_that_no_calendar_has_is_refused(typed):
    with pytest.raises(ValidationError):
        inputs.PartialDayField().clean(typed)


def test_a_partial_day_prints_what_is_known():
    assert str(inputs.PartialDay(1987)) == "1987"
    assert str(inputs.PartialDay(1987, 2, 5)) == "05/02/1987"


@pytest.mark.parametrize("typed", ["1.688.000", "1688000", "1 688 000 ₫", "1.688.000 đ"])
def test_money_is_read_with_its_marks(typed):
    assert inputs.MoneyField().clean(typed) == 1_688_000


@pytest.mark.parametrize("typed", ["-5", "abc", "1,5"])
def test_money_that_is_none_is_refused(typed):
    with pytest.raises(ValidationError):
        inputs.MoneyField().clean(typed)


@pytest.mark.parametrize("typed", ["0912 345 678", "+84 912 345 678", "0912.345.678"])
def test_a_telephone_number_is_kept_as_digits(typed):
    assert inputs.PhoneField().clean(typed) == "0912345678"


def test_a_personal_number_has_twelve_digits():
    assert inputs.PersonalNumberField().clean("038 090 001 234") == "038090001234"
    with pytest.raises(ValidationError):
        inputs.PersonalNumberField().clean("0380900012")


def test_days_are_typed_as_people_write_them():
    assert inputs.DayField().clean("25/02/2026") == date(2026, 2, 25)
    with pytest.raises(ValidationError):
        inputs.DayField().clean("31/02/2026")
