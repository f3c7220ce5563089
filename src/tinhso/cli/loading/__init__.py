"""Loading a data pack: areas, units, procedures, roles, accounts of the demonstration."""
