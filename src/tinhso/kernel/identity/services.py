"""Writes people, accounts, assignments; ``sign_in``, ``programs`` and ``roles`` beside this file write the rest.

Every function is one transaction, and leaves an entry in the audit log.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tinhso.kernel.areas.models import Area
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity import audit_events as happened
from tinhso.kernel.identity import passwords, second_factor
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.devices import close_all
from tinhso.kernel.identity.identifiers import check_personal_number, normalise_phone
from tinhso.kernel.identity.models import Account, AccountKind, Person, Role, RoleAssignment
from tinhso.kernel.identity.permissions import ASSIGN_ROLES, HELP_CITIZENS, MANAGE_ACCOUNTS
from tinhso.kernel.organizations.models import OrganizationUnit

_USERNAME_LETTERS = set("abcdefghijklmnopqrstuvwxyz0123456789._-@")


def build_person(
    *,
    full_name: str,
    personal_number: str = "",
    birth_year: int | None = None,
    birth_month: int | None = None,
    birth_day: int | None = None,
    sex: str = "",
    phone: str = "",
    email: str = "",
    address: str = "",
    area: Area | None = None,
) -> Person:
    """Return an unsaved person; raise ``Invalid`` naming every field that cannot be accepted.

    The date of birth may be partial: a year, or a year and a month. ``phone`` is kept in E.164.
    """
    wrong: dict[str, str] = {}
    name = " ".join(full_name.split())
    if not name or "\x00" in name:
        wrong["full_name"] = _("Hãy nhập họ và tên.")
    elif len(name) > 120:
        wrong["full_name"] = _("Họ và tên dài quá 120 ký tự.")
    problem = _birth_problem(birth_year, birth_month, birth_day)
    if problem:
        wrong["birth_year"] = problem
    if personal_number:
        try:
            personal_number = check_personal_number(personal_number, sex=sex, birth_year=birth_year)
        except ValueError as error:
            wrong["personal_number"] = str(error)
    if phone:
        try:
            phone = normalise_phone(phone)
        except ValueError as error:
            wrong["phone"] = str(error)
    if email:
        try:
            validate_email(email)
        except ValidationError:
            wrong["email"] = _("Địa chỉ thư điện tử chưa đúng, ví dụ: ten@example.vn.")
    if wrong:
        raise Invalid(wrong)
    return Person(
        full_name=name,
        folded=fold(name),
        personal_number=personal_number,
        birth_year=birth_year,
        birth_month=birth_month,
        birth_day=birth_day,
        sex=sex,
        phone=phone,
        email=email,
        address=" ".join(address.split())[:250],
        area=area,
    )


def _birth_problem(year: int | None, month: int | None, day: int | None) -> str:
    if year is None:
        return _("Hãy nhập năm sinh.") if month or day else ""
    if month is None and day is not None:
        return _("Hãy nhập tháng sinh.")
    try:
        born = date(year, month or 1, day or 1)
    except ValueError:
        return _("Ngày sinh không có trong lịch.")
    today = clock.today()
    if born > today or year < today.year - 130:
        return _("Năm sinh phải từ {first} đến {last}.").format(first=today.year - 130, last=today.year)
    return ""


def create_person(**values: Any) -> Person:
    """Save and return a person made by ``build_person``; raise ``Invalid``."""
    person = build_person(**values)
    person.save(force_insert=True)
    return person


def _check_password(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid({"password": " ".join(error.messages)}) from error
    if passwords.was_used(account, password):
        raise Invalid({"password": _("Mật khẩu này trùng một trong 10 mật khẩu gần đây. Hãy chọn mật khẩu chưa dùng.")})


def _save_account(account: Account, taken: dict[str, str]) -> None:
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid(taken) from error


@transaction.atomic
def create_account(
    *,
    full_name: str,
    personal_number: str,
    password: str,
    phone: str = "",
    email: str = "",
    sex: str = "",
    birth_year: int | None = None,
    address: str = "",
) -> Account:
    """Sign a citizen up, under the personal number as username; raise ``Invalid``.

    The number is only claimed here, not proven, so a new person record is made: what was lodged under the
    number elsewhere is not shown to the account.
    """
    if not personal_number:
        raise Invalid({"personal_number": _("Hãy nhập số định danh cá nhân.")})
    person = build_person(
        full_name=full_name,
        personal_number=personal_number,
        phone=phone,
        email=email,
        sex=sex,
        birth_year=birth_year,
        address=address,
    )
    account = Account(username=person.personal_number, kind=AccountKind.CITIZEN, person=person)
    _check_password(account, password)
    account.set_password(password)
    person.save(force_insert=True)
    _save_account(
        account,
        {"personal_number": _("Số này đã có tài khoản. Hãy đăng nhập, hoặc nhờ Bộ phận một cửa đặt lại mật khẩu.")},
    )
    _note_account(SYSTEM, happened.ACCOUNT_CREATED, account, kind=account.kind)
    return account


@transaction.atomic
def create_official(
    actor: Actor,
    *,
    username: str,
    full_name: str,
    password: str,
    unit: OrganizationUnit | None = None,
    must_change_password: bool = True,
    valid_to: date | None = None,
    password_hash: str = "",
    **person: Any,
) -> Account:
    """Open an account for an official of ``unit``; raise ``Forbidden`` or ``Invalid``.

    ``person`` takes the fields of ``build_person``. The password is a first one, changed at first sign-in.
    ``password_hash`` is that password already hashed: hashing is slow by design, and the accounts of a
    demonstration share one public password.
    """
    actor.demand(MANAGE_ACCOUNTS, unit)
    name = username.strip().lower()
    if not 3 <= len(name) <= 60 or set(name) - _USERNAME_LETTERS:
        raise Invalid({"username": _("Tên đăng nhập dài 3–60 ký tự, gồm chữ không dấu, số và . _ - @")})
    account = Account(
        username=name,
        kind=AccountKind.OFFICIAL,
        person=build_person(full_name=full_name, **person),
        must_change_password=must_change_password,
        valid_to=valid_to,
    )
    _check_password(account, password)
    if password_hash:
        account.password = password_hash
    else:
        account.set_password(password)
    account.person.save(force_insert=True)
    _save_account(account, {"username": _("Tên đăng nhập {name} đã có người dùng.").format(name=name)})
    _note_account(actor, happened.ACCOUNT_CREATED, account, unit=unit, kind=account.kind)
    return account


def _note_account(
    actor: Actor, code: str, account: Account, *, unit: OrganizationUnit | None = None, **details: Any
) -> None:
    audit.record(
        actor,
        code,
        subject_kind="account",
        subject_id=account.pk,
        subject_label=account.username,
        unit_id=unit.pk if unit else None,
        person_id=account.person_id,
        **details,
    )


def _own(actor: Actor, account: Account) -> bool:
    return actor.account_id == account.pk


def _demand_over(actor: Actor, account: Account) -> None:
    """Raise ``Forbidden`` unless the actor manages every unit where the account holds a role today."""
    if account.kind == AccountKind.CITIZEN:
        actor.demand(HELP_CITIZENS)
        return
    units: list[OrganizationUnit | None] = [
        held.unit for held in account.assignments.select_related("unit") if held.holds_on()
    ]
    for unit in units or [None]:
        actor.demand(MANAGE_ACCOUNTS, unit)


@transaction.atomic
def set_password(actor: Actor, account: Account, password: str, *, temporary: bool = True) -> None:
    """Give somebody else's account a new password and sign its sessions out; raise ``Forbidden``, ``Invalid``."""
    _demand_over(actor, account)
    _check_password(account, password)
    passwords.keep(account)
    account.set_password(password)
    account.must_change_password = temporary
    account.save(update_fields=["password", "must_change_password"])
    close_all(account.pk)
    _note_account(actor, happened.PASSWORD_RESET, account)


@transaction.atomic
def change_password(actor: Actor, account: Account, *, old: str, new: str) -> None:
    """Change one's own password; raise ``Forbidden`` for another's, ``Invalid`` when the old one is wrong."""
    if not _own(actor, account):
        raise Forbidden(_("Chỉ chủ tài khoản tự đổi được mật khẩu của mình."))
    if not account.check_password(old):
        raise Invalid({"old": _("Mật khẩu hiện tại chưa đúng.")})
    if old == new:
        raise Invalid({"password": _("Mật khẩu mới phải khác mật khẩu hiện tại.")})
    _check_password(account, new)
    passwords.keep(account)
    account.set_password(new)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    close_all(account.pk)
    _note_account(actor, happened.PASSWORD_CHANGED, account)


@transaction.atomic
def end_sessions(actor: Actor, account: Account) -> None:
    """Sign every session of the account out; the caller renews the one at hand. Raise ``Forbidden``."""
    if not _own(actor, account):
        _demand_over(actor, account)
    account.session_epoch += 1
    account.save(update_fields=["session_epoch"])
    close_all(account.pk)
    _note_account(actor, happened.SESSIONS_ENDED, account)


@transaction.atomic
def suspend(actor: Actor, account: Account, *, reason: str) -> None:
    """Stop an account at once, its sessions and keys with it; raise ``Forbidden``, ``Invalid``."""
    _demand_over(actor, account)
    if _own(actor, account):
        raise Forbidden(_("Không thể tự khoá tài khoản của chính mình."))
    if not reason.strip():
        raise Invalid({"reason": _("Hãy nêu lý do khoá tài khoản.")})
    account.is_active = False
    account.session_epoch += 1
    account.save(update_fields=["is_active", "session_epoch"])
    close_all(account.pk)
    _note_account(actor, happened.ACCOUNT_SUSPENDED, account, reason=reason.strip())


@transaction.atomic
def resume(actor: Actor, account: Account) -> None:
    """Let a suspended account be used again; raise ``Forbidden``."""
    _demand_over(actor, account)
    account.is_active = True
    account.unlocked_at = clock.now()
    account.save(update_fields=["is_active", "unlocked_at"])
    _note_account(actor, happened.ACCOUNT_RESUMED, account)


@transaction.atomic
def enrol_totp(account: Account, secret: str | None = None) -> str:
    """Make ``secret`` (a new one when not given) the account's second factor, and return it."""
    secret = secret or second_factor.new_secret()
    second_factor.enrol(account, secret)
    _note_account(SYSTEM, happened.SECOND_FACTOR_SET, account)
    return secret


@transaction.atomic
def remove_second_factor(actor: Actor, account: Account, *, reason: str) -> None:
    """Take away the second factor of somebody who lost the phone, and sign out; raise ``Forbidden``, ``Invalid``."""
    _demand_over(actor, account)
    if not reason.strip():
        raise Invalid({"reason": _("Hãy nêu lý do gỡ xác thực hai lớp.")})
    second_factor.remove(account.pk)
    account.session_epoch += 1
    account.save(update_fields=["session_epoch"])
    close_all(account.pk)
    _note_account(actor, happened.SECOND_FACTOR_REMOVED, account, reason=reason.strip())


@transaction.atomic
def load_roles(rows: Iterable[Mapping[str, Any]]) -> list[Role]:
    """Bring the role catalogue to ``rows`` (``code``, ``name``, ``permissions``) and return the roles.

    Roles that are not among the rows stay. A permission that no module declares is an error (``Invalid``).
    """
    roles: list[Role] = []
    changed = 0
    for row in rows:
        unknown = [code for code in row["permissions"] if code not in PERMISSIONS]
        if unknown:
            raise Invalid({row["code"]: _("Quyền chưa được khai báo: {codes}.").format(codes=", ".join(unknown))})
        values = {"name": row["name"], "permissions": sorted(set(row["permissions"]))}
        role, created = Role.objects.select_for_update().get_or_create(code=row["code"], defaults=values)
        if not created and (role.name, role.permissions) != (values["name"], values["permissions"]):
            role.name, role.permissions = values["name"], values["permissions"]
            role.save(update_fields=["name", "permissions"])
            created = True
        changed += created
        roles.append(role)
    if changed:
        audit.record(SYSTEM, happened.ROLES_LOADED, subject_kind="role", subject_id=None, count=changed)
    return roles


@transaction.atomic
def assign_role(
    actor: Actor,
    account: Account,
    role: Role,
    unit: OrganizationUnit,
    *,
    position: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> RoleAssignment:
    """Give ``account`` a role at ``unit`` and so over its subtree, from ``valid_from`` (today when not given).

    Raises ``Forbidden`` when the actor may not assign there, gives a role to themself, or gives a right that
    they do not hold there; ``Invalid``; ``Conflict`` when the account holds the role there in that time.
    """
    actor.demand(ASSIGN_ROLES, unit)
    if _own(actor, account):
        raise Forbidden(_("Không ai tự giao vai trò cho chính mình. Hãy nhờ người quản trị khác."))
    for permission in role.permissions:
        if permission.startswith("identity.") and permission in PERMISSIONS:
            actor.demand(permission, unit)
    begins = valid_from or clock.today()
    if account.kind == AccountKind.CITIZEN:
        raise Invalid({"account": _("Tài khoản của người dân không nhận vai trò trong cơ quan.")})
    if valid_to is not None and valid_to < begins:
        raise Invalid({"valid_to": _("Ngày kết thúc phải từ ngày bắt đầu trở đi.")})
    if not unit.holds_on(begins):
        raise Invalid({"unit": _("{unit} không hoạt động vào ngày bắt đầu vai trò.").format(unit=unit.name)})
    assignment = RoleAssignment(
        account=account, role=role, unit=unit, position=position, valid_from=begins, valid_to=valid_to
    )
    # One after another: of two rows that exclude each other and are checked at one moment, each waits for the other.
    Account.objects.select_for_update(no_key=True).only("pk").get(pk=account.pk)
    try:
        with transaction.atomic():
            assignment.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("{name} đã giữ vai trò {role} tại {unit} trong thời gian này.").format(
                name=account.person.full_name, role=role.name, unit=unit.name
            )
        ) from error
    _note_account(
        actor, happened.ROLE_GIVEN, account, unit=unit, role=role.code, until=valid_to.isoformat() if valid_to else ""
    )
    return assignment


@transaction.atomic
def end_assignment(actor: Actor, assignment: RoleAssignment, *, last_day: date | None = None) -> None:
    """End a role after ``last_day``, at once when not given; it stays on record. Raise ``Forbidden``, ``Invalid``."""
    locked = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    actor.demand(ASSIGN_ROLES, locked.unit)
    day_before = locked.valid_from - timedelta(days=1)
    ends = last_day or max(clock.today() - timedelta(days=1), day_before)
    if ends < day_before:
        raise Invalid({"last_day": _("Ngày kết thúc phải từ ngày bắt đầu vai trò trở đi.")})
    if locked.valid_to is not None and locked.valid_to < ends:
        raise Conflict(_("Vai trò này đã kết thúc ngày {day}.").format(day=f"{locked.valid_to:%d/%m/%Y}"))
    locked.valid_to = assignment.valid_to = ends
    locked.save(update_fields=["valid_to"])
    if ends < clock.today():
        # Whoever lost a right signs in anew: nothing that was opened with it stays open.
        Account.objects.filter(pk=locked.account_id).update(session_epoch=F("session_epoch") + 1)
        close_all(locked.account_id)
    _note_account(
        actor, happened.ROLE_ENDED, locked.account, unit=locked.unit, role=locked.role.code, until=ends.isoformat()
    )
