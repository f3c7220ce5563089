"""A clerk writes a procedure on screen: item by item, checked at once, nothing lost, published when it is whole."""

import json
import re
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tinhso.desks.administration.builder import content as contents
from tinhso.desks.administration.builder import services
from tinhso.desks.administration.builder.checking import problems, publishable
from tinhso.desks.administration.models import WrittenProcedure
from tinhso.kernel.foundation.errors import Conflict
from tinhso.kernel.identity.queries import actor_for
from tinhso.kits.procedures.models import ProcedureVersion
from tinhso.kits.procedures.permissions import PUBLISH
from tinhso.kits.procedures.services import publishing
from tinhso.kits.procedures.states import VersionState

HEAD = {
    "code": "1.999001",
    "name": "Xác nhận hoàn cảnh",
    "plain_name": "Xin xác nhận",
    "field": "tu-phap",
    "tier": "commune",
}


class Builder:
    """What a clerk does on the builder's pages."""

    def __init__(self, desk: Client) -> None:
        self.desk = desk
        answer = desk.post(reverse("administration:write-new"), HEAD)
        assert answer.status_code == 302, answer.content.decode()
        self.written = WrittenProcedure.objects.get(code="1.999001")

    def url(self, name: str, *args: object) -> str:
        return reverse(f"administration:write{name}", args=[self.written.pk, *args])

    def add(self, slug: str, *, query: str = "", status: int = 302, **given: object) -> str:
        answer = self.desk.post(f"{self.url('-add', slug)}?{query}", given)
        assert answer.status_code == status, _errors(answer)
        self.written.refresh_from_db()
        return answer.url.partition(f"#{slug}-")[2] if status == 302 else _errors(answer)

    def section(self, word: str, *, status: int = 302, **given: object) -> str:
        answer = self.desk.post(self.url("-tab", word), given)
        assert answer.status_code == status, _errors(answer)
        self.written.refresh_from_db()
        return _errors(answer)

    def act(self, slug: str, key: str, deed: str, **more: object) -> None:
        answer = self.desk.post(self.url("-act", slug, key), {"viec": deed, "seen": self.written.revision, **more})
        assert answer.status_code == 302, _errors(answer)
        self.written.refresh_from_db()

    @property
    def content(self) -> contents.Content:
        return self.written.content


def _errors(answer) -> str:
    return " ".join(re.findall(r"ts-error-summary.*?</div>", answer.content.decode(), re.DOTALL))


@pytest.fixture
def builder(place, desk) -> Builder:
    publishing.load_fields([{"code": "tu-phap", "name": "Tư pháp"}])
    return Builder(desk)


def is_(name: str, value: object) -> str:
    return json.dumps([name, "is", value], ensure_ascii=False)


def whole(builder: Builder) -> None:
    """Write a whole procedure."""
    general = {"summary": "Để xin miễn học phí.", "audience": ["citizen"], "online_level": "full"}
    builder.section("chung", **{**HEAD, **general})
    builder.add("trang", title="Học sinh")
    builder.add("cau-hoi", query="trong=hoc-sinh&kieu=text", title="Học sinh tên gì?", page="hoc-sinh", must="on")
    builder.add(
        "cau-hoi", query="trong=hoc-sinh&kieu=radio", title="Hộ nghèo?", options="Có\nKhông", page="hoc-sinh", must="on"
    )
    builder.add("trang", title="Sổ hộ nghèo", when=[is_("ho_ngheo", "co")])
    builder.add("cau-hoi", query="trong=so-ho-ngheo&kieu=text", title="Số sổ?", page="so-ho-ngheo")
    builder.add("giay-to", name="Thẻ học sinh", required="on", copy="1", accept=["pdf"], most_mb="5")
    builder.add("phi", name="Phí xác nhận", sort="phi", amount="8.000", basis="Điều 3", due="any_time")
    builder.add("muc-thu", query="trong=phi-xac-nhan", label="Hộ nghèo", amount="0", when=[is_("ho_ngheo", "co")])
    builder.add("truong-hop", label="Thông thường", measure="working_days", count="5", basis="Điều 4")
    builder.add("buoc", query="kieu=propose", name="Trình", doer="agency", working_hours="8")
    builder.add(
        "buoc",
        query="kieu=ask",
        name="Hỏi",
        doer="agency",
        question="Có đúng không?",
        silence="agree",
        clock="runs",
        basis="Điều 5",
    )
    builder.add("duoc-hoi", query="trong=hoi", doer="desk", count="2", measure="working_days")
    builder.add("buoc", query="kieu=sign", name="Ký", doer="agency", working_hours="8")
    builder.add("buoc", query="kieu=hand_over", name="Trả", doer="desk")
    builder.section(
        "ket-qua", name="Giấy xác nhận", paper="ket-qua", delivered=["electronic"], repeated=["hoc_sinh_ten_gi"]
    )
    builder.add("van-ban", document="Luật 1/2026/QH16")


def test_a_whole_procedure_is_written_and_published(builder, desk) -> None:
    whole(builder)
    assert problems(builder.content) == []
    content = builder.content
    assert content["pages"][1]["when"] == [{"field": "ho_ngheo", "equals": "co"}]
    assert [case["label"] for case in content["fees"][0]["cases"]] == ["Hộ nghèo", "Mức thông thường"]
    asking = next(step for step in content["route"] if step["kind"] == "consult")["consultation"]
    assert (asking["silence"], asking["asked"]) == ("agree", [{"unit": {"place": "desk"}, "working_days": 2}])
    decision = {"number": "12/QĐ-UBND", "day": "20/11/2026", "issuer": "Chủ tịch", "valid_from": "01/12/2026"}
    answer = desk.post(builder.url("-publish"), decision)
    version = ProcedureVersion.objects.get(state=VersionState.PUBLISHED)
    assert answer.url == reverse("administration:version", args=[version.pk])
    assert version.definition["form"]["required"] == ["hoc_sinh_ten_gi", "ho_ngheo"]
    builder.written.refresh_from_db()
    assert (builder.written.stage, builder.written.version) == ("published", version)


def test_what_is_missing_hinders_publishing_and_says_where(builder, desk) -> None:
    assert not publishable(builder.content)
    page = desk.get(builder.url("")).content.decode()
    for words in ("Tờ khai chưa có trang nào.", "Quy trình chưa có bước nào.", "Chưa có thời hạn giải quyết."):
        assert words in page
    assert "Quy trình chưa có bước nào." in desk.get(builder.url("-publish")).content.decode()
    assert desk.post(builder.url("-publish"), {}).status_code == 422
    assert not ProcedureVersion.objects.exists()


def test_an_entry_is_checked_at_once_in_plain_words(builder) -> None:
    builder.add("trang", title="Một")
    assert "Cần ít nhất hai lựa chọn" in builder.add(
        "cau-hoi", query="trong=mot&kieu=radio", status=422, title="Chọn?", options="Một thôi", page="mot"
    )
    assert "ít nhất một bản" in builder.add("giay-to", status=422, name="Thẻ", accept=["pdf"], most_mb="5", copy="")
    assert "phải có căn cứ" in builder.add(
        "buoc", query="kieu=ask", status=422, name="Hỏi", doer="agency", question="?", silence="agree", clock="runs"
    )
    assert "Hãy ghi số ngày" in builder.add(
        "truong-hop", status=422, label="Thường", measure="working_days", basis="Điều 1"
    )
    assert "chọn cơ quan ấy" in builder.section(
        "chung",
        status=422,
        **{**HEAD, "tier": "province", "summary": "x", "audience": ["citizen"], "online_level": "full"},
    )


def test_items_are_moved_copied_and_removed_and_brought_back(builder, desk) -> None:
    whole(builder)
    builder.act("trang", "so-ho-ngheo", "len")
    assert any("điều kiện về câu hỏi đứng sau nó" in problem.words for problem in problems(builder.content))
    builder.act("trang", "so-ho-ngheo", "xuong")
    builder.act("cau-hoi", "ho_ngheo", "chep")
    assert builder.content["pages"][0]["fields"] == ["hoc_sinh_ten_gi", "ho_ngheo", "ho_ngheo_2"]
    builder.act("cau-hoi", "ho_ngheo_2", "den", den=0)
    assert builder.content["pages"][0]["fields"][0] == "ho_ngheo_2"
    builder.act("cau-hoi", "ho_ngheo_2", "bo")
    before = builder.written.revision
    builder.act("cau-hoi", "ho_ngheo", "bo")
    assert "một câu hỏi đã bỏ" in desk.get(builder.url("")).content.decode()
    assert desk.post(builder.url("-back", before)).status_code == 302
    builder.written.refresh_from_db()
    assert problems(builder.content) == []
    assert builder.written.writings.count() == builder.written.revision + 1


def test_two_who_write_different_things_do_not_hinder_each_other_and_the_same_thing_is_told(
    builder, desk, place
) -> None:
    whole(builder)
    seen = builder.written.revision
    other = actor_for(place.official([PUBLISH], name="Bùi Thị Đồng Nghiệp"), strong=True)
    services.change(
        other,
        builder.written.pk,
        lambda content: contents.find(content, "part", "the-hoc-sinh").update(basis="Điều 9"),
        words="Sửa thẻ",
    )
    address = builder.url("-item", "trang", "hoc-sinh")
    assert desk.post(address, {"title": "Em học sinh", "seen": seen}).status_code == 302
    given = {"name": "Thẻ sinh viên", "copy": "1", "accept": ["pdf"], "most_mb": "5", "seen": seen}
    answer = desk.post(builder.url("-item", "giay-to", "the-hoc-sinh"), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Bùi Thị Đồng Nghiệp" in page or "vừa sửa chỗ này" in page
    assert "Thẻ sinh viên" in page
    builder.written.refresh_from_db()
    assert contents.find(builder.content, "part", "the-hoc-sinh")["basis"] == "Điều 9"
    fresh = re.search(r'name="seen" value="(\d+)"', page)
    assert fresh is not None
    assert desk.post(builder.url("-item", "giay-to", "the-hoc-sinh"), {**given, "seen": fresh[1]}).status_code == 302


def test_one_procedure_is_written_by_all_in_one_place(builder, place) -> None:
    with pytest.raises(Conflict, match="đang được soạn"):
        services.begin(actor_for(place.official([PUBLISH]), strong=True), dict(builder.content), words="Lại")


def test_choices_keep_their_codes_when_they_are_reworded(builder, desk) -> None:
    whole(builder)
    address = builder.url("-item", "cau-hoi", "ho_ngheo")
    given = {
        "title": "Hộ nghèo?",
        "options": "Có sổ hộ nghèo\nKhông",
        "page": "hoc-sinh",
        "seen": builder.written.revision,
    }
    assert desk.post(address, given).status_code == 302
    builder.written.refresh_from_db()
    schema = contents.properties(builder.content)["ho_ngheo"]
    assert schema["enum"] == ["co", "khong"]
    assert schema["x-labels"]["co"] == "Có sổ hộ nghèo"


def test_every_page_opens_with_few_questions(builder, desk, django_assert_max_num_queries) -> None:
    whole(builder)
    for word in ("chung", "to-khai", "giay-to", "phi", "thoi-han", "quy-trinh", "ket-qua", "can-cu"):
        with django_assert_max_num_queries(12):
            assert desk.get(builder.url("-tab", word)).status_code == 200
    for name in ("-preview", "-preview-page", "-trial", "-history", "-difference", "-export", "-discard", "-paper"):
        assert desk.get(builder.url(name)).status_code == 200, name
    for slug, key in (
        ("trang", "hoc-sinh"),
        ("cau-hoi", "ho_ngheo"),
        ("muc-thu", "phi-xac-nhan.0"),
        ("duoc-hoi", "hoi.0"),
    ):
        assert desk.get(builder.url("-item", slug, key)).status_code == 200
    for slug in ("cau-hoi", "buoc"):
        assert "ts-tiles" in desk.get(builder.url("-add", slug) + "?trong=hoc-sinh").content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_acts_at_the_same_moment_none_is_lost(place) -> None:
    publishing.load_fields([{"code": "tu-phap", "name": "Tư pháp"}])
    clerks = [actor_for(place.official([PUBLISH]), strong=True) for _clerk in range(4)]
    content = contents.blank(**HEAD)
    begun = [_in_thread(lambda clerk=clerk: services.begin(clerk, dict(content), words="Bắt đầu")) for clerk in clerks]
    outcomes = [thread.result() for thread in begun]
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "Conflict", "Conflict", "WrittenProcedure"]
    written = WrittenProcedure.objects.get()

    def adds(number: int) -> Callable[[], object]:
        part = {"code": f"giay-{number}", "name": f"Giấy {number}"}
        act = lambda content: contents.add(content, "part", dict(part))  # noqa: E731 - said where it is used
        return lambda: services.change(clerks[number], written.pk, act, words="Thêm", seen=0)

    for thread in [_in_thread(adds(number)) for number in range(4)]:
        assert not isinstance(thread.result(), Exception)
    written.refresh_from_db()
    assert {part["code"] for part in written.content["parts"]} == {f"giay-{number}" for number in range(4)}
    assert (written.revision, written.writings.count()) == (4, 5)


def _in_thread(work: Callable[[], object]) -> Future:
    def run() -> object:
        try:
            return work()
        except Conflict as conflict:
            return conflict
        finally:
            connection.close()

    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(run)
    finally:
        pool.shutdown(wait=False)
