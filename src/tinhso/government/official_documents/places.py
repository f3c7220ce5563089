"""The lists of documents whose views people may keep."""

from tinhso.government.official_documents import permissions
from tinhso.kernel.search.places import Place, declare

INCOMING = declare(Place("official_documents.incoming", "official_documents:incoming-list", permissions.WORK))
OUTGOING = declare(Place("official_documents.outgoing", "official_documents:outgoing-list", permissions.WORK))
