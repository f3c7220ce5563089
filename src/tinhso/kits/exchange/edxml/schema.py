"""The schema of messages, made after the structure of QCVN 102:2016/BTTTT (``data/edxml.xsd``)."""

from functools import cache
from pathlib import Path

from lxml import etree

from tinhso.kits.exchange.edxml.refusals import AgainstSchema

FILE = Path(__file__).parent / "data" / "edxml.xsd"


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(FILE)))


def check(tree: etree._Element) -> None:
    """Raise ``AgainstSchema`` with what is wrong, and in which line."""
    try:
        _schema().assertValid(tree)
    except etree.DocumentInvalid as error:
        raise AgainstSchema(str(error).replace("{http://www.mic.gov.vn/TBT/QCVN_102_2016}", "")) from error
