"""Linked procedures of the pack: complete, in plain words, and joined to procedures that the pack has."""

import json
from pathlib import Path

import pytest

from tinhso.cli.loading.linked import LinkedFile, read_linked
from tinhso.cli.loading.pack import Pack, PackError
from tinhso.cli.loading.procedures import ProcedureFile
from tinhso.kernel.foundation.text import normalise_tones


@pytest.fixture(scope="module")
def linked(pack: Pack) -> list[LinkedFile]:
    return list(read_linked(pack))


def test_the_groups_of_birth_death_and_business_are_there(linked: list[LinkedFile]) -> None:
    assert {file.definition.code for file in linked} == {"sinh-con", "nguoi-than-mat", "mo-ho-kinh-doanh"}


def test_every_branch_is_a_procedure_of_the_pack(linked: list[LinkedFile], procedures: list[ProcedureFile]) -> None:
    known = {file.definition.code: file.definition for file in procedures}
    for file in linked:
        for branch in file.definition.branches:
            procedure = known[branch.procedure]
            place = f"{file.path.name}: {branch.code}"
            assert set(branch.fill) <= set(procedure.form["properties"]), place
            assert set(branch.parts) <= {part.code for part in procedure.parts}, place
            assert branch.failure_note, place


def test_questions_are_asked_in_plain_words(linked: list[LinkedFile]) -> None:
    for file in linked:
        for name, schema in file.definition.form["properties"].items():
            place = f"{file.path.name}: {name}"
            assert schema["title"].endswith("?"), place
            assert len(schema["title"]) <= 90, place
            if "enum" in schema:
                assert [str(value) for value in schema["enum"]] == list(schema["x-labels"]), place
        for page in file.definition.pages:
            assert len(page.fields) <= 4, f"{file.path.name}: {page.code}"


def test_every_term_names_its_law_and_the_doubtful_is_marked(linked: list[LinkedFile]) -> None:
    for file in linked:
        assert file.definition.certainty.check
        for terms in file.definition.terms:
            assert terms.basis
            assert terms.clock.supplement.basis
            assert all(case.basis for cases in (terms.whole, *terms.branches.values()) for case in cases)


def test_birth_and_death_have_the_terms_before_and_from_september_2026(linked: list[LinkedFile]) -> None:
    for file in linked:
        if file.definition.code != "mo-ho-kinh-doanh":
            first, second = file.definition.terms
            assert (str(first.valid_to), str(second.valid_from)) == ("2026-08-31", "2026-09-01")


def test_vietnamese_is_written_one_way(linked: list[LinkedFile]) -> None:
    for file in linked:
        for word in json.dumps(file.content, ensure_ascii=False).split():
            assert word == normalise_tones(word), f"{file.path.name}: {word}"


def test_a_bad_file_is_refused_with_its_name_and_place(tmp_path: Path) -> None:
    (tmp_path / "linked").mkdir()
    (tmp_path / "pack.yaml").write_text("code: x\nname: X\nprovince_unit: H99\n", encoding="utf-8")
    text = "valid_from: 2026-01-01\ndecision: x\ndefinition: {code: abc}\n"
    (tmp_path / "linked" / "sai.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PackError, match=r"sai\.yaml: name"):
        list(read_linked(Pack(tmp_path)))
