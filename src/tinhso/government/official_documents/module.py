"""What official documents tell the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Module

MODULE = Module(code="official_documents", name=_("Văn bản và điều hành"), icon="file-text")
