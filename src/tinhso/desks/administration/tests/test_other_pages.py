"""Templates, signing, the log, the home page and the state of the installation."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tinhso.desks.administration.permissions import OPEN
from tinhso.kernel.audit import services as audit
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.audit.permissions import READ
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.notify.models import MessageTemplate
from tinhso.kernel.papers.models import PaperTemplate
from tinhso.kernel.papers.queries import template_source
from tinhso.kernel.signing.models import Credential, TrustRoot


def test_a_paper_template_is_kept_only_when_it_sets_its_sample(place, desk) -> None:
    address = reverse("administration:paper-template", args=["ket-qua"])
    source, version = template_source("ket-qua")
    wrong = desk.post(address, {"source": "#sai(", "note": "Thử", "based_on": version})
    assert wrong.status_code == 422
    assert "#sai(" in wrong.content.decode()
    assert desk.post(address, {"source": source + "\n", "note": "Thử", "based_on": version}).status_code == 302
    assert PaperTemplate.objects.get().version == 1
    stale = desk.post(address, {"source": source, "note": "Thử", "based_on": version})
    assert stale.status_code == 422
    assert "vừa được người khác sửa" in stale.content.decode()


def test_a_paper_is_previewed_with_what_is_being_typed(place, desk) -> None:
    address = reverse("administration:paper-preview", args=["ket-qua"])
    assert desk.post(address, {"source": "Xin chào"}).content.startswith(b"%PDF")
    assert desk.post(address, {"source": "#sai("}).status_code == 422
    assert not PaperTemplate.objects.exists()


def test_a_message_is_previewed_then_kept(place, desk) -> None:
    address = reverse("administration:message-template", args=["dossier-received", "email"])
    words = {"subject": "Đã nhận {{ code }}", "body": "Kính gửi {{ name }}"}
    seen = desk.post(address, {**words, "xem": "1"}).content.decode()
    assert "{{ code }}" in seen
    assert "<h3>Đã nhận H56" in seen
    assert not MessageTemplate.objects.filter(changed=True).exists()
    assert desk.post(address, {**words, "body": "{{ khong_co }}"}).status_code == 422
    assert desk.post(address, words).status_code == 302
    kept = MessageTemplate.objects.get(code="dossier-received", channel="email")
    assert (kept.subject, kept.changed) == ("Đã nhận {{ code }}", True)
    assert AuditEntry.objects.filter(code="notify.template-changed").count() == 1


def test_a_credential_is_ended_with_a_reason(place, desk) -> None:
    now = clock.now()
    credential = Credential.objects.create(
        unit=place.here,
        kind="agency",
        provider="software",
        label="UBND xã Ở Đây",
        certificate="",
        valid_from=now,
        valid_to=now + timedelta(days=9),
    )
    address = reverse("administration:credential-revoke", args=[credential.pk])
    assert desk.post(address, {"reason": ""}).status_code == 422
    assert desk.post(address, {"reason": "Mất thiết bị"}).status_code == 302
    credential.refresh_from_db()
    assert credential.revoked_at is not None


def test_what_is_no_certificate_is_not_trusted(place, desk) -> None:
    answer = desk.post(reverse("administration:root-add"), {"certificate": "không phải"})
    assert answer.status_code == 422
    assert "không phải" in answer.content.decode()


def test_a_root_is_trusted_no_more_with_a_reason(place, desk) -> None:
    root = TrustRoot.objects.create(label="CA Cũ", certificate="-")
    address = reverse("administration:root-withdraw", args=[root.pk])
    assert "CA Cũ" in desk.get(address).content.decode()
    assert desk.post(address, {"reason": ""}).status_code == 422
    assert desk.post(address, {"reason": "Nơi cấp đã đóng cửa"}).status_code == 302
    root.refresh_from_db()
    assert root.withdrawn_at is not None
    assert AuditEntry.objects.filter(code="signing.root-withdrawn").count() == 1
    assert "đã ngừng được tin cậy" in desk.post(address, {"reason": "Lại"}).content.decode()


def test_an_earlier_paper_template_is_opened_again_and_a_fault_is_pointed_at(place, desk) -> None:
    address = reverse("administration:paper-template", args=["ket-qua"])
    source, _version = template_source("ket-qua")
    for number in (1, 2):
        body = {"source": f"{source}// bản {number}\n", "note": "Thử", "based_on": number - 1}
        assert desk.post(address, body).status_code == 302
    assert "// bản 1" in desk.get(f"{address}?ban=1").content.decode()
    wrong = desk.post(address, {"source": "= Giấy\n#khong_co\n", "note": "Thử", "based_on": 2}).content.decode()
    assert "<mark>2 → #khong_co</mark>" in wrong


def test_earlier_words_of_a_message_are_opened_again(place, desk) -> None:
    address = reverse("administration:message-template", args=["dossier-received", "email"])
    for name in ("Một", "Hai"):
        assert desk.post(address, {"subject": name, "body": "Kính gửi {{ name }}"}).status_code == 302
    page = desk.get(address).content.decode()
    assert "Mở bản 2 để lấy lại" in page
    assert 'value="Một"' in desk.get(f"{address}?ban=2").content.decode()


@pytest.fixture
def looked_at(place, administrator):
    audit.record_view(SYSTEM, administrator.person_id, "Giải quyết hồ sơ", subject_label="H57.901-260101-0001")
    return administrator


def test_the_log_answers_who_looked_at_whose_data_and_keeps_the_question(looked_at, desk) -> None:
    page = desk.get(reverse("administration:audit") + "?cua=ho dinh thang&chi_xem=on").content.decode()
    assert "H57.901-260101-0001" in page
    assert "để Giải quyết hồ sơ" in page
    assert AuditEntry.objects.get(code="administration.log-searched").details == {"text": "ho dinh thang"}
    assert "H57.901" not in desk.get(reverse("administration:audit") + "?cua=khong ai ca").content.decode()


def test_the_log_of_other_units_is_not_shown(place, looked_at, browse) -> None:
    audit.record_view(SYSTEM, looked_at.person_id, "Xem", subject_label="CUA-XA-KIA", unit_id=place.elsewhere.pk)
    audit.record_view(SYSTEM, looked_at.person_id, "Xem", subject_label="CUA-XA-DAY", unit_id=place.here.pk)
    page = browse(place.official([READ], place.here)).get(reverse("administration:audit")).content.decode()
    assert "CUA-XA-DAY" in page
    assert "CUA-XA-KIA" not in page
    assert "H57.901-260101-0001" not in page


def test_a_citizens_number_is_not_shown_whole_in_the_log(place, desk) -> None:
    from tinhso.kernel.identity.services import create_account

    create_account(full_name="Nguyễn Văn Dân", personal_number="038090000011", password="Thu@Nghiem2026")
    page = desk.get(reverse("administration:audit")).content.decode()
    assert "038090000011" not in page
    assert "011</a>" in page


def test_the_chain_is_verified_on_demand(place, desk) -> None:
    audit.seal()
    page = desk.post(reverse("administration:audit-verify")).content.decode()
    assert "Chuỗi nhật ký nguyên vẹn" in page


def test_the_log_pages_by_key_with_few_questions(place, desk, django_assert_max_num_queries) -> None:
    person = place.official([]).person_id
    for _time in range(60):
        audit.record_view(SYSTEM, person, "Xem")
    with django_assert_max_num_queries(11):
        page = desk.get(reverse("administration:audit")).content.decode()
    assert "Trang sau" in page


def test_the_first_page_shows_only_where_one_may_go(place, browse) -> None:
    page = browse(place.official([OPEN, READ])).get(reverse("administration:home")).content.decode()
    assert "Nhật ký" in page
    assert "Khóa API" not in page
    assert "Cần chú ý" not in page


def test_the_state_page_runs_the_thorough_checks_only_when_asked(place, desk) -> None:
    address = reverse("administration:health")
    assert "chưa chạy" in desk.get(address).content.decode()
    assert "chưa chạy" not in desk.get(f"{address}?ky=1").content.decode()
