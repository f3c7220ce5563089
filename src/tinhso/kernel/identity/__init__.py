"""People, accounts, sign-in, and roles held at a unit."""
