"""Keys, clock, errors, base models and the registry of modules: what the rooms of the kernel share."""
