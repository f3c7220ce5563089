"""What goes out of a register, tried for each that inherits: exports and the API."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kits.registers import exporting
from tinhso.kits.registers.testing import (
    RegisterBase,
    RegisterWorld,
    post_json,
    read_csv,
    said,
)


class OutwardTests(RegisterBase):
    """Inherited through ``RegisterTests``."""

    # Exports.

    def test_every_kind_of_export_carries_the_row(self, world: RegisterWorld, row: Any) -> None:
        browser = world.browser()
        for kind in exporting.KINDS:
            if kind != "geojson" or self.definition.point_field:
                answer = browser.get(self.address("list"), {"xuat": kind})
                assert answer.status_code == 200
                assert answer.getvalue()
        assert len(read_csv(browser.get(self.address("list"), {"xuat": "csv"}))) == 1

    def test_exports_take_their_own_right_at_the_unit(self, world: RegisterWorld, row: Any) -> None:
        assert world.browser("view").get(self.address("list"), {"xuat": "csv"}).status_code == 403

    def test_exports_leave_personal_data_out_without_the_right_or_a_purpose(
        self, world: RegisterWorld, row: Any
    ) -> None:
        browser, key = world.browser("view", "export"), world.key("view", "export")
        for who in (browser, world.browser()):
            lines = read_csv(who.get(self.address("list"), {"xuat": "csv"}))
            for name in self.definition.personal_fields:
                assert all(line[self.definition.field(name).title] == "" for line in lines)
        for told in AuditEntry.objects.filter(code="registers.exported"):
            assert (told.details["rows"], told.details["personal"]) == (1, False)
        if self.definition.personal_fields:
            asked = {"purpose": "Đối chiếu"}
            assert browser.get(self.address("list"), {"xuat": "csv", "muc_dich": "Đối chiếu"}).status_code == 403
            assert Client().get(self.api("export"), asked, headers=key).status_code == 403

    def test_exports_carry_personal_data_with_a_purpose_which_is_audited(self, world: RegisterWorld, row: Any) -> None:
        if not self.definition.personal_fields:
            return
        files = [
            world.browser().get(self.address("list"), {"xuat": "csv", "muc_dich": "Đối chiếu"}),
            Client().get(self.api("export"), {"purpose": "Đối chiếu"}, headers=world.key()),
        ]
        for file in files:
            text = said(file)
            assert all(any(word in text for word in words) for words in self.secrets(row).values())
        told = [entry.details for entry in AuditEntry.objects.filter(code="registers.exported")]
        assert [(one["rows"], one["personal"], one["why"]) for one in told] == [(1, True, "Đối chiếu")] * 2

    def test_exports_stand_in_the_order_of_the_list(self, world: RegisterWorld, row: Any) -> None:
        if self.second(world):
            return
        for _more in range(3):
            self.add(world)
        order = [str(key) for key in self.model.objects.order_by(*self.definition.order).values_list("pk", flat=True)]
        taken = json.loads(world.browser().get(self.address("list"), {"xuat": "json"}).getvalue())
        assert [line["id"] for line in taken] == order

    # The API.

    def test_the_api_lists_reads_and_describes(self, world: RegisterWorld, row: Any) -> None:
        key, client = world.key("view"), Client()
        assert client.get(self.api(), headers=key).json()["code"] == self.definition.code
        page = client.get(self.api("records"), headers=key).json()
        if any(item["id"] == str(row.pk) for item in page["items"]):
            assert page["next"] == ""
        assert client.get(self.api("records", row.pk), headers=key).json()["revision"] == 1

    def test_the_api_adds_changes_and_ends(self, world: RegisterWorld) -> None:
        key, client = world.key(), Client()
        made = post_json(client, "POST", self.api("records"), {"values": self.whole(world)}, key)
        assert made.status_code == 201, made.content
        place = self.api("records", made.json()["id"])
        name, value = self.change()
        body = {"values": {name: value}, "revision": 1}
        assert post_json(client, "PATCH", place, body, key).json()["revision"] == 2
        assert post_json(client, "PATCH", place, body, key).status_code == 409
        ended = post_json(client, "POST", f"{place}/end", {"reason": "Thử", "revision": 2}, key)
        assert ended.json()["status"] == "ended"
        assert len(client.get(f"{place}/history", headers=key).json()) == 3

    def test_the_api_names_what_it_refuses(self, world: RegisterWorld) -> None:
        bad = {**self.whole(world), "khong_co": 1, "unit": {"x": []}}
        answer = post_json(Client(), "POST", self.api("records"), {"values": bad}, world.key())
        assert answer.status_code == 422
        assert answer["Content-Type"] == "application/problem+json"

    def test_the_api_refuses_parameters_and_filters_that_it_does_not_know(self, world: RegisterWorld, row: Any) -> None:
        key, client = world.key(), Client()
        for parts in (("records",), ("records", row.pk), ("records", row.pk, "history"), ("export",)):
            answer = client.get(self.api(*parts), {"khong_co": "1"}, headers=key)
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "khong_co"), parts
        refused = client.get(self.api("records"), {"filter": "khong_co:1"}, headers=key)
        assert refused.status_code == 422
        assert "không lọc theo “khong_co”" in refused.content.decode()

    def test_the_api_refuses_a_key_without_the_right(self, world: RegisterWorld, row: Any) -> None:
        key, client = world.key("view"), Client()
        assert post_json(client, "POST", self.api("records"), {"values": {}}, key).status_code == 403
        body = {"values": {}, "revision": 1}
        assert post_json(client, "PATCH", self.api("records", row.pk), body, key).status_code == 403
        assert client.get(self.api("export"), headers=key).status_code == 403

    def test_the_api_gives_personal_data_only_with_a_purpose(self, world: RegisterWorld, row: Any) -> None:
        client, key = Client(), world.key()
        closed = client.get(self.api("records", row.pk), headers=key).json()["values"]
        assert all(closed[name] is None for name in self.definition.personal_fields)
        if self.definition.personal_fields:
            seen = client.get(self.api("records", row.pk), {"purpose": "Đối chiếu"}, headers=key)
            assert seen.status_code == 200
            assert AuditEntry.objects.filter(code__in=["registers.read", "registers.unmasked"]).exists()

    def test_open_data_are_what_the_class_publishes_and_no_more(self, world: RegisterWorld, row: Any) -> None:
        answer = Client().get(self.api("open-data"))
        if self.definition.publish is None:
            assert answer.status_code == 404
        else:
            [record] = json.loads(answer.getvalue())
            assert set(record) == {"id", *self.definition.publish.fields.split()}
