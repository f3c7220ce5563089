"""Taking procedures in from files and giving them out as files."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.desks.administration.builder import importing, queries
from tinhso.desks.administration.views.common import actor_of, carry_out, told
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.access import requires
from tinhso.kits.procedures import files
from tinhso.kits.procedures.permissions import PUBLISH

MOST_BYTES, MOST_AT_ONCE = 4 * 2**20, 200
_SALT = "administration.import"


class ImportForm(forms.Form):
    """A file; the second time, what was read of it travels with the form, signed."""

    file = forms.FileField(
        label=gettext_lazy("Tệp YAML, JSON hoặc ZIP"), required=False,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.json,.zip"}),
        help_text=gettext_lazy(
            "Một thủ tục, hoặc một tệp ZIP chứa nhiều thủ tục; cùng dạng với tệp xuất ra và với gói dữ liệu."
        ),
    )  # fmt: skip
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    publish = forms.BooleanField(
        label=gettext_lazy("Công bố luôn theo quyết định và ngày ghi trong tệp"), required=False,
        help_text=gettext_lazy("Không chọn: mỗi thủ tục thành một bản soạn để xem lại."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Read the file, or what was read before."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        upload = given.get("file")
        if upload is not None:
            if upload.size > MOST_BYTES:
                raise ValidationError({"file": _("Tệp lớn hơn 4 MB; hãy chia nhỏ, hoặc nhập bằng lệnh trên máy chủ.")})
            name, data = upload.name, upload.read()
        elif given.get("kept"):
            try:
                name, text = signing.loads(given["kept"], salt=_SALT, max_age=86400)
            except signing.BadSignature:
                raise ValidationError({"file": _("Trang đã quá cũ; hãy chọn lại tệp.")}) from None
            data = text.encode("latin-1")
        else:
            raise ValidationError({"file": _("Hãy chọn tệp.")})
        read = files.read(name, data)
        if len(read) > MOST_AT_ONCE:
            raise ValidationError(
                {"file": _("Mỗi lần trên màn hình nhập tối đa {most} thủ tục.").format(most=MOST_AT_ONCE)}
            )
        kept = signing.dumps([name, data.decode("latin-1")], salt=_SALT, compress=True)
        return {**given, "files": read, "kept": kept}


@requires(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Read files, tell what would change, and take them in when that is wanted."""
    actor = actor_of(request)
    form, planned, status = ImportForm(), None, 200
    left: list[str] = []
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        done, planned = carry_out(form, lambda given: importing.plan(given["files"]))
        status = 200 if done else 422
        if done and "nhap" in request.POST:
            taken, left = importing.take_in(actor, planned, publish=form.cleaned_data["publish"])
            if not left:
                words = _("Đã nhập {count} thủ tục.").format(count=taken)
                return told(request, words, "administration:procedures")
            planned = importing.plan(form.cleaned_data["files"])
        if done:
            form.data = {**request.POST.dict(), "kept": form.cleaned_data["kept"]}
    context = {
        "form": form,
        "planned": planned,
        "left": left,
        "fitting": sum(1 for one in planned or () if one.fits),
        "wrong": sum(1 for one in planned or () if one.state == importing.WRONG),
    }
    return render(request, "administration/builder/import.html", context, status=status)


@requires(PUBLISH)
@require_safe
def give_out(request: HttpRequest) -> HttpResponse:
    """Give every procedure in force, or those of a field, as one ZIP of files."""
    texts = [
        (
            f"{version.procedure.code}.yaml",
            files.as_yaml(version.definition, valid_from=version.valid_from, decision=version.decision),
        )
        for version in queries.versions_to_export(request.GET.get("linh_vuc", ""))
    ]  # fmt: skip
    name = f"thu-tuc-{clock.today():%Y%m%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(files.as_zip(texts), content_type="application/zip", headers=headers)
