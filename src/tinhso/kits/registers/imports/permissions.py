"""What a role can allow around importing; storing also takes the register's own right to add, at each row's unit."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

IMPORT = declare("registers_imports.use", _("nhập dữ liệu từ tệp vào các sổ được giao thêm bản ghi"))
