"""Procedures in and out of files: first what would change, errors with their lines, the same form both ways."""

import json
from datetime import date

import pytest
import yaml
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tinhso.cli.procedures import procedures as command
from tinhso.desks.administration.models import WrittenProcedure
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.procedures import files
from tinhso.kits.procedures.models import ProcedureVersion
from tinhso.kits.procedures.services import publishing
from tinhso.kits.procedures.states import VersionState
from tinhso.kits.procedures.tests.world import definition

SINCE = date(2025, 7, 1)


def text(**changes) -> str:
    return files.as_yaml(definition(**changes), valid_from=date(2026, 12, 1), decision="QĐ 7")


@pytest.fixture
def published(place) -> ProcedureVersion:
    publishing.load_fields([{"code": "tu-phap", "name": "Tư pháp"}])
    return publishing.load_definition(definition(), valid_from=SINCE, decision="QĐ 1", actor=SYSTEM)


def test_faults_are_told_with_their_lines() -> None:
    wrong = text().replace("working_days: 3", "working_days: ba").replace("amount: 4000", "amount: -1")
    (read,) = files.read("a.yaml", wrong.encode())
    lines = wrong.splitlines()
    told = {lines[fault.line - 1].strip(): str(fault) for fault in read.faults}
    assert "phải là số nguyên" in told["working_days: ba"]
    assert "Phí, lệ phí, mục 1, các trường hợp, mục 1, số tiền: phải từ 0 trở lên" in told["amount: -1"]
    (broken,) = files.read("a.json", b'{\n "definition": {,}\n}')
    assert broken.faults[0].line == 2
    (bomb,) = files.read("a.yaml", b"a: &x [1]\nb: *x\n")
    assert "tham chiếu" in str(bomb.faults[0])


@pytest.mark.parametrize(
    ("name", "schema", "words"),
    [
        (1, {"type": "string", "title": "Một"}, "tên mục “1” phải là chữ"),
        ("k", {"type": "object", "properties": {True: {}}}, "tên mục “True” phải là chữ"),
        ("k", True, "mục k: phải nói rõ câu hỏi"),
        ("k", {"type": "strange"}, "JSON Schema"),
        ("k", {"type": "string", "default": "x"}, "khóa lạ default"),
    ],
)
def test_a_question_that_is_none_is_told_as_a_fault(name: object, schema: object, words: str) -> None:
    form = definition()["form"]
    (read,) = files.read("a.yaml", text(form=form | {"properties": form["properties"] | {name: schema}}).encode())
    assert words in str(read.faults[0])


def test_what_is_nested_without_end_is_told_as_a_fault() -> None:
    deep: dict[str, object] = {"type": "string"}
    for _level in range(150):
        deep = {"type": "array", "items": deep}
    form = definition()["form"]
    (read,) = files.read("a.json", json.dumps(definition(form=form | {"properties": {"k": deep}})).encode())
    assert "quá sâu" in str(read.faults[0])
    looped = files.read_text("a.yaml", text(keywords={"use": "ring"}), {"ring": [{"use": "ring"}]})
    assert "dùng lại chính nó" in str(looped.faults[0])


def test_json_and_shared_blocks_are_read_as_packs_are() -> None:
    whole = {"valid_from": "2026-12-01", "decision": "QĐ", "definition": definition()}
    (read,) = files.read("a.json", json.dumps(whole).encode())
    assert (read.valid_from, read.faults) == (date(2026, 12, 1), ())
    blocked = yaml.safe_dump({**whole, "definition": {**definition(), "clock": {"use": "clock"}}})
    shared = yaml.safe_dump({"clock": definition()["clock"]})
    packed = files.as_zip([("p/_shared.yaml", shared), ("p/a.yaml", blocked), ("p/doc.txt", "x")])
    (unpacked,) = files.read("goi.zip", packed)
    assert unpacked.content == read.content


def test_a_zip_is_read_dry_then_taken_in_as_writings(published, desk) -> None:
    packed = files.as_zip(
        [("doi.yaml", text(plain_name="Tên mới")), ("moi.yaml", text(code="1.009998")), ("sai.yaml", "a: [1\nb: 2\n")]
    )
    address = reverse("administration:procedures-import")
    page = desk.post(address, {"file": SimpleUploadedFile("goi.zip", packed)}).content.decode()
    for words in ("đổi 1 chỗ", "Tên mới", "thủ tục mới", "có lỗi, sẽ bỏ qua", "dòng ", "Nhập 2 thủ tục"):
        assert words in page
    assert not WrittenProcedure.objects.exists()
    kept = page.split('name="kept" value="')[1].split('"')[0]
    assert desk.post(address, {"kept": kept, "nhap": "1"}).status_code == 302
    assert {one.code for one in WrittenProcedure.objects.all()} == {"1.009999", "1.009998"}
    again = desk.post(address, {"kept": kept, "nhap": "1"}).content.decode()
    assert "đang được soạn" in again
    assert desk.post(address, {"kept": kept[:-3] + "xxx"}).status_code == 422


def test_what_is_given_out_is_taken_in_unchanged(published, desk) -> None:
    packed = desk.get(reverse("administration:procedures-export")).content
    page = desk.post(reverse("administration:procedures-import"), {"file": SimpleUploadedFile("x.zip", packed)})
    assert "không đổi gì" in page.content.decode()


def test_the_command_line_checks_publishes_and_exports(published, tmp_path) -> None:
    path, run = tmp_path / "a.yaml", CliRunner().invoke
    path.write_text(text(plain_name="Tên mới"), encoding="utf-8")
    dry = run(command, ["import", str(path), "--check"])
    assert dry.exit_code == 0
    assert "Xin giấy xác nhận → Tên mới" in dry.output
    assert ProcedureVersion.objects.count() == 1
    assert run(command, ["import", str(path), "--publish"]).exit_code == 0
    assert ProcedureVersion.objects.filter(state=VersionState.PUBLISHED).count() == 2
    out = tmp_path / "ra.yaml"
    assert run(command, ["export", "1.009999", "--to", str(out)]).exit_code == 0
    assert yaml.safe_load(out.read_text(encoding="utf-8"))["definition"]["plain_name"] == "Tên mới"
    path.write_text("a: [", encoding="utf-8")
    assert run(command, ["import", str(path)]).exit_code == 1
