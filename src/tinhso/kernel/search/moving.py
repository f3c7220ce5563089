"""Saved views in a reorganisation: what is shared in an agency is shared in its heir."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.organizations.moving import Column, Group, register
from tinhso.kernel.search.models import SavedView

register(Column("search.views", _("Cách xem đã lưu"), Group.PEOPLE, SavedView, counted=False))
