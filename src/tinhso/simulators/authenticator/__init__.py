"""A stand-in of the officials' telephones: shows the codes that an authenticator application would show.

Only for demonstration and tests: it reads the secrets that the demonstration's accounts were made with.
"""
