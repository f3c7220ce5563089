"""People, legal entities, catalogues, and what is known of duplicates among people."""

from tinhso.government.masterdata.models.catalogues import (
    Catalogue,
    CatalogueEntry,
    CatalogueMapping,
    CatalogueVersion,
)
from tinhso.government.masterdata.models.duplicates import DuplicatePair, Verdict
from tinhso.government.masterdata.models.entities import EntityKind, LegalEntity
from tinhso.government.masterdata.models.people import (
    Household,
    HouseholdRole,
    IdentifierKind,
    NameChange,
    Person,
    PersonIdentifier,
    PersonKeys,
)

__all__ = [
    "Catalogue",
    "CatalogueEntry",
    "CatalogueMapping",
    "CatalogueVersion",
    "DuplicatePair",
    "EntityKind",
    "Household",
    "HouseholdRole",
    "IdentifierKind",
    "LegalEntity",
    "NameChange",
    "Person",
    "PersonIdentifier",
    "PersonKeys",
    "Verdict",
]
