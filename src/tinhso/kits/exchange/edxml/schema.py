"""The schema of messages, made after the structure of QCVN 102:2016/BTTTT (``data/edxml.xsd``)."""

from pathlib import Path

from lxml import etree

from tinhso.kits.exchange.edxml.refusals import AgainstSchema

FILE = Path(__file__).parent / "data" / "edxml.xsd"


# Made at import, in one thread: libxml2 makes the types of all schemas with the first one, and threads that do so at
# the same moment get "not valid XML Schema", or end the process.
_SCHEMA = etree.XMLSchema(etree.parse(str(FILE)))


def check(tree: etree._Element) -> None:
    """Raise ``AgainstSchema`` with what is wrong, and in which line."""
    try:
        _SCHEMA.assertValid(tree)
    except etree.DocumentInvalid as error:
        raise AgainstSchema(str(error).replace("{http://www.mic.gov.vn/TBT/QCVN_102_2016}", "")) from error
