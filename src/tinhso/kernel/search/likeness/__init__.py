"""Whether two records tell of one person: candidates by keys that the database can look up, and a score with reasons.

It lies in the kernel because registers of every floor ask it: the index of people, imports, forms that warn before a
second record is made. It has no tables: whoever keeps people keeps ``keys_of`` in an array column with a GIN index.
"""

from tinhso.kernel.search.likeness.features import Features, features
from tinhso.kernel.search.likeness.keys import Kind, keys_of, kind_of
from tinhso.kernel.search.likeness.score import ALIKE, SURE, Likeness, Reason, compare

__all__ = [
    "ALIKE",
    "SURE",
    "Features",
    "Kind",
    "Likeness",
    "Reason",
    "compare",
    "features",
    "keys_of",
    "kind_of",
]
