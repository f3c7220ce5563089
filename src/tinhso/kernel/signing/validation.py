"""Validating the signatures of any PDF."""

from tinhso.kernel.signing.reports import SignatureReport


def validate(pdf: bytes) -> list[SignatureReport]:
    """Return a report for each signature, in the order of signing; raise ``Invalid`` when it is no readable PDF."""
    # Loaded when the first PDF is checked: the libraries take as long to load as all of Django.
    from tinhso.kernel.signing.inspection import inspect

    return inspect(pdf)
