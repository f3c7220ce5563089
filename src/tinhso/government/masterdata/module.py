"""The module's place in the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.masterdata import person_panel  # noqa: F401 - puts its panel on the pages of people
from tinhso.government.masterdata.queries.catalogues import labels
from tinhso.kernel.foundation.modules import Module, NavigationItem
from tinhso.kits.registers.catalogues import provide

provide(labels)

MODULE = Module(
    code="masterdata",
    name=_("Dữ liệu chủ"),
    icon="users",
    requires=("registers",),
    navigation=(
        NavigationItem(
            _("Hồ sơ có thể trùng"),
            "masterdata:duplicates",
            icon="git-merge",
            permission="masterdata.person.merge",
            order=412,
        ),
        NavigationItem(_("Danh mục dùng chung"), "masterdata:catalogues", icon="list-details", order=449),
    ),
    url_prefix="du-lieu-chu/",
    extras={"looks": "masterdata:my-readers"},
)
