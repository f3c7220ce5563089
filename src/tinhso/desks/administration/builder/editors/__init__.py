"""The editors: one for each kind of thing that a procedure says."""

from tinhso.desks.administration.builder.editors.base import Editor
from tinhso.desks.administration.builder.editors.dossier import (
    BasisEditor,
    CaseEditor,
    ExemptionEditor,
    FeeEditor,
    PartEditor,
    TermEditor,
)
from tinhso.desks.administration.builder.editors.form import PageEditor, QuestionEditor
from tinhso.desks.administration.builder.editors.heads import (
    CertaintyEditor,
    ClockEditor,
    GeneralEditor,
    ResultEditor,
    SectionEditor,
)
from tinhso.desks.administration.builder.editors.route import AskedEditor, StepEditor

ITEMS: dict[str, type[Editor]] = {
    editor.slug: editor
    for editor in (
        PageEditor,
        QuestionEditor,
        PartEditor,
        FeeEditor,
        CaseEditor,
        ExemptionEditor,
        TermEditor,
        StepEditor,
        AskedEditor,
        BasisEditor,
    )
}
"""By their words in addresses."""
SECTIONS: dict[str, type[SectionEditor]] = {
    editor.slug: editor for editor in (GeneralEditor, ClockEditor, ResultEditor, CertaintyEditor)
}
KINDS = {editor.kind: editor for editor in (*ITEMS.values(), *SECTIONS.values())}

__all__ = ["ITEMS", "KINDS", "SECTIONS", "Editor", "SectionEditor"]
