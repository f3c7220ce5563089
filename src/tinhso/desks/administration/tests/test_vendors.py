"""The administrator chooses and configures outside systems; secrets are never shown again."""

from typing import Any

import pytest

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.outside import queries, secrets

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/he-thong-ngoai/"
STAND_IN = f"{LIST}payment/dung/stand-in/"


@pytest.fixture
def manager(desk: Any, settings: Any, tmp_path: Any) -> Any:
    settings.DATA_DIR = tmp_path
    return desk


def test_a_vendor_is_chosen_with_its_options(
    manager: Any, django_capture_on_commit_callbacks: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        assert "Nền tảng thanh toán giả lập" in manager.get(LIST).content.decode()
    said = {"address": "http://127.0.0.1:8012", "merchant": "TS", "timeout": "3", "key": "khoa-rat-kin-0123456"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = manager.post(STAND_IN, said | {"valid_from": _today()})
    assert answer.status_code == 302
    vendor = queries.active("payment")
    assert vendor.options.timeout == 3  # type: ignore[attr-defined]
    page = manager.get(STAND_IN).content.decode()
    assert "khoa-rat-kin-0123456" not in page and "Đã có; để trống là giữ nguyên" in page
    entry = AuditEntry.objects.get(code="administration.vendor-chosen")
    assert "khoa-rat-kin" not in str(entry.details)


def test_what_is_wrong_stands_beside_its_field(manager: Any) -> None:
    answer = manager.post(STAND_IN, {"address": "ftp://x", "merchant": "TS", "timeout": "900", "valid_from": _today()})
    words = answer.content.decode()
    assert answer.status_code == 422 and "id_address-error" in words and "id_timeout-error" in words
    assert queries.choice("payment") is None


def test_a_system_that_does_not_answer_is_told(manager: Any) -> None:
    manager.post(f"{LIST}payment/dung/broken/", {"valid_from": _today()})
    page = manager.post(f"{LIST}payment/thu/", follow=True).content.decode()
    assert "không trả lời" in page
    manager.post(f"{LIST}payment/ngung/")
    assert queries.choice("payment") is None and secrets.read(type(_stand_in()), "key") == ""


def _stand_in() -> Any:
    from tinhso.government.payments.vendors.stand_in import StandIn, StandInOptions

    return StandIn(StandInOptions(address="http://127.0.0.1:1", key="x"))  # type: ignore[arg-type]


def _today() -> str:
    from tinhso.kernel.foundation import clock

    return f"{clock.today():%d/%m/%Y}"
