"""Pages of the exchange: asking and approving on screen, searching the log, why a call failed; few questions each."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kernel.notify.models import Message
from tinhso.kernel.organizations import services as organizations
from tinhso.kits.exchange import log, permissions
from tinhso.kits.exchange.models import Agreement, LogRecord, Service, ServiceHealth, ServiceVersion
from tinhso.kits.exchange.services import agreements, directory, health

pytestmark = pytest.mark.django_db
_RIGHTS = [permissions.VIEW, permissions.ASK, permissions.APPROVE, permissions.MANAGE, permissions.LOG]


@pytest.fixture
def province(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    unit = organizations.add_unit(
        parent=None, valid_from=date(2020, 1, 1), identifier="H56", name="Ủy ban nhân dân tỉnh", kind="province",
        tier="province",
    )  # fmt: skip
    directory.lay_offers(SYSTEM, unit)
    return unit


def official(unit, name, rights):
    account = identity.create_official(
        SYSTEM, username=f"{name}.nguyen", full_name=f"Nguyễn Văn {name.title()}", password="Chieu-mua-2026",
        must_change_password=False,
    )  # fmt: skip
    role = identity.load_roles([{"code": f"r-{name}", "name": name, "permissions": rights}])[0]
    identity.assign_role(SYSTEM, account, role, unit, valid_from=date(2020, 1, 1))
    client = Client()
    client.force_login(account)
    session = client.session
    session["second_factor"] = str(account.pk)
    session.save()
    return account, client


def consumer_of(unit):
    member = directory.add_participant(SYSTEM, member_code="D01", name="Sở Khoa học và Công nghệ", unit=unit)
    return directory.add_subsystem(SYSTEM, member, code="mot-cua", name="Một cửa")


def service_named(code):
    return Service.objects.get(code=code, subsystem__sandbox=False)


def test_a_service_is_asked_for_and_approved_on_screen_by_two_people(province):
    consumer = consumer_of(province)
    service = service_named("don-vi")
    _asker, asking = official(province, "an", _RIGHTS)
    _owner, owning = official(province, "binh", _RIGHTS)
    address = reverse("exchange:ask", args=[service.id])
    assert asking.get(address).status_code == 200
    wrong = asking.post(
        address, {"consumer": consumer.id, "purpose": "", "legal_ground": "", "valid_from": "22/11/2026"}
    )
    assert wrong.status_code == 422
    body = {
        "consumer": consumer.id, "fields_wanted": ["items.name"], "purpose": "Đối chiếu danh mục", "valid_to": "",
        "legal_ground": "Nghị định 278/2025/NĐ-CP", "valid_from": "22/11/2026", "per_minute": 60, "per_day": 1000,
    }  # fmt: skip
    assert asking.post(address, body).status_code == 302
    made = Agreement.objects.get()
    assert (made.state, made.fields) == ("asked", ["items.name"])
    approve = reverse("exchange:approve", args=[made.id])
    assert "không tự duyệt được" in asking.post(approve).content.decode()
    assert owning.post(approve).status_code == 302
    made.refresh_from_db()
    assert made.state == "approved"
    assert owning.post(approve).status_code == 422


def test_two_agreements_of_one_pair_never_hold_at_once_and_unknown_fields_are_refused(province):
    consumer, service = consumer_of(province), service_named("don-vi")
    given = {
        "consumer": consumer, "service": service, "fields": ["items.name"], "purpose": "a", "legal_ground": "b",
        "valid_from": date(2026, 1, 1),
    }  # fmt: skip
    first, second = agreements.ask(SYSTEM, **given), agreements.ask(SYSTEM, **given)
    agreements.decide(SYSTEM, first.id, approve=True)
    with pytest.raises(Conflict, match="thỏa thuận khác"):
        agreements.decide(SYSTEM, second.id, approve=True)
    with pytest.raises(Invalid, match="chưa hợp lệ") as refused:
        agreements.ask(SYSTEM, **{**given, "fields": ["items.secret"]})
    assert "items.secret" in refused.value.fields["fields"]
    with pytest.raises(Invalid):
        agreements.end(SYSTEM, first.id, reason=" ")


def test_rights_at_a_unit_reach_its_own_systems_and_services_only(province):
    commune = organizations.add_unit(
        parent=province, valid_from=date(2020, 1, 1), identifier="H56.102", name="Xã", kind="commune", tier="commune"
    )
    account, client = official(commune, "chi", _RIGHTS)
    actor = actor_for(account, strong=True)
    consumer, service = consumer_of(province), service_named("don-vi")
    given = {"fields": ["items.name"], "purpose": "a", "legal_ground": "b", "valid_from": date(2026, 1, 1)}
    with pytest.raises(Forbidden):
        agreements.ask(actor, consumer=consumer, service=service, **given)
    made = agreements.ask(SYSTEM, consumer=consumer, service=service, **given)
    with pytest.raises(Forbidden):
        agreements.decide(actor, made.id, approve=True)
    assert client.get(reverse("exchange:agreement", args=[made.id])).status_code == 404
    assert client.get(reverse("exchange:log")).status_code == 403
    assert client.get(reverse("exchange:services")).status_code == 200


def test_the_log_is_searched_and_says_why_a_call_failed(province, django_assert_max_num_queries):
    _account, client = official(province, "an", _RIGHTS)
    service = str(service_named("don-vi").identifier)
    common = {"kind": "call", "direction": "in", "service": service, "consumer": "VN/GOV/D01/mot-cua"}
    words = "VN/GOV/D01/mot-cua chưa có thỏa thuận khai thác dịch vụ này."
    entries = [log.Entry(message_id=f"m-{n}", result="ok", status=200, duration_us=9000, **common) for n in range(30)]
    refused = log.Entry(
        message_id="m-x", result="refused", status=500, error="Server.ServerProxy.AccessDenied", reason=words,
        caller="mtls:ab", **common,
    )  # fmt: skip
    failed = log.Entry(message_id="m-y", result="failed", status=503, reason="Bên cung cấp hỏng", **common)
    key = log.append_many([*entries, refused, failed])[-2]
    health.measure()
    row = ServiceHealth.objects.get(service=service_named("don-vi"))
    assert (row.calls, row.refused, row.failed, row.p95_ms) == (32, 1, 1, 9.0)
    assert round(row.error_share, 3) == round(1 / 31, 3)
    pages = ["services", "agreements", "participants", "health", "log"]
    for name in pages:
        with django_assert_max_num_queries(14):
            assert client.get(reverse(f"exchange:{name}")).status_code == 200, name
    found = client.get(reverse("exchange:log"), {"ket_qua": "refused"}).content.decode()
    assert words in found
    assert "Bên cung cấp hỏng" not in found
    assert words in client.get(reverse("exchange:log"), {"ma": "m-x"}).content.decode()
    page = client.get(reverse("exchange:record", args=[key])).content.decode()
    assert "Tìm thỏa thuận còn hiệu lực" in page
    assert "Hỏi bên cung cấp" not in page
    assert client.get(reverse("exchange:service", args=[row.service_id])).status_code == 200


def test_probes_ask_every_service_and_leave_their_line(province):
    assert health.probe() == 0
    probes = LogRecord.objects.filter(kind="probe")
    assert probes.count() == ServiceHealth.objects.filter(probe_ok=True).count() > 10
    assert not probes.exclude(result="ok").exists()


def broken_member(province):
    """Give a member's service that nothing answers, and the member."""
    member = directory.add_participant(SYSTEM, member_code="D07", name="Sở Nông nghiệp và Môi trường")
    system = directory.add_subsystem(SYSTEM, member, code="dat-dai", name="Đất đai")
    version = directory.publish(
        SYSTEM, system, code="quy-hoach", name="Quy hoạch theo thửa", version="v1", address="http://127.0.0.1:9",
        owner=province, timeout_seconds=1,
    )  # fmt: skip
    return version.service


def test_the_owner_of_a_service_hears_once_that_it_is_down_and_once_that_it_is_well_again(province, monkeypatch):
    owner, client = official(province, "an", [permissions.VIEW, permissions.APPROVE])
    service = broken_member(province)
    directory.publish(
        SYSTEM, service.subsystem, code=service.code, name=service.name, version="v2", address="http://127.0.0.1:10"
    )
    monkeypatch.setattr(health, "_asked", lambda version: "Hỏng rồi" if version.address.endswith(":9") else "")

    def told():
        return list(Message.objects.filter(account=owner, channel="inapp").order_by("id").values_list("subject"))

    def waiting():
        return WorkItem.objects.filter(subject_id=service.id, closed_at=None).count()

    # One version answers, the other does not: the service is down, and stays so.
    assert health.probe() == health.probe() == 1
    assert (told(), waiting()) == ([("Dịch vụ Quy hoạch theo thửa không trả lời thăm dò",)], 1)
    assert ServiceHealth.objects.get(service=service).probe_ok is False
    # What is down stands first on the page of health, before the names of the alphabet.
    page = client.get(reverse("exchange:health")).content.decode()
    assert page.index("Quy hoạch theo thửa") < page.index("Chuyển mã địa bàn cũ")
    monkeypatch.setattr(health, "_asked", lambda version: "")
    assert health.probe() == health.probe() == 0
    assert told()[1:] == [("Dịch vụ Quy hoạch theo thửa đã hoạt động lại",)]
    assert waiting() == 0


def test_closing_a_service_that_is_down_takes_its_item_out_of_the_inbox(province, monkeypatch):
    service = broken_member(province)
    monkeypatch.setattr(health, "_asked", lambda version: "Hỏng rồi" if version.address else "")
    health.probe()
    open_items = WorkItem.objects.filter(subject_id=service.id, closed_at=None)
    assert open_items.exists()
    directory.change_service(SYSTEM, service.id, closed=True)
    assert not open_items.exists()
    assert ServiceHealth.objects.get(service=service).alerted_at is None


_OPENAPI = b'{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/": {"get": {}}}}'


def published(subsystem, owner, **changes):
    given = {
        "subsystem": subsystem.id, "name": "Tra cứu quy hoạch", "code": "quy-hoach", "version": "v1",
        "owner": owner.id, "contact": "Phòng Đo đạc, 0237 000 0000", "legal_ground": "Luật Đất đai 2024",
        "address": "https://dat-dai.example.vn/api", "methods": ["GET"], "timeout_seconds": 20, "personal": "on",
        "field_lines": "items.thua | số thửa\nitems.chu | chủ sử dụng đất | personal\n\ncount | số dòng | luôn trả về",
        "schema": SimpleUploadedFile("mo-ta.json", _OPENAPI),
    }  # fmt: skip
    return {**given, **changes}


def test_an_official_publishes_what_a_members_system_answers_and_then_its_next_version(province):
    _account, client = official(province, "an", _RIGHTS)
    system = consumer_of(province)
    address = reverse("exchange:publish", args=[system.participant_id])
    assert client.get(address).status_code == 200
    answer = client.post(address, published(system, province))
    version = ServiceVersion.objects.get(service__code="quy-hoach")
    assert answer.url == reverse("exchange:service", args=[version.service_id])
    assert (version.service.owner, version.service.personal, version.timeout_seconds) == (province, True, 20)
    assert [(item["path"], item["personal"], item["always"]) for item in version.fields] == [
        ("items.thua", False, False), ("items.chu", True, False), ("count", False, True),
    ]  # fmt: skip
    assert json.loads(version.schema)["openapi"] == "3.0.3"
    assert "Phiên bản mới" in client.get(answer.url).content.decode()
    # What stands under a number stays as it is; the next version begins with the words of the last.
    assert "đã công bố" in client.post(address, published(system, province, address="https://x.vn")).content.decode()
    version.refresh_from_db()
    assert version.address == "https://dat-dai.example.vn/api"
    again = client.get(address, {"dich-vu": version.service_id}).content.decode()
    assert "items.chu | chủ sử dụng đất | cá nhân" in again
    assert client.post(address, published(system, province, version="v2")).status_code == 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"address": "dat-dai.example.vn"}, "Địa chỉ phải đầy đủ"),
        ({"field_lines": "items.thua"}, "Dòng 1"),
        ({"field_lines": "a | b\na | c"}, "đã khai ở trên"),
        ({"field_lines": "", "schema": ""}, "phải khai từng trường"),
        ({"personal": ""}, "Có trường ghi là dữ liệu cá nhân"),
        ({"schema": SimpleUploadedFile("a.json", b'{"swagger": "2.0"}')}, "không phải OpenAPI 3"),
        ({"schema": SimpleUploadedFile("a.yaml", b"openapi: 3.1.0\nx: &a [1]\npaths: {/: *a}")}, "Không đọc được tệp"),
        ({"schema": SimpleUploadedFile("a.xsd", b"<root/>")}, "không phải XML Schema"),
    ],
)
def test_what_is_wrong_in_a_published_service_is_said_beside_its_field(province, changes, words):
    _account, client = official(province, "an", _RIGHTS)
    system = consumer_of(province)
    address = reverse("exchange:publish", args=[system.participant_id])
    answer = client.post(address, published(system, province, **changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Service.objects.filter(code="quy-hoach").exists()


def test_only_who_runs_the_exchange_publishes_and_only_systems_of_that_member(province):
    commune = organizations.add_unit(
        parent=province, valid_from=date(2020, 1, 1), identifier="H56.102", name="Xã", kind="commune", tier="commune"
    )
    _account, client = official(commune, "chi", _RIGHTS)
    system, other = consumer_of(province), broken_member(province).subsystem
    address = reverse("exchange:publish", args=[system.participant_id])
    assert client.post(address, published(system, province)).status_code == 403
    _account, client = official(province, "an", _RIGHTS)
    assert client.post(address, published(other, province, code="moi")).status_code == 422
    assert not Service.objects.filter(code="moi").exists()
