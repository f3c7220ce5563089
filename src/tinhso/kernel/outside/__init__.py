"""Outside systems: which vendor of each kind the province uses, since when, with which options."""
