"""The verbs of master data, beside those that the registers' kit gives."""
