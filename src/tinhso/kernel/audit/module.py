"""The room's place in the house: one check for the doctor."""

from tinhso.kernel.audit import queries
from tinhso.kernel.foundation.modules import Check, Module

MODULE = Module(code="audit", name="Nhật ký", icon="list-check", checks=(Check("Chuỗi nhật ký", queries.verify),))
