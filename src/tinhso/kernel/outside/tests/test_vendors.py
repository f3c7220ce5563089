"""A province chooses and configures the vendor of each kind; secrets never reach the database."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pydantic import Field, SecretStr

from tinhso.kernel.foundation import clock, vendors
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.foundation.modules import WARNING
from tinhso.kernel.foundation.vendors import Vendor, VendorFailed, VendorMissing, VendorOptions
from tinhso.kernel.outside import queries, secrets, services
from tinhso.kernel.outside.http import call
from tinhso.kernel.outside.models import VendorChoice

pytestmark = pytest.mark.django_db
KIND = "test-courier"


class Options(VendorOptions):
    """Options of the vendor under test."""

    address: str = Field(title="Địa chỉ", pattern="^https?://")
    minutes: int = Field(5, title="Số phút chờ", ge=1, le=60)
    key: SecretStr = Field(title="Khóa ký")


@pytest.fixture(autouse=True)
def courier(settings: Any, tmp_path: Path) -> Iterator[type[Vendor]]:
    settings.DATA_DIR = tmp_path
    vendors.declare_kind(KIND, "Chuyển phát thử", "Dùng trong kiểm thử", needed=True)

    @vendors.register(KIND)
    class Courier(Vendor):
        code = "swift"
        name = "Chuyển phát nhanh"
        sentence = "Chỉ để thử"
        demonstration = {"address": "http://127.0.0.1:9"}
        Options = Options

        def check_config(self) -> list[str]:
            return ["cần https"] if self.options.address.startswith("http:") else []

    yield Courier
    vendors.VENDORS.withdraw(f"{KIND}/swift")
    vendors.KINDS.withdraw(KIND)


@pytest.fixture
def committing(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_nothing_is_guessed_while_nothing_is_chosen() -> None:
    with pytest.raises(VendorMissing) as refused:
        queries.active(KIND)
    assert "Chuyển phát thử" in refused.value.message and refused.value.status == 503
    assert any(line.startswith(f"{WARNING}Chuyển phát thử") for line in queries.check())


def test_a_secret_is_kept_in_a_file_of_its_owner_and_never_in_the_database(committing: Any, tmp_path: Path) -> None:
    with committing():
        services.choose(KIND, "swift", {"address": "https://a.vn", "key": "rất-kín"})
    path = tmp_path / "secrets" / "vendor-test-courier-swift-key"
    assert path.read_text() == "rất-kín" and path.stat().st_mode & 0o077 == 0
    with connection.cursor() as cursor:
        for table in ("outside_vendorchoice", "outside_vendorchoiceevent"):
            cursor.execute(f"SELECT options::text FROM {table}")
            assert "rất-kín" not in str(cursor.fetchall())
    assert queries.active(KIND).options.key.get_secret_value() == "rất-kín"  # type: ignore[attr-defined]


def test_an_empty_secret_leaves_the_kept_one(committing: Any, courier: type[Vendor]) -> None:
    with committing():
        services.choose(KIND, "swift", {"address": "https://a.vn", "key": "một"})
    with committing():
        services.choose(KIND, "swift", {"address": "https://b.vn", "key": ""})
    assert secrets.read(courier, "key") == "một"
    assert queries.active(KIND).options.address == "https://b.vn"  # type: ignore[attr-defined]


def test_the_environment_stands_before_the_file(committing: Any, monkeypatch: Any) -> None:
    with committing():
        services.choose(KIND, "swift", {"address": "https://a.vn", "key": "trong tệp"})
    monkeypatch.setenv("TINHSO_VENDOR_TEST_COURIER_SWIFT_KEY", "trong môi trường")
    assert queries.active(KIND).options.key.get_secret_value() == "trong môi trường"  # type: ignore[attr-defined]


def test_a_missing_secret_is_named_with_its_remedy() -> None:
    services.choose(KIND, "swift", {"address": "https://a.vn"})
    [problem] = [line for line in queries.check() if line.startswith("Chuyển phát thử")]
    assert "Khóa ký" in problem and "TINHSO_VENDOR_TEST_COURIER_SWIFT_KEY" in problem
    with pytest.raises(VendorMissing):
        queries.active(KIND)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({}, "address"),
        ({"address": "ftp://a"}, "address"),
        ({"address": "https://a.vn", "minutes": 90}, "minutes"),
        ({"address": "https://a.vn", "minutes": "nhiều"}, "minutes"),
        ({"address": "https://a.vn", "color": "đỏ"}, "color"),
    ],
)
def test_wrong_options_are_refused_by_field(options: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.choose(KIND, "swift", options)
    assert set(refused.value.fields) == {field}
    assert not VendorChoice.objects.filter(kind=KIND).exists()


def test_a_choice_holds_from_its_day_and_the_one_before_ends() -> None:
    services.choose(KIND, "swift", {"address": "https://a.vn"})
    later = clock.today() + timedelta(days=10)
    services.choose(KIND, "swift", {"address": "https://b.vn"}, valid_from=later)
    assert queries.choice(KIND).options["address"] == "https://a.vn"  # type: ignore[union-attr]
    assert queries.choice(KIND, later).options["address"] == "https://b.vn"  # type: ignore[union-attr]
    services.choose_none(KIND)
    assert queries.choice(KIND) is None and queries.choice(KIND, later) is None
    assert VendorChoice.objects.filter(kind=KIND).count() == 3


def test_the_past_cannot_be_chosen() -> None:
    with pytest.raises(Invalid, match="chưa hợp lệ"):
        services.choose(KIND, "swift", {"address": "https://a.vn"}, valid_from=clock.today() - timedelta(days=1))


def test_the_vendors_own_check_reaches_the_doctor(committing: Any) -> None:
    with committing():
        services.choose(KIND, "swift", {"address": "http://a.vn", "key": "k"})
    assert "Chuyển phát thử: cần https" in queries.check()


def test_the_demonstration_chooses_once(committing: Any) -> None:
    with committing():
        assert KIND in services.choose_stand_ins()
        assert KIND not in services.choose_stand_ins()


def test_a_vendor_without_its_kinds_methods_is_refused_at_start() -> None:
    class Interface(Vendor):
        """What a vendor of this kind must do."""

    vendors.declare_kind("test-strict", "Thử", "Thử", interface=Interface)
    with pytest.raises(TypeError):
        vendors.register("test-strict")(type("Other", (Vendor,), {"code": "x", "name": "x", "sentence": "x"}))
    vendors.KINDS.withdraw("test-strict")


def test_a_system_that_is_not_there_fails_in_words() -> None:
    with pytest.raises(VendorFailed) as failed:
        call("GET", "http://127.0.0.1:9/", timeout=0.5, name="Bưu chính")
    assert failed.value.retry and "Bưu chính" in failed.value.message
