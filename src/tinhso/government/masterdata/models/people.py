"""The index of people: who lives here, by which numbers, under which names, in which household."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.government.masterdata import checks
from tinhso.government.masterdata.fields import ResidenceField
from tinhso.kernel.identity.models import Person as AccountPerson
from tinhso.kernel.identity.models import Sex
from tinhso.kits.registers.definition import Panel
from tinhso.kits.registers.fields import NameField, PartialDateField, PersonalNumberField, PhoneField
from tinhso.kits.registers.models import Register


class Household(Register):
    """People who live together (hộ gia đình), as the commune knows them. The household book ended in 2023."""

    code = models.CharField(_("mã hộ"), max_length=30)
    area = ResidenceField(verbose_name=_("xã, phường"))
    address = models.CharField(_("địa chỉ"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("hộ gia đình")
        indexes = [models.Index(fields=["code"], name="masterdata_household_code")]

    class Registry:
        code = "masterdata.household"
        title = _("Hộ gia đình")
        icon = "home"
        columns = "code area address status"
        filters = "area status"
        find_by = "code"
        keys = "code"
        personal = "address"
        menu_order = 420

    def __str__(self) -> str:
        return self.code


class HouseholdRole(models.TextChoices):
    """What somebody is to the head of the household."""

    HEAD = "head", _("chủ hộ")
    SPOUSE = "spouse", _("vợ, chồng")
    CHILD = "child", _("con")
    PARENT = "parent", _("cha, mẹ")
    OTHER = "other", _("người khác")


class Person(Register):
    """A natural person as the whole house refers to one; ``identity.Person`` is the person of an account.

    ``birth`` may be a year, or a year and a month. ``personal_number`` is not unique: numbers are corrected and,
    rarely, given twice; duplicates are found and merged. Numbers of before are rows of ``PersonIdentifier``, names
    of before rows of ``NameChange``. The likeness of two people is judged by ``kernel.search.likeness``.
    """

    full_name = NameField(_("họ và tên"), max_length=120)
    birth = PartialDateField(_("ngày sinh"), blank=True, personal=True)
    sex = models.CharField(_("giới tính"), max_length=6, choices=Sex.choices, blank=True)
    personal_number = PersonalNumberField(_("số định danh cá nhân"), blank=True, db_index=True)
    old_number = models.CharField(_("số chứng minh nhân dân cũ"), max_length=9, blank=True)
    phone = PhoneField(_("số điện thoại"), blank=True, personal=True)
    area = ResidenceField(verbose_name=_("xã, phường nơi ở"), null=True, blank=True)
    address = models.CharField(_("thôn, xóm, số nhà"), max_length=250, blank=True)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("hộ gia đình")
    )
    household_role = models.CharField(_("quan hệ với chủ hộ"), max_length=6, choices=HouseholdRole.choices, blank=True)
    other_names = models.CharField(_("tên khác, tên cũ"), max_length=200, blank=True)
    died = PartialDateField(_("ngày mất"), blank=True)
    account_person = models.OneToOneField(
        AccountPerson, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="indexed",
        verbose_name=_("người có tài khoản"),
    )  # fmt: skip

    most_found = 200

    class Meta:
        verbose_name = _("cá nhân")
        indexes = [
            models.Index(fields=["old_number"], name="masterdata_person_old", condition=~models.Q(old_number="")),
        ]

    class Registry:
        code = "masterdata.person"
        title = _("Cá nhân")
        icon = "users"
        columns = "full_name birth sex area personal_number status"
        filters = "area sex status"
        find_by = "full_name birth area other_names personal_number phone"
        keys = "personal_number"
        alike = "full_name birth area phone"
        finds_alike = False
        personal = "old_number address"
        menu_order = 410
        panels = (
            Panel(_("Nhân thân"), "full_name other_names birth sex died"),
            Panel(_("Giấy tờ"), "personal_number old_number"),
            Panel(_("Nơi ở và liên hệ"), "area address household household_role phone unit"),
        )

    def __str__(self) -> str:
        return self.full_name

    @classmethod
    def rows_found(cls, rows: models.QuerySet["Person"], text: str) -> models.QuerySet["Person"]:
        """Return those whom ``text`` names, by name, year of birth and place; those named exactly so come first."""
        from tinhso.government.masterdata.queries.people import found

        keys = found(rows, text)
        # One value, however many keys: a condition for each would take longer to write than to answer.
        listed = models.Value(keys, output_field=ArrayField(models.UUIDField()))
        place = models.Func(
            listed, models.F("pk"), function="array_position", template="-%(function)s(%(expressions)s)",
            output_field=models.IntegerField(),
        )  # fmt: skip
        return rows.filter(pk__in=keys).annotate(likeness=place).order_by("-likeness", "pk")

    def check_row(self) -> Mapping[str, str]:
        """Return what contradicts: number and birth or sex, days out of order, an old number of wrong form."""
        return checks.person(self)

    def person_key(self) -> UUID | None:
        """Return under which key the log keeps who looked: the account's person, so that the citizen sees it."""
        return self.account_person_id or self.pk


class IdentifierKind(models.TextChoices):
    """Papers by which people are known."""

    PERSONAL_NUMBER = "personal", _("số định danh cá nhân, căn cước")
    IDENTITY_CARD = "card", _("chứng minh nhân dân 9 số")
    PASSPORT = "passport", _("hộ chiếu")
    INSURANCE = "insurance", _("mã số bảo hiểm xã hội")
    OTHER = "other", _("giấy tờ khác")


class PersonIdentifier(Register):
    """A number that a person has or had; ``replaced_by`` links an old one to what took its place."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers", verbose_name=_("cá nhân"))
    kind = models.CharField(_("loại giấy tờ"), max_length=9, choices=IdentifierKind.choices)
    value = models.CharField(_("số"), max_length=20)
    issued_on = models.DateField(_("ngày cấp"), null=True, blank=True)
    issuer = models.CharField(_("nơi cấp"), max_length=200, blank=True)
    valid_to = models.DateField(_("dùng đến hết ngày"), null=True, blank=True)
    replaced_by = models.CharField(_("được thay bằng số"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("số giấy tờ")
        indexes = [models.Index(fields=["value"], name="masterdata_identifier_value")]

    class Registry:
        code = "masterdata.identifier"
        title = _("Số giấy tờ cũ và mới")
        icon = "id"
        columns = "person kind value issued_on replaced_by status"
        filters = "kind status"
        find_by = "person kind"
        personal = "value replaced_by"
        menu_order = 430

    def __str__(self) -> str:
        return self.get_kind_display()

    def check_row(self) -> Mapping[str, str]:
        """Return what is wrong with the number by the rule of its kind."""
        return checks.identifier(self)

    def person_key(self) -> UUID | None:
        """Return the key of whose number it is."""
        return self.person.person_key()


class NameChange(Register):
    """That a person's name was changed, by which decision (Luật Hộ tịch: thay đổi, cải chính)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="name_changes", verbose_name=_("cá nhân"))
    name_before = NameField(_("họ tên trước"), max_length=120)
    name_after = models.CharField(_("họ tên sau"), max_length=120)
    changed_on = models.DateField(_("từ ngày"))
    decision = models.CharField(_("số quyết định, trích lục"), max_length=120)

    class Meta:
        verbose_name = _("thay đổi họ tên")

    class Registry:
        code = "masterdata.name-change"
        title = _("Thay đổi họ tên")
        icon = "writing"
        columns = "name_before name_after changed_on decision status"
        filters = "status"
        find_by = "name_before name_after"
        menu_order = 440

    def __str__(self) -> str:
        return f"{self.name_before} → {self.name_after}"

    def person_key(self) -> UUID | None:
        """Return the key of whose name it is."""
        return self.person.person_key()


class PersonKeys(models.Model):
    """The keys under which a person meets likely duplicates, as of a revision of the person's row. Made by a job."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="likeness_keys")
    revision = models.PositiveIntegerField()
    keys = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = _("khóa tìm người trùng")
        indexes: ClassVar = [GinIndex(fields=["keys"], name="masterdata_person_keys")]

    def __str__(self) -> str:
        return f"{self.person_id}: {len(self.keys)}"
