"""Offices, notaries, properties, acts, notices; searches and preparations."""

from tinhso.government.notary.models.acts import Act, ActParty
from tinhso.government.notary.models.notices import Notice
from tinhso.government.notary.models.offices import Notary, Office
from tinhso.government.notary.models.properties import Property, PropertyKey
from tinhso.government.notary.models.searches import Preparation, Search

__all__ = ["Act", "ActParty", "Notary", "Notice", "Office", "Preparation", "Property", "PropertyKey", "Search"]
