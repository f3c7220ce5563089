"""The building kits: business-neutral machines."""
