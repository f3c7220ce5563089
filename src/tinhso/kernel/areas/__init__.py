"""Administrative areas with validity and succession."""
