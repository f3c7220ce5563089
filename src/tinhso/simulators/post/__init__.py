"""A stand-in of a postal service: prices, parcels, signed messages at every mark of the way."""
