"""Titles of laws and how people shorten them: 个保法, 燃气条例, 信息公开条例."""

import re
from collections.abc import Iterable, Sequence

from retrieval.index.documents.entry import Entry
from retrieval.index.documents.versions import title_of
from retrieval.index.store import Index
from retrieval.text.pattern import lazy_pattern
from retrieval.text.regions import find_regions

#: The kinds of laws; a name ends in one of them.
GENRE = r"(?:法典|条例|办法|规定|细则|规则|解释|决定|决议|批复|章程|准则|措施|法)"
_GENRE = lazy_pattern(rf"{GENRE}$")
_STATE = "中华人民共和国"
_MARKS = lazy_pattern(r"[《》〈〉<>\"\s、]")
_CARRIED_OUT = lazy_pattern(r"^(?P<where>[^《]*?)实施《(?P<law>[^》]+)》(?P<genre>办法|细则|规定|条例)$")
#: A region that the gazetteer does not know, by the character that ends its name; 城市 and 市容 are words.
_UNKNOWN_REGION = lazy_pattern(
    r"^[\u4e00-\u9fff]{2,12}?(?:自治区|自治州|自治县|(?<!城)市(?![容场政民])|(?<!郡)县|旗)(?=.{3})"
)
_ISSUED = lazy_pattern(r"^[^《]{2,24}?关于")
#: Words of titles that tell no law from another, and are left out when people speak of one.
_GENERIC = frozenset(
    "管理 保护 促进 实施 若干 暂行 试行 的 关于 和 与 及 等 市 省 县 区 自治区 工作 监督 问题 具体 应用 法律 有关".split()
)
#: The courts as people call them at the head of their interpretations.
_COURT_NAMES = {"最高法": "最高人民法院", "最高院": "最高人民法院", "最高检": "最高人民检察院"}
_COURTS = lazy_pattern(r"^(?:最高法(?!院)|最高院|最高检(?!察))")
#: How well a name fits a title, best first: it is the title; the title without its region; the end of it; a short form;
#: some of its words.
TITLE, LOCAL, END, SHORT, WORDS = range(5)
#: A name of some of the words has at least so many characters before its genre.
_FEWEST = 4


def plain_name(name: str) -> str:
    """A folded name without marks, 中华人民共和国 and what it says of the version."""
    plain = _MARKS.sub("", re.sub(r"\([^()]*\)", "", name)).removeprefix(_STATE)
    plain = re.sub(r"的?司法解释$", "解释", plain)
    return _COURTS.sub(lambda match: _COURT_NAMES[match.group()], plain)


def _shapes(title: str) -> list[str]:
    shapes = [plain_name(title)]
    if carried := _CARRIED_OUT.match(title):
        shapes.append(plain_name(f"{carried['where']}{plain_name(carried['law'])}实施{carried['genre']}"))
        shapes.append(plain_name(f"{carried['where']}实施{plain_name(carried['law'])}{carried['genre']}"))
    return shapes


def _written(name: str) -> str:
    """The part of a plain name that every title which it fits holds each character of: a court is also written short."""
    court = next((court for court in _COURT_NAMES.values() if name.startswith(court)), "")
    return name.removeprefix(court) or name


def fitting(name: str, index: Index) -> list[Entry]:
    """The laws that a folded name can mean, all that it fits best; none where it fits none."""
    name = plain_name(name)
    if not name:
        return []
    titles = [
        (title, entry)
        for entry in index.catalogue.laws_with(_written(name))
        for title in _shapes(title_of(entry))
        if name[-1] == title[-1] and name[0] in title and len(name) <= len(title)
    ]
    # A title is only cut into words where the name is the end of none: hundreds of cities have a law of one name.
    return _best((_rank(name, title), entry) for title, entry in titles) or _best(
        (_rank_of_words(name, title, index), entry) for title, entry in titles
    )


def _best(ranked: Iterable[tuple[int | None, Entry]]) -> list[Entry]:
    """The documents of the best rank."""
    found: dict[str, tuple[int, Entry]] = {}
    for rank, entry in ranked:
        if rank is not None and rank < found.get(entry.id, (WORDS + 1, entry))[0]:
            found[entry.id] = (rank, entry)
    best = min((rank for rank, _ in found.values()), default=None)
    return [entry for rank, entry in found.values() if rank == best]


def _rank(name: str, title: str) -> int | None:
    """How a name fits a title of which it is all or the end."""
    if name == title:
        return TITLE
    genre = _genre(title)
    if not title.endswith(name) or len(name) <= len(genre):
        return None
    if name == _without_region(title):
        return LOCAL
    if not genre.startswith("法") and _tells(name, genre):
        return END  # 保险法 is not the end of 社会保险法, but a law of its own
    return None


def _rank_of_words(name: str, title: str, index: Index) -> int | None:
    """How a name fits a title of whose words it is made."""
    genre = _genre(title)
    if not name.endswith(genre) or len(name) <= len(genre):
        return None
    plain = _without_region(title)
    return min(filter(None, (_short_rank(name, genre, text, plain, index) for text in (title, plain))), default=None)


def _genre(title: str) -> str:
    return found.group() if (found := _GENRE.search(title)) else ""


def _short_rank(name: str, genre: str, title: str, plain: str, index: Index) -> int | None:
    words = [*_words(title.removesuffix(genre), index), genre]
    left_out = _left_out(name, words)
    if left_out is None:
        return None
    subject = name.removesuffix(genre)
    if _is_short(subject, genre, words, left_out, plain):
        return SHORT
    return WORDS if not genre.startswith("法") and _is_of_words(subject, words) else None


def _without_region(title: str) -> str:
    """A title without the issuer or the region that it opens with."""
    plain = _ISSUED.sub("", title)
    while plain and (mention := next((m for m in find_regions(plain) if m.start == 0), None)):
        plain = plain[mention.end :]
    return _UNKNOWN_REGION.sub("", plain) or title if plain == title else plain or title


def _words(text: str, index: Index) -> list[str]:
    """The words of a title, compounds taken apart: people shorten each word of 数据安全."""
    return [part for word in index.cut(text) for part in (index.cut(word, whole=False) if len(word) > 3 else [word])]


def _tells(name: str, genre: str) -> bool:
    return name.removesuffix(genre) not in _GENERIC and len(name) - len(genre) > 1


def _left_out(name: str, words: Sequence[str]) -> list[str] | None:
    """The words of a title of which a name has nothing; ``None`` where it is not made of the beginnings of its words."""
    left_out, place = list[str](), 0
    for word in words:
        held = next((length for length in range(len(word), 0, -1) if name.startswith(word[:length], place)), 0)
        place += held
        if not held:
            left_out.append(word)
    return left_out if place == len(name) else None


def _is_short(subject: str, genre: str, words: Sequence[str], left_out: Sequence[str], plain: str) -> bool:
    """Whether people would leave these words out: what tells little, and of initials (个保法) one more; of 条例 and the
    like all but the subject."""
    telling = [word for word in left_out if word not in _GENERIC and not find_regions(word) and word not in _STATE]
    if len(subject) < 2:
        return False
    if not telling:
        return True
    if genre.startswith("法"):
        initials = not any(len(word) > 1 and word in subject for word in words)
        return initials and len(telling) == 1
    return plain[:2] in subject


def _is_of_words(subject: str, words: Sequence[str]) -> bool:
    """Whether a name is made of whole words of a title: 枪支弹药解释."""
    rest = subject
    for word in words:
        rest = rest.removeprefix(word)
    return not rest and len(subject) >= _FEWEST
