"""Procedures of the pack: complete, consistent, and done by units that exist."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tinhso.cli.loading.blocks import expand
from tinhso.cli.loading.pack import Pack, PackError
from tinhso.cli.loading.procedures import ProcedureFile, read_procedures
from tinhso.cli.loading.units import Units
from tinhso.kernel.foundation.text import normalise_tones
from tinhso.kernel.organizations.models import UnitKind
from tinhso.kits.procedures.definition import UnitRule

WIDGETS = {
    "text", "textarea", "radio", "select", "date", "partial-date", "phone", "personal-number", "money", "area",
    "checkbox", "email", "number",
}  # fmt: skip
PAPERS = {
    "ket-qua", "giay-khai-sinh", "trich-luc-khai-tu", "giay-chung-nhan-ho-kinh-doanh", "giay-phep",
}  # fmt: skip
MOST_TEXT = 5000


def test_there_are_enough_procedures_in_enough_fields(pack: Pack, procedures: list[ProcedureFile]) -> None:
    known = {row["code"] for row in pack.yaml("fields.yaml")}
    used = {file.definition.field for file in procedures}
    assert used <= known
    assert len(procedures) >= 45
    assert len(used) >= 12
    assert len({file.definition.code for file in procedures}) == len(procedures)


def test_every_step_has_its_unit_on_the_first_day(units: Units, procedures: list[ProcedureFile]) -> None:
    communes = [unit for unit in units.all if unit.kind == UnitKind.COMMUNE and unit.valid_to is None]
    for file in procedures:
        day = file.valid_from
        rule = file.definition.agency
        agencies = [units.at(rule.identifier, day)] if rule.place == "unit" else [communes[0], communes[-1]]
        for agency in agencies:
            for step in file.definition.route:
                _unit_of(units, step.unit, agency.identifier, day)


def _unit_of(units: Units, rule: UnitRule, agency: str, day: date) -> None:
    if rule.place == "division":
        units.at(f"{agency}.{rule.division}", day)
    elif rule.place == "unit":
        units.at(rule.identifier, day)


def test_every_field_asks_a_question_in_plain_words(procedures: list[ProcedureFile]) -> None:
    for file in procedures:
        for name, schema in file.definition.form["properties"].items():
            place = f"{file.path.name}: {name}"
            assert schema["title"].endswith("?"), place
            assert len(schema["title"]) <= 90, place
            assert schema["x-widget"] in WIDGETS, place


def test_no_sentence_was_cut_at_a_comma(procedures: list[ProcedureFile]) -> None:
    known = {
        "type", "title", "description", "enum", "format", "pattern", "maxLength", "minLength", "minimum", "maximum",
        "exclusiveMinimum", "x-labels", "x-widget", "x-prefill", "x-past",
    }  # fmt: skip
    for file in procedures:
        for name, schema in file.definition.form["properties"].items():
            assert set(schema) <= known, f"{file.path.name}: {name}"
            assert None not in schema.values(), f"{file.path.name}: {name}"


def test_every_choice_has_its_label(procedures: list[ProcedureFile]) -> None:
    for file in procedures:
        for name, schema in file.definition.form["properties"].items():
            if "enum" in schema:
                labels = schema["x-labels"]
                assert [str(value) for value in schema["enum"]] == list(labels), f"{file.path.name}: {name}"
                assert all(labels.values())
            else:
                assert "x-labels" not in schema


def test_no_answer_may_be_endless(procedures: list[ProcedureFile]) -> None:
    for file in procedures:
        for name, schema in file.definition.form["properties"].items():
            if schema["type"] == "string" and "enum" not in schema and schema.get("format") != "date":
                assert 0 < schema["maxLength"] <= MOST_TEXT, f"{file.path.name}: {name}"


def test_conditions_speak_of_answers_that_can_be_given(procedures: list[ProcedureFile]) -> None:
    for file in procedures:
        definition = file.definition
        cases = [case for fee in definition.fees for case in fee.cases]
        for owner in [*definition.parts, *definition.terms, *definition.pages, *definition.route, *cases]:
            for condition in owner.when:
                schema = definition.form["properties"][condition.field]
                values = condition.among or ((condition.equals,) if condition.answered is None else ())
                if "enum" in schema:
                    assert set(values) <= set(schema["enum"]), f"{file.path.name}: {condition}"


def test_required_answers_stand_in_the_form(procedures: list[ProcedureFile]) -> None:
    for file in procedures:
        form = file.definition.form
        assert set(form["required"]) <= set(form["properties"]), file.path.name


def test_a_page_holds_a_few_questions(procedures: list[ProcedureFile]) -> None:
    for file in procedures:
        for page in file.definition.pages:
            assert len(page.fields) <= 4, f"{file.path.name}: {page.code}"


def test_the_last_fee_of_each_list_catches_every_case_or_the_rest_are_of_channels(
    procedures: list[ProcedureFile],
) -> None:
    for file in procedures:
        for fee in file.definition.fees:
            assert not fee.cases[-1].when, file.path.name
            assert not fee.cases[-1].channels, file.path.name


def test_shares_of_the_steps_fit_in_the_longest_term(procedures: list[ProcedureFile]) -> None:
    hours_of_a_calendar_day = 8 * 5 / 7
    for file in procedures:
        longest = max(
            (term.working_days or 0) * 8
            + (term.working_hours or 0)
            + (term.calendar_days or 0) * hours_of_a_calendar_day
            + (8 if term.same_day else 0)
            for term in file.definition.terms
        )
        sequence: dict[str, int] = {}
        for step in file.definition.route:
            key = step.together or step.code
            sequence[key] = max(sequence.get(key, 0), step.working_hours or 0)
        assert sum(sequence.values()) <= longest + 0.5, f"{file.path.name}: {sum(sequence.values())} > {longest}"


def test_every_rule_names_its_law(procedures: list[ProcedureFile]) -> None:
    for file in procedures:
        definition = file.definition
        assert all(term.basis for term in definition.terms)
        assert all(fee.basis for fee in definition.fees)
        assert definition.clock.supplement.basis
        assert file.decision


def test_the_doubtful_is_marked(procedures: list[ProcedureFile]) -> None:
    assert all(file.definition.certainty.check for file in procedures)


def test_results_are_printed_on_papers_that_exist(procedures: list[ProcedureFile]) -> None:
    assert {file.definition.result.paper for file in procedures} <= PAPERS


def test_vietnamese_is_written_one_way(procedures: list[ProcedureFile]) -> None:
    for file in procedures:
        text = json.dumps(file.content, ensure_ascii=False)
        for word in text.split():
            assert word == normalise_tones(word), f"{file.path.name}: {word}"


def _folder(tmp_path: Path, definition: str) -> Pack:
    (tmp_path / "procedures").mkdir()
    (tmp_path / "pack.yaml").write_text("code: x\nname: X\nprovince_unit: H99\n", encoding="utf-8")
    (tmp_path / "procedures" / "sai.yaml").write_text(definition, encoding="utf-8")
    return Pack(tmp_path)


def test_a_bad_procedure_is_refused_with_the_name_of_its_file_and_place(tmp_path: Path) -> None:
    text = "valid_from: 2025-07-01\ndecision: x\ndefinition: {code: abc}\n"
    with pytest.raises(PackError, match=r"sai\.yaml, dòng 3: Mã thủ tục"):
        list(read_procedures(_folder(tmp_path, text)))


def test_broken_yaml_is_refused_with_the_name_of_its_file(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"sai\.yaml"):
        list(read_procedures(_folder(tmp_path, "definition: {a: [")))


def test_blocks_are_put_in_their_place() -> None:
    blocks: dict[str, Any] = {"name": {"type": "string", "maxLength": 9}, "route": [{"unit": "$unit"}, {"unit": "a"}]}
    assert expand({"x": {"use": "name", "title": "T"}}, blocks) == {
        "x": {"type": "string", "maxLength": 9, "title": "T"}
    }
    assert expand([{"use": "route", "with": {"unit": "03"}}, 1], blocks) == [{"unit": "03"}, {"unit": "a"}, 1]
    with pytest.raises(PackError, match="unit"):
        expand([{"use": "route"}], blocks)
