"""Near copies: the same notice as three sites have it is one document with several places."""

import re
from array import array
from collections.abc import Mapping, Sequence
from zlib import crc32

from retrieval.clause.model import Clause
from retrieval.index.documents.entry import Entry
from retrieval.index.documents.versions import title_of
from retrieval.text.fold import fold

#: Two texts are the same when no more than one in so many of their stretches is in one alone: sites differ in spaces,
#: marks and what they add.
_OTHER = 20


def sketch(clauses: Sequence[Clause]) -> bytes:
    """The sketch by which texts are compared: a checksum of the letters and digits of each stretch between marks, in order of size.

    Sites break lines in other places, and what they add is joined with what stands beside it.
    """
    stretches = (stretch for clause in clauses for stretch in re.split(r"[。;:!?\n]", clause.folded))
    letters = {re.sub(r"[\W_]+", "", stretch) for stretch in stretches}
    return array("I", sorted(crc32(text.encode()) for text in letters if text)).tobytes()


def likeness_of(entry: Entry) -> str:
    """The key that copies have in common; with another number, date or status it is another version. Empty without a title."""
    record = entry.record
    if not record.title:
        return ""
    number = fold(record.number.value) if record.number else ""
    return "\n".join((title_of(entry), number, record.iso_date or "", record.status or ""))


def find_copies(sketches: Mapping[str, bytes]) -> dict[str, str]:
    """For each copy among alike documents (their sketches, by id), the one that stands for it: the first of them."""
    originals: list[tuple[str, frozenset[int]]] = []
    holders: dict[int, list[int]] = {}
    copies: dict[str, str] = {}
    for name, held in sketches.items():
        numbers = array("I", held)
        mine = frozenset(numbers)
        # Two that share 19 of 20 share one of their smallest twentieth and one more: no others need be compared.
        telling = numbers[: len(numbers) // _OTHER + 1]
        near = sorted({place for number in telling for place in holders.get(number, ())})
        original = next((originals[place][0] for place in near if _same(originals[place][1], mine)), None)
        if original is not None:
            copies[name] = original
            continue
        for number in telling:
            holders.setdefault(number, []).append(len(originals))
        originals.append((name, mine))
    return copies


def _same(mine: frozenset[int], theirs: frozenset[int]) -> bool:
    return _OTHER * len(mine ^ theirs) <= len(mine | theirs)
