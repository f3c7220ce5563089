"""The kit's screens, one set of addresses for every register."""
