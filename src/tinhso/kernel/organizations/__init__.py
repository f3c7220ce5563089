"""Units, their identifiers and tiers, with validity and succession."""
