"""``RegisterTests``: some sixty tests for a register from one function of values; see ``testing``."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.events.models import OutboxEvent
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import ANONYMOUS, SYSTEM
from tinhso.kernel.notify.models import Message
from tinhso.kits.registers import finding, forms, history, queries, services, shown, validation
from tinhso.kits.registers.definition import REGISTERS, Field
from tinhso.kits.registers.inherited_outward import OutwardTests
from tinhso.kits.registers.models import FormDraft
from tinhso.kits.registers.services import drafts
from tinhso.kits.registers.services.erasure import ERASED_NAME, erase
from tinhso.kits.registers.testing import (
    DOORS,
    RegisterWorld,
    cells_of,
    pages_of,
    post_json,
    query_counts,
    said,
    sent,
    tells,
    undeclared_rights,
)

_UNFIT = {
    "integer": "mười hai", "decimal": "mười hai", "date": "31/02/2026", "datetime": "hôm qua",
    "partial_date": "1987-13",
    "choice": "không-có-lựa-chọn-này", "catalogue": "khong-co", "area": "Xã Không Có", "unit": "KHONG.CO",
    "reference": "khong-co", "point": "105, 20", "phone": "12", "personal_number": "123", "email": "a@", "url": "x",
    "boolean": "có thể",
}  # fmt: skip


class RegisterTests(OutwardTests):
    """Inherit it, name ``model``, and say ``values``."""

    # The class.

    def test_the_register_stands_under_its_code_with_its_rights(self) -> None:
        assert REGISTERS[self.definition.code] is self.definition
        assert undeclared_rights(self.definition) == []

    def test_every_field_has_a_label_for_people(self, field: Field) -> None:
        assert str(field.label).strip()
        assert str(field.label) != field.name.replace("_", " ") or field.name == str(field.label)

    # Reading values.

    def test_an_empty_value_is_refused_only_where_one_is_needed(self, field: Field) -> None:
        if field.required:
            with pytest.raises(ValueError, match=r"\w"):
                validation.clean_value(field, "  ")
        else:
            assert validation.clean_value(field, None) in (None, "", False)

    def test_what_does_not_fit_is_refused_in_words(self, world: RegisterWorld, field: Field) -> None:
        bad = _UNFIT.get(field.kind.code, "\x00" if not field.most_letters else "x" * (field.most_letters + 1))
        with pytest.raises(ValueError, match=r"\w") as told:
            validation.clean_value(field, bad)
        assert str(told.value)[0].isupper() or str(told.value)[0] in '“‘"'

    def test_a_column_is_read_by_the_rule_of_the_cell(self, world: RegisterWorld, field: Field) -> None:
        good = self.whole(world).get(field.name, "")
        bad = _UNFIT.get(field.kind.code, "\x00")
        read = validation.clean_column(field, [good, bad, good])
        assert set(read.errors) == {1} if good or not field.required else {0, 1, 2}
        assert read.values[0] == read.values[2]

    def test_what_the_form_shows_is_read_back_as_it_was(self, world: RegisterWorld, field: Field) -> None:
        value = validation.clean_row(self.definition, self.whole(world)).get(field.name)
        assert validation.clean_value(field, field.kind.write(field, value)) == value

    def test_what_the_api_gives_it_takes_back(self, world: RegisterWorld, field: Field) -> None:
        value = validation.clean_row(self.definition, self.whole(world)).get(field.name)
        assert validation.clean_value(field, field.kind.plain(field, value)) == value

    # Adding.

    def test_a_right_row_is_kept_found_audited_and_told(self, row: Any) -> None:
        assert (row.status, row.revision) == ("in_force", 1)
        assert row.search_text == validation.search_text(self.definition, validation.values_of(self.definition, row))
        assert AuditEntry.objects.filter(subject_id=row.pk, code="registers.added").count() == 1
        assert OutboxEvent.objects.filter(subject_id=row.pk, name=self.definition.events.added).count() == 1

    def test_a_row_without_what_it_needs_is_refused_by_field(self, world: RegisterWorld, required: Field) -> None:
        if required.default is None:
            with pytest.raises(Invalid) as told:
                services.add(SYSTEM, self.definition, {**self.whole(world), required.name: ""})
            assert required.name in told.value.fields
            assert not self.model.objects.exists()

    def test_a_field_that_nobody_knows_is_refused(self, world: RegisterWorld) -> None:
        for name in ("khong_co", "status", "revision", "search_text", "id"):
            with pytest.raises(Invalid) as told:
                services.add(SYSTEM, self.definition, {**self.whole(world), name: "x"})
            assert name in told.value.fields

    def test_without_the_right_at_the_unit_nothing_is_added(self, world: RegisterWorld) -> None:
        for actor in (ANONYMOUS, world.actor("view"), world.actor(unit=world.elsewhere)):
            with pytest.raises(Forbidden):
                services.add(actor, self.definition, self.whole(world))
        assert not self.model.objects.exists()

    def test_a_second_row_with_a_key_of_another_is_refused_and_that_one_named(
        self, world: RegisterWorld, row: Any
    ) -> None:
        for names in self.definition.keys:
            values = validation.values_of(self.definition, row, names)
            if all(value not in (None, "") for value in values.values()):
                with pytest.raises(Invalid, match=r"\w") as told:
                    self.add(world, **{**self.second(world), **values})
                assert shown.title(self.definition, row) in told.value.fields[names[0]]
                assert self.model.objects.count() == 1
                # Whoever may not see the other row is not told which it is.
                stranger = world.actor("add", unit=world.elsewhere)
                if not queries.visible_to(stranger, self.definition).exists():
                    place = {
                        **self.whole(world, world.elsewhere),
                        **values,
                        "unit": values.get("unit", world.elsewhere),
                    }
                    if place["unit"] == world.elsewhere:
                        with pytest.raises(Invalid) as told:
                            services.add(stranger, self.definition, place)
                        assert shown.title(self.definition, row) not in told.value.fields[names[0]]

    # Changing.

    def test_a_change_counts_the_revision_and_keeps_what_stood(self, world: RegisterWorld, row: Any) -> None:
        name, value = self.change()
        changed = services.change(world.actor(), row, {name: value}, revision=1, reason="Sửa thử")
        assert (changed.revision, changed.reason) == (2, "Sửa thử")
        field = self.definition.field(name)
        versions = history.versions_of(self.definition, changed, open_=True)
        assert [found.revision for found in versions] == [2, 1]
        assert [found.label for found in versions[0].changes] == [field.title]

    def test_a_change_to_what_stands_already_writes_nothing(self, world: RegisterWorld, row: Any) -> None:
        same = forms.written(self.definition, row)
        assert services.change(SYSTEM, row, same, revision=1).revision == 1
        assert row.events.count() == 1

    def test_the_second_of_two_is_told_who_was_first_and_when(self, world: RegisterWorld, row: Any) -> None:
        name, value = self.change()
        services.change(world.actor(), row, {name: value}, revision=1)
        with pytest.raises(Conflict, match=r"Lê Thị Thử đã sửa bản ghi này lúc \d\d:\d\d"):
            services.change(SYSTEM, row, {name: value}, revision=1)

    def test_without_the_right_at_the_unit_nothing_is_changed(self, world: RegisterWorld, row: Any) -> None:
        name, value = self.change()
        with pytest.raises(Forbidden):
            services.change(world.actor("view"), row, {name: value}, revision=1)
        with pytest.raises((Forbidden, NotFound)):
            services.change(world.actor(unit=world.elsewhere), row, {name: value}, revision=1)
        row.refresh_from_db()
        assert row.revision == 1

    # Ending.

    def test_an_ended_row_stays_with_its_history_and_changes_no_more(self, world: RegisterWorld, row: Any) -> None:
        ended = services.end(world.actor(), row, "Không còn")
        assert ended.status == "ended"
        assert ended.ended_at is not None
        name, value = self.change()
        with pytest.raises(Refused):
            services.change(SYSTEM, ended, {name: value}, revision=2)
        assert ended.events.count() == 2

    def test_a_row_ends_only_with_a_reason(self, world: RegisterWorld, row: Any) -> None:
        with pytest.raises(Invalid):
            services.end(SYSTEM, row, "  ")
        with pytest.raises(Forbidden):
            services.end(world.actor("view", "change"), row, "Không còn")

    # Seeing.

    def test_nobody_sees_rows_without_the_right(self, row: Any) -> None:
        assert not queries.visible_to(ANONYMOUS, self.definition).exists()

    def test_the_right_at_the_unit_shows_its_rows(self, world: RegisterWorld, row: Any) -> None:
        assert queries.visible_to(world.actor("view"), self.definition).filter(pk=row.pk).exists()

    def test_a_row_is_found_without_marks(self, world: RegisterWorld, row: Any) -> None:
        if row.search_text and self.definition.finds_alike:
            asked = finding.read(self.definition, row.search_text.split()[0], {})
            rows, _order = finding.narrow(self.definition, queries.visible_to(SYSTEM, self.definition), asked)
            assert row in rows

    def test_a_filter_that_cannot_be_read_is_named_and_shows_nothing(self, world: RegisterWorld, row: Any) -> None:
        for name in self.definition.filters:
            bad = _UNFIT.get(self.definition.field(name).kind.code)
            if bad and self.definition.field(name).kind.code != "point":
                asked = finding.read(self.definition, "", {name: [bad]})
                assert name in asked.wrong
                rows, _order = finding.narrow(self.definition, self.model.objects.all(), asked)
                assert not rows.exists()

    def test_personal_data_are_masked_in_lists_and_pages(self, world: RegisterWorld, row: Any) -> None:
        for name in self.definition.personal_fields:
            field = self.definition.field(name)
            text = field.kind.show(field, field.kind.value_of(field, row))
            if text:
                assert shown.value(field, row).text != text
                assert not tells(world.browser().get(self.address("row", row.pk)), text)

    def test_who_opens_personal_data_says_for_what_and_is_noted(self, world: RegisterWorld, row: Any) -> None:
        if self.definition.personal_fields:
            browser = world.browser()
            browser.post(self.address("reveal", row.pk), {"purpose": " "})
            assert not AuditEntry.objects.filter(code__in=["registers.read", "registers.unmasked"]).exists()
            assert browser.post(self.address("reveal", row.pk), {"purpose": "Đối chiếu"}).status_code == 200
            assert AuditEntry.objects.filter(code__in=["registers.read", "registers.unmasked"]).exists()
        with pytest.raises(Forbidden):
            services.open_personal(world.actor("view"), self.definition, row, "Đối chiếu")

    def test_without_their_right_personal_data_come_out_nowhere(self, world: RegisterWorld, row: Any) -> None:
        secrets = self.secrets(row)
        verbs = [code.rpartition(".")[2] for code in self.definition.rights.all()]
        verbs.remove("see-personal")
        browser, key = world.browser(*verbs), world.key(*verbs)
        other = self.add(world, **self.second(world))
        name, value = self.change()
        services.change(SYSTEM, row, {name: value}, revision=1)
        day = row.updated_at.strftime("%d/%m/%Y")
        every = {"cot": [field.name for field in self.definition.fields]}
        asked: list[tuple[str, Any]] = [
            (self.address("list"), every), (self.address("list"), {**every, "kieu": "the"}),
            (self.address("list"), {"kieu": "ban-do"}), (self.address("map"), {}), (self.address("row", row.pk), {}),
            (self.address("change", row.pk), {}), (self.address("end", row.pk), {}),
            (self.address("history", row.pk), {}), (self.address("history", row.pk), {"ngay": day}),
            (self.address("duplicates", row.pk), {}), (self.address("merge", row.pk, other.pk), {}),
            (self.address("bulk"), {"ban_ghi": row.pk, "muc": name}),
            *((self.address("list"), {"xuat": kind}) for kind in ("csv", "json", "geojson")),
            *((self.api(*parts), {}) for parts in (("records",), ("records", row.pk), ("records", row.pk, "history"))),
            *((self.api("export"), {"format": kind}) for kind in ("csv", "json")), (self.api("open-data"), {}),
        ]  # fmt: skip
        for address, query in asked:
            answer = browser.get(address, query, headers=key if address.startswith("/api/") else {})
            assert answer.status_code < 500, address
            text = said(answer)
            assert [name for name, words in secrets.items() if any(word in text for word in words)] == [], address
        sheet = browser.get(self.address("list"), {"xuat": "xlsx"}).getvalue()
        assert [name for name, words in secrets.items() if any(word in cells_of(sheet) for word in words)] == []

    def test_refusals_tell_no_personal_data(self, world: RegisterWorld, row: Any) -> None:
        secrets = self.secrets(row)
        verbs = [code.rpartition(".")[2] for code in self.definition.rights.all()]
        verbs.remove("see-personal")
        key, client, browser = world.key(*verbs), Client(), world.browser(*verbs)
        place = self.api("records", row.pk)
        for name, words in secrets.items():
            # Not written even as it stands: whoever guessed it would be told by a change that is none.
            body = {"values": {name: words[0]}, "revision": 1}
            answers = [
                client.get(place, {"purpose": "Đối chiếu"}, headers=key),
                post_json(client, "PATCH", place, body, key),
                browser.post(self.address("reveal", row.pk), {"purpose": "Đối chiếu"}),
                browser.post(self.address("change", row.pk), {name: "x", "revision": "x"}),
                browser.get(self.address("bulk"), {"ban_ghi": row.pk, "muc": name}),
                client.get(self.api("records"), {"filter": f"{name}:{words[0]}"}, headers=key),
            ]
            assert [answer.status_code for answer in answers[:3]] == [403, 403, 403]
            told = "\n".join(said(answer).replace(words[0], "") for answer in answers)
            assert [name for name, words in secrets.items() if any(word in told for word in words)] == []

    def test_who_may_not_see_a_personal_number_learns_none_by_parts_of_it(self, world: RegisterWorld, row: Any) -> None:
        for name in self.definition.find_by:
            field = self.definition.field(name)
            value = field.kind.value_of(field, row)
            if field.personal and field.kind.code in {"personal_number", "phone"} and value:
                assert fold(value[-7:]) not in row.search_text
                answer = world.browser("view").get(self.address("list"), {"tim": value[-7:-1]})
                assert str(row.pk) not in sent(answer)

    # Pages.

    def _door(self, door: str, row: Any) -> str:
        return self.address(door) if door in {"list", "add"} else self.address(door, row.pk)

    def test_a_page_opens_with_its_right(self, world: RegisterWorld, row: Any, door: str) -> None:
        browser = world.browser("view", DOORS[door])
        assert browser.get(self._door(door, row)).status_code == 200

    def test_a_page_refuses_who_holds_every_right_but_its_own(self, world: RegisterWorld, row: Any, door: str) -> None:
        verbs = [code.rpartition(".")[2] for code in self.definition.rights.all()]
        browser = world.browser(*[verb for verb in verbs if verb != DOORS[door]])
        assert browser.get(self._door(door, row)).status_code in {403, 404}

    def test_lists_pages_exports_and_api_ask_no_more_than_is_written_down_however_many_rows(
        self, world: RegisterWorld, row: Any, django_assert_max_num_queries: Any
    ) -> None:
        most, pages = query_counts(self.definition.code), pages_of(world, row.pk)
        asked: dict[str, set[int]] = {}
        for _round in range(2):
            for name, ask in pages.items():
                with django_assert_max_num_queries(most[name], info=name) as questions:
                    ask()
                asked.setdefault(name, set()).add(len(questions))
            for _more in range(3):
                if not self.second(world):
                    self.add(world)
        assert {name: len(counts) for name, counts in asked.items() if len(counts) > 1} == {}, asked

    def test_a_form_that_is_wrong_keeps_what_was_typed(self, world: RegisterWorld) -> None:
        typed = {**self.whole(world), "unit": ""}
        answer = world.browser().post(self.address("add"), typed)
        assert answer.status_code == 422 or not self.model.objects.filter(status="x").exists()
        for name in [field.name for field in self.definition.fields if field.kind.code in {"name", "text"}][:1]:
            if answer.status_code == 422 and typed.get(name):
                assert escape(str(typed[name])) in answer.content.decode()

    def test_a_form_adds_and_changes(self, world: RegisterWorld) -> None:
        browser = world.browser()
        assert browser.post(self.address("add"), self.whole(world)).status_code == 302
        row = self.model.objects.get()
        name, value = self.change()
        typed = {**forms.written(self.definition, row), name: value, "revision": 1, "reason": "Sửa"}
        typed = {key: content for key, content in typed.items() if content not in (None, False)}
        assert browser.post(self.address("change", row.pk), typed).status_code == 302
        row.refresh_from_db()
        assert row.revision == 2

    def test_a_draft_is_kept_for_who_typed_it_and_offered_again(self, world: RegisterWorld) -> None:
        browser, typed, place = world.browser(), self.whole(world), self.address("add")
        name = next(name for name, value in typed.items() if isinstance(value, str) and name != "unit")
        kept = browser.post(place, {name: typed[name], "nhap": "luu", "khong_co": "x"})
        assert kept["Location"] == f"{place}?nhap=mo"
        assert not self.model.objects.exists()
        assert FormDraft.objects.get().values == {name: typed[name]}
        assert "nhap=mo" in browser.get(place).content.decode()
        assert escape(typed[name]) in browser.get(place, {"nhap": "mo"}).content.decode()
        assert "nhap=mo" not in world.browser().get(place).content.decode()
        assert browser.post(place, typed).status_code == 302
        assert not FormDraft.objects.exists()

    def test_a_draft_that_nobody_goes_on_with_is_erased(self, world: RegisterWorld) -> None:
        world.browser().post(self.address("add"), {**self.whole(world), "nhap": "luu"})
        assert drafts.erase_abandoned() == 0
        FormDraft.objects.update(saved_at=clock.now() - drafts.KEPT - timedelta(minutes=1))
        assert drafts.erase_abandoned() == 1

    def test_the_history_page_shows_the_row_as_of_a_day(self, world: RegisterWorld, row: Any) -> None:
        browser = world.browser("view")
        day = row.updated_at.strftime("%d/%m/%Y")
        assert browser.get(self.address("history", row.pk), {"ngay": day}).status_code == 200
        before = browser.get(self.address("history", row.pk), {"ngay": "01/01/2001"}).content.decode()
        assert "Ngày đó chưa có bản ghi này" in before

    # Many rows, and rows that mean the same.

    def test_rows_that_mean_the_same_go_over_into_one_and_can_be_split_again(
        self, world: RegisterWorld, row: Any
    ) -> None:
        name, value = self.change()
        before = validation.values_of(self.definition, row)
        other = self.add(world, **self.second(world))
        made = services.merge(world.actor(), row, [other], {name: value}, reason="Nhập hai lần")
        row.refresh_from_db()
        other.refresh_from_db()
        assert (other.status, other.merged_into_id, row.revision) == ("merged", row.pk, 2)
        assert world.browser().get(self.address("row", other.pk)).status_code == 200
        services.split(world.actor(), self.definition, made.pk)
        row.refresh_from_db()
        other.refresh_from_db()
        assert (other.status, other.merged_into_id) == ("in_force", None)
        assert validation.values_of(self.definition, row) == before
        with pytest.raises(Conflict):
            services.split(SYSTEM, self.definition, made.pk)

    def test_merging_takes_its_own_right_at_the_unit_of_each(self, world: RegisterWorld, row: Any) -> None:
        other = self.add(world, world.elsewhere, **self.second(world))
        with pytest.raises((Forbidden, NotFound)):
            services.merge(world.actor(), row, [other])
        with pytest.raises(Forbidden):
            services.merge(world.actor("view", unit=world.root), row, [other])
        assert not self.model.objects.filter(status="merged").exists()

    def test_two_rows_stand_side_by_side_before_they_are_merged(self, world: RegisterWorld, row: Any) -> None:
        other = self.add(world, **self.second(world))
        browser = world.browser()
        assert browser.get(self.address("duplicates", row.pk)).status_code == 200
        place = self.address("merge", row.pk, other.pk)
        assert browser.get(place).status_code == 200
        assert browser.post(place, {"revision": "1", "reason": "Trùng"}).status_code == 302

    def test_one_field_of_many_rows_is_changed_and_the_refused_are_named(self, world: RegisterWorld, row: Any) -> None:
        name, value = self.change()
        over = services.end(SYSTEM, self.add(world, **self.second(world)), "Thôi")
        if not self.definition.field(name).unique:
            done = services.change_many(world.actor(), self.definition, [row.pk, over.pk], name, value)
            assert (done.changed, len(done.refused)) == (1, 1)
            assert world.browser().get(self.address("bulk"), {"ban_ghi": row.pk, "muc": name}).status_code == 200

    # Around a row.

    def test_notes_and_follows_are_for_who_may_see_the_row(self, world: RegisterWorld, row: Any) -> None:
        browser, stranger = world.browser("view"), world.browser("view", unit=world.elsewhere)
        for name, body in (("comment", {"text": "Đã gọi điện hỏi lại."}), ("follow", {"theo": "1"})):
            assert browser.post(self.address(name, row.pk), body).status_code == 302
            if not queries.visible_to(world.actor("view", unit=world.elsewhere), self.definition).exists():
                assert stranger.post(self.address(name, row.pk), body).status_code == 404
        assert "Đã gọi điện hỏi lại." in browser.get(self.address("row", row.pk)).content.decode()
        name, value = self.change()
        services.change(SYSTEM, row, {name: value}, revision=1)
        assert Message.objects.filter(subject_id=row.pk).count() == 1

    def test_a_saved_view_leads_back_to_the_list_as_it_was(self, world: RegisterWorld) -> None:
        browser = world.browser("view")
        body = {"name": "Của tôi", "query": "tim=abc&sau=x", "shared": "on"}
        answer = browser.post(reverse("search:view-save", args=[self.definition.place.code]), body)
        assert answer["Location"] == f"{self.address('list')}?tim=abc"
        assert "Của tôi" in world.browser("view").get(self.address("list")).content.decode()

    def test_erasing_takes_personal_data_out_of_the_row_and_its_history(self, world: RegisterWorld, row: Any) -> None:
        with pytest.raises(Invalid):
            erase(SYSTEM, row, "Theo yêu cầu")
        erase(SYSTEM, services.end(SYSTEM, row, "Thôi"), "Theo yêu cầu")
        row.refresh_from_db()
        for name in self.definition.personal_fields:
            field = self.definition.field(name)
            assert field.kind.value_of(field, row) in (None, "", ERASED_NAME)
            kept = set(row.events.values_list(field.columns[0], flat=True))
            assert kept <= {None, "", ERASED_NAME}
