"""What the API of registers takes and gives."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field


class RegisterOut(Schema):
    """A register."""

    code: str
    title: str
    published: bool


class RegisterSchema(RegisterOut):
    """A register whole: ``record`` is the JSON Schema of ``values``."""

    record: dict[str, Any]
    filters: list[str]
    rights: list[str]


class RecordOut(Schema):
    """A record. Personal values are null unless they were asked for with a purpose."""

    id: UUID
    status: str
    revision: int
    updated_at: datetime
    unit: str
    name: str
    values: dict[str, Any]


class RecordPage(Schema):
    """A page; ``next`` is the cursor of the next one, empty at the end."""

    items: list[RecordOut]
    next: str


class RecordIn(Schema):
    """A record to be added: values by field."""

    model_config = ConfigDict(extra="forbid")
    values: dict[str, Any]


class ChangeIn(RecordIn):
    """A change; ``revision`` is that at which the record was read."""

    revision: int = Field(ge=1, le=2_147_483_647)
    reason: str = Field("", max_length=300)


class EndIn(Schema):
    """The end of a record."""

    model_config = ConfigDict(extra="forbid")
    revision: int = Field(ge=1, le=2_147_483_647)
    reason: str = Field(max_length=300)


class ChangeOut(Schema):
    """A field that changed, as people read it."""

    field: str
    before: str | None
    after: str


class VersionOut(Schema):
    """A version of a record."""

    revision: int
    at: datetime
    by: str
    reason: str
    changes: list[ChangeOut]
