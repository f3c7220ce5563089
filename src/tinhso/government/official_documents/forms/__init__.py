"""Forms: they draw and carry what was typed; services read it and say what is wrong."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, BinaryIO, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.services import claim_upload, store
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web import inputs

BLANK = ("", _("– Chọn –"))


class Typed(forms.Form):
    """A form whose values services check."""

    use_required_attribute = False

    def refuse(self, invalid: Invalid) -> None:
        """Put what services found wrong beside its inputs."""
        for name, words in invalid.fields.items():
            self.add_error(name if name in self.fields else None, words)


def text(label: Any, *, required: bool = False, hint: Any = "", rows: int = 0, most: int = 500) -> forms.CharField:
    """Return an input of one line, or of ``rows`` lines."""
    widget: forms.Widget = (
        forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
    )
    widget.is_required = required
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=most, widget=widget,
        error_messages={"required": _("Hãy ghi mục này.")},
    )  # fmt: skip


def day(label: Any, *, required: bool = False, hint: Any = "") -> inputs.DayField:
    """Return an input for a day."""
    return inputs.DayField(label=label, required=required, help_text=hint)


def choice(label: Any, choices: Any, *, required: bool = True, hint: Any = "", blank: bool = True) -> forms.ChoiceField:
    """Return a select with a search field above it."""
    offered = [BLANK, *choices] if blank else [*choices]
    return forms.ChoiceField(
        label=label, required=required, help_text=hint, choices=offered, widget=inputs.Chooser,
        error_messages={"required": _("Hãy chọn mục này."), "invalid_choice": _("Chọn một mục trong danh sách.")},
    )  # fmt: skip


def stored_files(
    request: HttpRequest, actor: Actor, name: str, accept: Collection[str] | None = None
) -> list[StoredFile]:
    """Return the files that a form brought, sent in pieces or with the form; raise ``Invalid``."""
    found = [claim_upload(key, actor, accept=accept) for key in inputs.uploaded(request.POST, name)]
    if not found:
        given = request.FILES.getlist(name)
        found = [store(cast(BinaryIO, file.file), file.name or "tep", actor=actor, accept=accept) for file in given]
    return found
