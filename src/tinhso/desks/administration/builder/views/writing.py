"""Pages of the builder: what is being written, tab by tab and item by item."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.desks.administration.builder import content as contents
from tinhso.desks.administration.builder import queries, services
from tinhso.desks.administration.builder.checking import Problem, problems
from tinhso.desks.administration.builder.content import Content
from tinhso.desks.administration.builder.editors import ITEMS, KINDS, SECTIONS, Editor, SectionEditor
from tinhso.desks.administration.builder.editors.form import QUESTION_KINDS, QuestionEditor
from tinhso.desks.administration.builder.editors.route import STEP_KINDS
from tinhso.desks.administration.builder.outline import Outline
from tinhso.desks.administration.builder.starting import NewProcedure
from tinhso.desks.administration.models import Stage, WrittenProcedure
from tinhso.desks.administration.queries.procedures import version_for
from tinhso.desks.administration.views.common import actor_of, ask, carry_out, told
from tinhso.kernel.foundation.errors import Conflict, NotFound
from tinhso.kernel.identity.access import requires
from tinhso.kits.procedures.permissions import PUBLISH

GROUPED: dict[str, dict[str, Any]] = {"cau-hoi": dict(QUESTION_KINDS), "buoc": dict(STEP_KINDS)}
"""Things of which one first chooses the kind."""


def tabs() -> dict[str, tuple[str, str, str]]:
    """Return the tabs by code: word in addresses, name, icon."""
    return {
        "general": ("chung", _("Thông tin chung"), "info-circle"),
        "form": ("to-khai", _("Tờ khai"), "forms"),
        "parts": ("giay-to", _("Giấy tờ phải nộp"), "paperclip"),
        "fees": ("phi", _("Phí, lệ phí"), "coins"),
        "terms": ("thoi-han", _("Thời hạn"), "clock"),
        "route": ("quy-trinh", _("Quy trình"), "route"),
        "result": ("ket-qua", _("Kết quả"), "certificate"),
        "legal": ("can-cu", _("Căn cứ"), "scale"),
    }


def frame(written: WrittenProcedure, here: str, found: list[Problem] | None = None) -> dict[str, Any]:
    """Return what every page of the builder shows around its own matter."""
    found = problems(written.content) if found is None else found
    links = [
        {
            "label": name,
            "icon": icon,
            "url": reverse("administration:write-tab", args=[written.pk, word]),
            "current": code == here,
            "count": sum(1 for one in found if one.tab == code and one.grave) or None,
        }
        for code, (word, name, icon) in tabs().items()
    ]
    overview = {
        "label": _("Tổng quan"),
        "icon": "layout-dashboard",
        "url": reverse("administration:write", args=[written.pk]),
        "current": here == "overview",
        "count": None,
    }
    return {
        "written": written,
        "tabs": [overview, *links],
        "here": here,
        "problems": found,
        "open": written.stage == Stage.OPEN,
        "grave": sum(1 for one in found if one.grave),
    }


@requires(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Begin a new procedure, blank or copied from another."""
    actor = actor_of(request)
    form = NewProcedure(request.POST or None)
    return ask(
        request,
        form,
        lambda _given: services.begin(actor, form.content(), words=_("Bắt đầu soạn")),
        title=_("Thủ tục mới"),
        lead=_("Chưa ai ngoài những người soạn nhìn thấy, cho đến khi công bố."),
        submit=_("Bắt đầu soạn"),
        icon="pencil",
        back=(reverse("administration:procedures"), _("Thủ tục hành chính")),
        then=lambda made: redirect("administration:write", written_id=made.pk),
    )


@requires(PUBLISH)
@require_POST
def start_from(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Begin the next version of a procedure from one of its versions; go on where somebody began."""
    version = version_for(version_id)
    going = queries.open_for(version.procedure.code)
    if going is None:
        words = _("Bắt đầu từ phiên bản {number}").format(number=version.number)
        going = services.begin(actor_of(request), version.definition, words=words, based_on=version)
    else:
        messages.info(request, _("Thủ tục này đang được soạn; quý vị soạn tiếp bản ấy."))
    return redirect("administration:write", written_id=going.pk)


@requires(PUBLISH)
@require_safe
def overview(request: HttpRequest, written_id: UUID) -> HttpResponse:
    """Show how far the writing is: what is missing, what was done, what can be done next."""
    written = queries.written(written_id)
    names = {code: name for code, (_word, name, _icon) in tabs().items()}
    context = frame(written, "overview")
    groups = [
        {"name": name, "problems": [place_of(written, one) for one in context["problems"] if one.tab == code]}
        for code, name in names.items()
    ]
    context |= {"groups": groups, "history": list(queries.history(written, most=12))}
    return render(request, "administration/builder/overview.html", context)


def place_of(written: WrittenProcedure, problem: Problem) -> dict[str, Any]:
    """Return a problem with the address where it is mended."""
    if problem.kind:
        url = reverse("administration:write-item", args=[written.pk, KINDS[problem.kind].slug, problem.key])
    else:
        url = reverse("administration:write-tab", args=[written.pk, tabs()[problem.tab][0]])
    return {"words": problem.words, "grave": problem.grave, "url": url}


@requires(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def tab(request: HttpRequest, written_id: UUID, word: str) -> HttpResponse:
    """Show a tab: the rows of its items, and the form of what the tab says once."""
    written = queries.written(written_id)
    code = next((code for code, (slug, _name, _icon) in tabs().items() if slug == word), None)
    if code is None:
        raise NotFound
    editor = next((editor for editor in SECTIONS.values() if editor.tab == code), None)
    status, form = 200, None
    if editor is not None:
        form, saved = _section(request, written, editor)
        if saved is not None:
            return saved
        status = 422 if form.is_bound else 200
    context = frame(written, code)
    outline = Outline(written.content, context["problems"])
    context |= {
        "rows": outline.rows(code),
        "form": form,
        "general_problems": [one for one in context["problems"] if one.tab == code and not one.kind],
        "adding": [
            {"slug": slug, "noun": kind.noun}
            for slug, kind in ITEMS.items()
            if kind.tab == code and kind.kind in contents.LISTS
        ],
    }
    return render(request, f"administration/builder/{_template(code)}.html", context, status=status)


def _template(code: str) -> str:
    return "section" if code in ("general", "result") else "items"


def _section(
    request: HttpRequest, written: WrittenProcedure, editor: type[SectionEditor]
) -> tuple[Editor, HttpResponse | None]:
    seen = {"seen": written.revision}
    data = request.POST if request.method == "POST" else None
    form = editor(data, content=written.content, item=written.content, initial=seen)
    if data is None:
        return form, None

    def work(given: dict[str, Any]) -> WrittenProcedure:
        item = form.made()

        def act(content: Content) -> None:
            for key in editor.keys:
                content.pop(key, None)
                if key in item:
                    content[key] = item[key]

        touched = lambda content: {key: content.get(key) for key in editor.keys}  # noqa: E731 - said where it is used
        words = _("Sửa {noun}").format(noun=editor.noun)
        return services.change(actor_of(request), written.pk, act, words=words, seen=given["seen"], touches=touched)[0]

    done = _saved(form, work)
    if not done:
        return form, None
    return form, told(request, _("Đã lưu."), "administration:write-tab", written.pk, tabs()[editor.tab][0])


def _saved(form: forms.Form, work: Callable[[dict[str, Any]], Any]) -> bool:
    """Do ``work`` with a valid form; what is refused stands in the form, with everything that was typed."""
    clashes: list[Conflict] = []

    def guarded(given: dict[str, Any]) -> Any:
        try:
            return work(given)
        except Conflict as conflict:
            clashes.append(conflict)
            raise

    done, _result = carry_out(form, guarded)
    if clashes and "revision" in clashes[0].details:
        # Whoever has read who changed what may save over it, knowingly.
        data = QueryDict(mutable=True)
        data.update(form.data)
        data["seen"] = str(clashes[0].details["revision"])
        form.data = data
    return done


@requires(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, written_id: UUID, slug: str) -> HttpResponse:
    """Add an item; where there are kinds of it, the kind is chosen first."""
    written = queries.written(written_id)
    editor = _editor(slug)
    parent = request.GET.get("trong", "")
    variant = request.GET.get("kieu", "")
    if slug in GROUPED and variant not in GROUPED[slug]:
        context = frame(written, editor.tab) | {
            "kinds": GROUPED[slug].values(), "editor": editor, "parent": parent, "back": _back(written, editor)
        }  # fmt: skip
        return render(request, "administration/builder/kinds.html", context)
    initial = {"seen": written.revision, "page": parent}
    data = request.POST if request.method == "POST" else None
    form = editor(data, content=written.content, item=None, parent=parent, variant=variant, initial=initial)
    if data is not None:
        kept: dict[str, str] = {}

        def work(given: dict[str, Any]) -> None:
            item = form.made()

            def act(content: Content) -> str:
                kept["key"] = _put_new(content, editor, item, given, parent)
                return kept["key"]

            words = _("Thêm {noun} “{title}”").format(noun=editor.noun, title=form.title_of(item))
            services.change(actor_of(request), written.pk, act, words=words)

        if _saved(form, work):
            words = _("Đã thêm {noun}.").format(noun=editor.noun)
            return _to_row(request, written, editor, kept["key"], words)
    return _item_page(request, written, editor, form, title=_("Thêm {noun}").format(noun=editor.noun))


def _put_new(content: Content, editor: type[Editor], item: Content, given: dict[str, Any], parent: str) -> str:
    kind = editor.kind
    if kind == "question":
        name = contents.free_name(content, contents.code_for(given["title"])[:40].strip("-"))
        contents.add(content, kind, item, parent=given["page"], key=name)
        contents.required(content, name, wanted=given["must"])
        return name
    if kind in contents.CODED:
        item["code"] = contents.free_code(content, kind, item["code"])
    key = contents.add(content, kind, item, parent=parent)
    return _settled(content, kind, key)


def _settled(content: Content, kind: str, key: str) -> str:
    """Put what is new where it takes effect: conditional amounts and terms before the one for everybody else."""
    items = contents.siblings(content, kind, key)
    if kind in ("case", "term") and len(items) > 1:
        special = items[-1].get("when") or items[-1].get("channels")
        if special and not (items[-2].get("when") or items[-2].get("channels")):
            return contents.move(content, kind, key, len(items) - 2)
    if kind == "step":
        contents.settle_route(content)
    return key


@requires(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, written_id: UUID, slug: str, key: str) -> HttpResponse:
    """Edit an item."""
    written = queries.written(written_id)
    editor = _editor(slug)
    current = contents.find(written.content, editor.kind, key)
    variant = request.GET.get("kieu", "")
    variant = variant if variant in GROUPED.get(slug, ()) else ""
    data = request.POST if request.method == "POST" else None
    form = editor(data, content=written.content, item=current, variant=variant, initial={"seen": written.revision})
    if data is not None:

        def work(given: dict[str, Any]) -> None:
            made = form.made()

            def act(content: Content) -> None:
                contents.replace(content, editor.kind, key, made)
                if isinstance(form, QuestionEditor):
                    contents.required(content, key, wanted=given["must"])
                    contents.to_page(content, key, given["page"])
                contents.settle_route(content)

            services.change(
                actor_of(request), written.pk, act,
                words=_("Sửa {noun} “{title}”").format(noun=editor.noun, title=form.title_of(made)),
                seen=given["seen"], touches=lambda content: contents.scope(content, editor.kind, key),
            )  # fmt: skip

        if _saved(form, work):
            return _to_row(request, written, editor, key, _("Đã lưu."))
    title = _("Sửa {noun}").format(noun=editor.noun)
    return _item_page(request, written, editor, form, title=title, key=key)


def _editor(slug: str) -> type[Editor]:
    if slug not in ITEMS:
        raise NotFound
    return ITEMS[slug]


def _back(written: WrittenProcedure, editor: type[Editor]) -> tuple[str, str]:
    word, name, _icon = tabs()[editor.tab]
    return reverse("administration:write-tab", args=[written.pk, word]), name


def _to_row(
    request: HttpRequest, written: WrittenProcedure, editor: type[Editor], key: str, words: str
) -> HttpResponse:
    messages.success(request, words)
    return redirect(f"{_back(written, editor)[0]}#{editor.slug}-{key.replace('.', '-')}")


def _item_page(
    request: HttpRequest, written: WrittenProcedure, editor: type[Editor], form: Editor, *, title: str, key: str = ""
) -> HttpResponse:
    groups = GROUPED.get(editor.slug)
    context = frame(written, editor.tab) | {
        "form": form,
        "title": title,
        "back": _back(written, editor),
        "key": key,
        "slug": editor.slug,
        "chosen": groups[form.variant] if groups and form.variant in groups else None,
        "conditional": hasattr(form, "condition_groups"),
    }
    return render(request, "administration/builder/item.html", context, status=422 if form.is_bound else 200)


@requires(PUBLISH)
@require_POST
def act(request: HttpRequest, written_id: UUID, slug: str, key: str) -> HttpResponse:
    """Move, copy or remove an item."""
    written = queries.written(written_id)
    editor = _editor(slug)
    current = contents.find(written.content, editor.kind, key)
    title = editor(None, content=written.content, item=current).title_of(current)
    wanted, place = request.POST.get("viec", ""), contents.index(written.content, editor.kind, key)
    seen = request.POST.get("seen", "")
    target = request.POST.get("den", "")
    deeds: dict[str, tuple[str, Callable[[Content], Any]]] = {
        "len": (_("Đưa lên"), lambda content: contents.move(content, editor.kind, key, place - 1)),
        "xuong": (_("Đưa xuống"), lambda content: contents.move(content, editor.kind, key, place + 1)),
        "den": (_("Chuyển chỗ"), lambda content: contents.move(content, editor.kind, key, int(target))),
        "chep": (_("Chép"), lambda content: contents.copy(content, editor.kind, key)),
        "bo": (_("Bỏ"), lambda content: contents.remove(content, editor.kind, key)),
    }
    if wanted not in deeds or (wanted == "den" and not target.isdecimal()):
        raise NotFound
    verb, deed = deeds[wanted]
    moved = wanted in ("len", "xuong", "den")
    _written, result = services.change(
        actor_of(request), written.pk, deed,
        words=_("{verb} {noun} “{title}”").format(verb=verb, noun=editor.noun, title=title),
        seen=int(seen) if seen.isdecimal() else None,
        touches=lambda content: contents.scope(content, editor.kind, key, order=moved),
    )  # fmt: skip
    if wanted == "bo":
        words = _("Đã bỏ {noun} “{title}”. Muốn lấy lại, xem lịch sử ở Tổng quan.").format(
            noun=editor.noun, title=title
        )
        messages.success(request, words)
        return redirect(_back(written, editor)[0])
    return redirect(f"{_back(written, editor)[0]}#{editor.slug}-{str(result).replace('.', '-')}")
