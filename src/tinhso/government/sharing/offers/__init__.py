"""The services: of dossiers and procedures, of catalogues, of people and legal entities."""

from tinhso.government.sharing.offers import catalogues, people, procedures

__all__ = ["catalogues", "people", "procedures"]
