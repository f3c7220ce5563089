"""What official documents tell the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.official_documents import permissions
from tinhso.kernel.foundation.modules import Module, NavigationItem

MODULE = Module(
    code="official_documents",
    name=_("Văn bản và điều hành"),
    icon="file-text",
    navigation=(
        NavigationItem(
            _("Văn bản đến"), "official_documents:incoming-list", icon="inbox", permission=permissions.WORK, order=15
        ),
        NavigationItem(
            _("Văn bản đi, dự thảo"),
            "official_documents:outgoing-list",
            icon="send",
            permission=permissions.WORK,
            order=16,
        ),
        NavigationItem(
            _("Văn bản chờ ký"),
            "official_documents:to-sign",
            icon="signature",
            permission=permissions.INITIAL,
            order=17,
        ),
        NavigationItem(
            _("Sổ văn bản"), "official_documents:books", icon="notebook", permission=permissions.BOOKS, order=18
        ),
        NavigationItem(
            _("Tỷ lệ văn bản điện tử"),
            "official_documents:figures",
            icon="chart-bar",
            permission=permissions.FIGURES,
            order=61,
        ),
    ),
)
