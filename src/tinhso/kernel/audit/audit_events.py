"""What the audit room itself declares."""

from tinhso.kernel.audit.declarations import declare

PERSON_VIEWED = declare("audit.person-viewed", "Đã xem dữ liệu cá nhân", reading=True)
