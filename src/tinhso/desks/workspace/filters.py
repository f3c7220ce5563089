"""Filters of the workspace's lists: kept in the address, so that a view can be sent to a colleague."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.desks.workspace import queries
from tinhso.kernel.foundation import clock
from tinhso.kernel.inbox import INBOX_KINDS
from tinhso.kernel.inbox.queries import Filters
from tinhso.kernel.web import inputs
from tinhso.kits.procedures.states import Status

Choices = Sequence[tuple[str, Any]]
VIEWS = ("", "cua-toi", "chung", "qua-han", "sap-han")


class _Filters(forms.Form):
    """A form read from the address: what is not right filters nothing."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="loc-%s")

    def choose(self, name: str, choices: Choices) -> None:
        """Set the choices of a filter."""
        self.fields[name].choices = [("", _("Tất cả")), *choices]  # type: ignore[attr-defined]


class WorkFilters(_Filters):
    """Filters of the inbox."""

    xem = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=[(view, view) for view in VIEWS])
    loai = forms.ChoiceField(label=_("Loại việc"), required=False)
    don_vi = forms.ChoiceField(label=_("Đơn vị"), required=False)

    def __init__(self, data: Mapping[str, Any], *, units: Choices) -> None:
        super().__init__(data)
        self.choose("loai", [(kind.name, kind.sentence) for kind in INBOX_KINDS.values()])
        self.choose("don_vi", units)
        self.is_valid()

    @property
    def view(self) -> str:
        """Which part of the list is asked for."""
        return str(self.cleaned_data.get("xem", ""))

    def chosen(self) -> Filters:
        """Return the filters of the inbox."""
        given = self.cleaned_data
        return Filters(
            mine=self.view == "cua-toi",
            pool=self.view == "chung",
            late=self.view == "qua-han",
            kind=given.get("loai", ""),
            unit_id=UUID(given["don_vi"]) if given.get("don_vi") else None,
        )

    def address(self, view: str) -> str:
        """Return the address of another part of the list under the same filters."""
        kept = {name: self.cleaned_data.get(name, "") for name in ("loai", "don_vi")} | {"xem": view}
        return "?" + urlencode({name: value for name, value in kept.items() if value})


class DossierListFilters(_Filters):
    """Filters of the list of dossiers."""

    tim = forms.CharField(label=_("Mã hồ sơ, họ tên, điện thoại"), required=False, max_length=100)
    trang_thai = forms.ChoiceField(label=_("Trạng thái"), required=False)
    han = forms.ChoiceField(label=_("Thời hạn"), required=False)
    thu_tuc = forms.ChoiceField(label=_("Thủ tục"), required=False, widget=inputs.Chooser)
    linh_vuc = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    don_vi = forms.ChoiceField(label=_("Cơ quan giải quyết"), required=False, widget=inputs.Chooser)
    tu = inputs.DayField(label=_("Nộp từ ngày"), required=False)
    den = inputs.DayField(label=_("Đến ngày"), required=False)

    def __init__(self, data: Mapping[str, Any], *, agencies: Choices) -> None:
        super().__init__(data)
        self.choose("trang_thai", [("dang-giai-quyet", _("Chưa xong")), *((str(s.value), s.label) for s in Status)])
        self.choose("han", queries.due_choices())
        self.choose("thu_tuc", queries.procedure_choices())
        self.choose("linh_vuc", queries.field_choices())
        self.choose("don_vi", agencies)
        self.is_valid()

    def chosen(self) -> queries.DossierFilters:
        """Return the filters that hold."""
        given = self.cleaned_data
        return queries.DossierFilters(
            text=given.get("tim", ""),
            status=given.get("trang_thai", ""),
            procedure=given.get("thu_tuc", ""),
            field=given.get("linh_vuc", ""),
            due=given.get("han", ""),
            unit_id=UUID(given["don_vi"]) if given.get("don_vi") else None,
            since=given.get("tu"),
            until=given.get("den"),
        )


class ProgressFilters(_Filters):
    """Which period the figures cover, and what each row stands for."""

    tu = inputs.DayField(label=_("Nộp từ ngày"), required=False)
    den = inputs.DayField(label=_("Đến ngày"), required=False)
    theo = forms.ChoiceField(label=_("Mỗi dòng là"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.fields["theo"].choices = [("don-vi", _("Cơ quan")), ("linh-vuc", _("Lĩnh vực"))]  # type: ignore[attr-defined]
        self.is_valid()
        today = clock.today()
        self.until = self.cleaned_data.get("den") or today
        self.since = self.cleaned_data.get("tu") or (self.until - timedelta(days=29))
        self.by = self.cleaned_data.get("theo") or "don-vi"
