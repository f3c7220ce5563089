"""Pages around a procedure being written: its history, what differs, publishing it, putting it aside."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.desks.administration.builder import queries, services
from tinhso.desks.administration.builder.checking import problems
from tinhso.desks.administration.builder.views.writing import frame, place_of
from tinhso.desks.administration.definitions import compare
from tinhso.desks.administration.forms.procedures import Publication
from tinhso.desks.administration.models import WrittenProcedure
from tinhso.desks.administration.views.common import actor_of, ask, confirm_form, told
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.access import requires
from tinhso.kits.procedures.permissions import PUBLISH
from tinhso.kits.procedures.versions import definition_of


@requires(PUBLISH)
@require_safe
def history(request: HttpRequest, written_id: UUID) -> HttpResponse:
    """Show every act, with a way back to what stood after it."""
    written = queries.written(written_id)
    context = frame(written, "overview") | {"history": list(queries.history(written))}
    return render(request, "administration/builder/history.html", context)


@requires(PUBLISH)
@require_POST
def go_back(request: HttpRequest, written_id: UUID, revision: int) -> HttpResponse:
    """Return to what stood after an act."""
    services.go_back(actor_of(request), written_id, revision)
    words = _("Đã trở lại lần sửa {number}. Những lần sửa sau vẫn ở trong lịch sử.").format(number=revision)
    return told(request, words, "administration:write", written_id=written_id)


@requires(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, written_id: UUID) -> HttpResponse:
    """Put it aside."""
    written = queries.written(written_id)
    return ask(
        request,
        confirm_form()(request.POST if request.method == "POST" else None),
        lambda _given: services.discard(actor_of(request), written.pk),
        title=_("Bỏ bản soạn này"),
        lead=_(
            "Thủ tục đang áp dụng không đổi. Bản soạn và lịch sử của nó vẫn được giữ "
            "nhưng không sửa, không công bố được."
        ),
        submit=_("Bỏ bản soạn"),
        danger=True,
        icon="trash",
        back=(reverse("administration:write", args=[written.pk]), written.name),
        then=lambda _done: told(request, _("Đã bỏ bản soạn."), "administration:procedures"),
    )


@requires(PUBLISH)
@require_safe
def difference(request: HttpRequest, written_id: UUID) -> HttpResponse:
    """Compare what is written with the version that it changes, side by side and in words."""
    written = queries.written(written_id)
    before = written.based_on or queries.standing_version(written.code)
    context = frame(written, "overview") | {"before": before, "differences": None, "unready": ""}
    if before is not None:
        try:
            context["differences"] = compare(definition_of(before), services.definition_of(written))
        except Invalid:
            context["unready"] = _("Bản soạn còn thiếu nên chưa so được; hãy sửa các điều ở trang Tổng quan trước.")
    return render(request, "administration/builder/difference.html", context)


@requires(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, written_id: UUID) -> HttpResponse:
    """Publish it by a decision, from a day on; a later day is a schedule."""
    written = queries.written(written_id)
    found = problems(written.content)
    grave = [one for one in found if one.grave]
    if grave:
        context = frame(written, "overview", found) | {"places": [place_of(written, one) for one in grave]}
        return render(
            request, "administration/builder/unready.html", context, status=422 if request.method == "POST" else 200
        )
    return _publish(request, written, [one.words for one in found])


def _publish(request: HttpRequest, written: WrittenProcedure, doubts: list[str]) -> HttpResponse:
    actor = actor_of(request)
    check = services.definition_of(written).certainty.check
    today = clock.today()
    initial = {"valid_from": max(written.valid_from or today, today), "day": today}
    form = Publication(request.POST or None, initial=initial)
    if not check:
        del form.fields["checked"]
    return ask(
        request,
        form,
        lambda given: services.publish(
            actor, written.pk, decision=form.decision(), valid_from=given["valid_from"], seen=written.revision
        ),
        title=_("Công bố thủ tục"),
        lead=_(
            "Từ ngày áp dụng, người dân nộp theo bản này; đặt ngày sau hôm nay là hẹn trước. "
            "Nội dung đã công bố không sửa được nữa; hồ sơ đã nhận vẫn theo phiên bản lúc nhận."
        ),
        submit=_("Công bố"),
        icon="speakerphone",
        back=(reverse("administration:write", args=[written.pk]), written.name),
        warnings=[*(_("Cần kiểm tra: {words}").format(words=words) for words in check), *doubts],
        facts=[(_("Thủ tục"), written.name), (_("Mã"), written.code)],
        then=lambda done: told(
            request, _("Đã công bố phiên bản {number}.").format(number=done.number), "administration:version",
            version_id=done.pk,
        ),
    )  # fmt: skip
