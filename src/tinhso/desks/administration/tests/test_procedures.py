"""Procedures on screen: drafts from YAML with errors by place, differences in words, publishing by a decision."""

from datetime import date

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tinhso.desks.administration.definitions import compare, read_yaml
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.models import ProcedureVersion
from tinhso.kits.procedures.services import publishing
from tinhso.kits.procedures.states import VersionState
from tinhso.kits.procedures.tests.world import definition


def as_yaml(**changes) -> str:
    return yaml.safe_dump(definition(**changes), allow_unicode=True)


@pytest.fixture
def published(place) -> ProcedureVersion:
    publishing.load_fields([{"code": "tu-phap", "name": "Tư pháp"}])
    return publishing.load_definition(definition(), valid_from=date(2025, 7, 1), decision="QĐ 1", actor=SYSTEM)


def test_what_is_wrong_is_told_by_its_place_in_vietnamese() -> None:
    content = definition(fees=[{"code": "le-phi", "name": "Lệ phí", "kind": "le-phi", "basis": "NQ", "cases": []}])
    del content["summary"]
    content["khac"] = 1
    _none, problems = read_yaml(yaml.safe_dump(content, allow_unicode=True))
    told = dict(problems)
    assert told["Tóm tắt"] == "thiếu mục này."
    assert told["Phí, lệ phí, mục 1, các trường hợp"] == "cần ít nhất 1 mục."
    assert "không có mục nào mang tên này" in told["khac"]


@pytest.mark.parametrize("text", ["a: [1", "- 1", "chữ", "", "a: !!python/object/apply:os.system ['ls']"])
def test_text_that_is_no_procedure_is_refused_with_words(text) -> None:
    content, problems = read_yaml(text)
    assert content is None
    assert problems


def test_a_draft_with_a_mistake_keeps_what_was_typed(published, desk) -> None:
    text = as_yaml(tier="xom")
    answer = desk.post(reverse("administration:draft"), {"text": text, "valid_from": "01/12/2026"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Cấp thực hiện: chỉ nhận" in page
    assert "tier: xom" in page
    assert not ProcedureVersion.objects.filter(state=VersionState.DRAFT).exists()


def test_a_file_becomes_a_draft_that_is_compared_and_published(published, desk) -> None:
    text = as_yaml(plain_name="Xin giấy xác nhận mới")
    file = SimpleUploadedFile("thu-tuc.yaml", text.encode(), "text/yaml")
    answer = desk.post(reverse("administration:draft"), {"file": file, "valid_from": "01/12/2026"})
    draft = ProcedureVersion.objects.get(state=VersionState.DRAFT)
    assert answer.url == reverse("administration:version", args=[draft.pk])
    difference = desk.get(reverse("administration:version-difference", args=[draft.pk])).content.decode()
    assert "<ins>Xin giấy xác nhận mới</ins>" in difference
    decision = {"number": "12/QĐ-UBND", "day": "20/11/2026", "issuer": "Chủ tịch", "valid_from": "01/12/2026"}
    address = reverse("administration:publish", args=[draft.pk])
    assert desk.post(address, {**decision, "number": ""}).status_code == 422
    assert desk.post(address, decision).status_code == 302
    draft.refresh_from_db()
    published.refresh_from_db()
    assert draft.state == VersionState.PUBLISHED
    assert draft.decision == "Quyết định số 12/QĐ-UBND ngày 20/11/2026 của Chủ tịch"
    assert published.valid_to == date(2026, 11, 30)
    assert AuditEntry.objects.filter(code="procedures.version-published", subject_id=draft.pk).exists()
    again = desk.post(address, {**decision, "valid_from": "02/12/2026"})
    assert again.status_code == 422
    assert "đã được công bố rồi" in again.content.decode()


def test_doubts_must_be_checked_before_publishing(published, desk) -> None:
    content = definition(certainty={"check": ["Mức phí lấy theo trí nhớ"]})
    draft = publishing.save_draft(SYSTEM, content, valid_from=date(2026, 12, 1))
    decision = {"number": "12/QĐ-UBND", "day": "20/11/2026", "issuer": "Chủ tịch", "valid_from": "01/12/2026"}
    address = reverse("administration:publish", args=[draft.pk])
    assert "Mức phí lấy theo trí nhớ" in desk.get(address).content.decode()
    assert desk.post(address, decision).status_code == 422
    assert desk.post(address, {**decision, "checked": "on"}).status_code == 302


def test_differences_name_what_is_new_changed_and_gone() -> None:
    old = Definition.model_validate(definition())
    parts = [{"code": "to-khai", "name": "Tờ khai", "required": False}, {"code": "anh", "name": "Ảnh 3×4"}]
    new = Definition.model_validate(definition(parts=parts))
    found = {(one.label, bool(one.before), bool(one.after)) for one in compare(old, new)}
    assert found == {("Tờ khai", True, True), ("Ảnh 3×4", False, True), ("Văn bản ủy quyền", True, False)}


def test_a_version_reads_as_words(published, desk, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(10):
        page = desk.get(reverse("administration:version", args=[published.pk])).content.decode()
    for words in ("5 ngày làm việc", "4.000\u00a0₫ (trực tuyến)", "“Có nộp thay không?” là có", "1. Phân công"):
        assert words in page
    with django_assert_max_num_queries(10):
        listing = desk.get(reverse("administration:procedures") + "?tim=xac nhan").content.decode()
    assert "Xác nhận thông tin thử nghiệm" in listing
