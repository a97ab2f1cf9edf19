"""The topic of a question: its words, how much each tells, and how documents may say it."""

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from retrieval.index.store import TEXT, Index, WordInfo
from retrieval.question.model import Kind, Term, Want
from retrieval.question.synonyms import is_key, synonyms
from retrieval.text.numerals import find_quantities
from retrieval.text.words import read_words

_RUN = re.compile(r"[\u3007\u3400-\u9fff]+|[a-z0-9]+(?:[.+\-/&][a-z0-9]+)*")
#: Phrases that ask and tell nothing of the topic, removed before the topic is cut into words.
_ASKING = re.compile(
    r"请问|麻烦|帮我|查(?:一下|下|查)?|告诉我|我想(?:知道|问|了解|问问)|想(?:知道|问|了解)|了解一下|问一下|你(?:好|们|这里|知道)?|咱们?|我们?|他们|大概|大约|目前|现在|到底|究竟|具体|所在(?:地|区域|区|位置)|[家个人台项]数(?!据|字)|数量|种类|品类|类别|玩法|做法|搞法|一共|总共|总体上|"
    r"(?:有)?多少(?:个|家|项|名|人|台|钱|亿元?|万元?|位|套|条|种|年|元|次)?|(?:哪|几|那)(?:几)?(?:个|些|家|项|名|位|种|类|方面|样|条|份|所|座|款|处|块|片|年|天)+|哪里|哪儿|哪|"
    r"什么(?:样|时候|地方|东西|叫)?|怎么(?:样|办|做|弄|搞)?|怎样|如何|为什么|为啥|干(?:嘛|啥|什么)|做什么|有什么用|啥时候|啥|谁|几(?:个|家|项|名|人|台|套|条|所|座|种|成|处|件|次|位|支|篇|年)|多大|多高|多久|多长|多长时间|"
    r"是不是|是否|有没有|会不会|能不能|可不可以|要不要|补不补|应该|可以|能够|需要|打算|准备|计划(?=搞|要|到|在|怎|培|建|引|实|推|形|打|把|对|给|用|做|发)|想要?|希望|要求|分别|各自?|"
    r"关系|(?:定得|来说|方面的|之类|相关的|有关的|里面|这方面|这块|这个|那个|这种|那种|之间|一些|一下)|了(?!解)(?:一?个)?|(?:叫)(?=\s|$)|名字|名称|[吗呢吧啊呀哦嘛哈啦么]+"
)
#: Of those, the ones that a kind of thing follows: 哪个园区, 什么平台.
_KIND_FOLLOWS = re.compile(r"[哪那啥]|什么")
#: What the word for the kind counts beside the words of the topic.
_KIND_WORD = 0.35
#: Two words are one where the documents write them together in this share of the clauses that hold the longer one.
_TOGETHER, _OFTEN = 0.5, 6
_NUMERALS, _ORDERED = "〇一二三四五六七八九", "类级期号代等档批"
#: Words that stand in any question or any document and so tell nothing.
_STOP = read_words("stopwords.txt")
#: Words that ask who is responsible: they say what is wanted, not of what.
_ROLE_WORDS = read_words("role_words.txt")
#: Part-of-speech tags by how much a word of theirs tells: nouns name the subject, verbs are exchanged freely.
_TAG_WEIGHT = {
    "n": 1.0,
    "v": 0.55,
    "a": 0.5,
    "j": 1.0,
    "i": 0.8,
    "l": 0.8,
    "b": 0.7,
    "s": 0.7,
    "t": 0.5,
    "e": 1.0,
    "m": 0.3,
    "q": 0.2,
    "d": 0.2,
    "r": 0.1,
    "p": 0.1,
    "c": 0.1,
    "u": 0.1,
    "y": 0.1,
    "f": 0.3,
    "z": 0.4,
    "x": 0.8,
}
#: ln(1 / p) of a word in general Chinese at which it tells all it can, and nothing.
_RARE, _COMMON = 13.0, 5.0


def without_asking(folded: str) -> str:
    """Return a folded question with the phrases that only ask blanked out, the same length.

    A word that asks for a thing of a kind (哪个, 什么, 几家) ends in the mark ``?``: what follows it
    names the kind, not the topic.
    """
    return _ASKING.sub(_blank, folded)


def _blank(match: re.Match[str]) -> str:
    end = "?" if _KIND_FOLLOWS.search(match.group()) else " "
    return " " * (len(match.group()) - 1) + end


def read_terms(plain: str, want: Want, index: Index) -> tuple[Term, ...]:
    """Return the terms of ``plain`` (see ``without_asking``; regions and years blanked out too), first first."""
    plain = _without_quantities(plain)
    pieces: list[str] = []
    kinds: set[str] = set()
    for run in _RUN.finditer(plain):
        words = list(_merge(list(_cut(run.group(), index)) if run.group()[0] > "\u3000" else [run.group()]))
        if plain[: run.start()].rstrip(" ").endswith("?"):
            kinds.add(words[0])
        pieces.extend(words)
    known = index.words(pieces)
    idle = _STOP | _ROLE_WORDS if want.kind is Kind.DUTY else _STOP
    found: dict[str, Term] = {}
    for word in _compounds(pieces, known, idle, index):
        if word not in idle and word not in found:
            term = _term(word, known.get(word), index)
            found[word] = replace(term, weight=term.weight * _KIND_WORD, names_kind=True) if word in kinds else term
    return tuple(found.values())


def _cut(run: str, index: Index) -> Iterator[str]:
    """Cut into words; a compound that no document holds and no synonym stands for comes apart (银行贷款)."""
    for word in index.cut(run):
        if len(word) < 4 or is_key(word) or index.postings(TEXT, [word]):
            yield word
        else:
            yield from index.cut(word, whole=False)


def _without_quantities(plain: str) -> str:
    """Numbers with their units are compared by value (``Question.quantities``), not as words."""
    for quantity in find_quantities(plain):
        plain = plain[: quantity.start] + " " * (quantity.end - quantity.start) + plain[quantity.end :]
    return plain


def _merge(words: list[str]) -> Iterator[str]:
    """Join neighbouring words that are one word of the synonym table: 小 + 公司."""
    place = 0
    while place < len(words):
        for end in range(min(len(words), place + 4), place + 1, -1):
            joined = "".join(words[place:end])
            if is_key(joined):
                yield joined
                place = end
                break
        else:
            yield words[place]
            place += 1


def _compounds(words: list[str], known: dict[str, WordInfo], idle: frozenset[str], index: Index) -> Iterator[str]:
    """Join a word and a single character beside it that the dictionary knows apart only: 算力 + 券, 换 + 电站.

    Two nouns make one, and so do two words that the documents keep writing side by side.
    """
    place = 0
    while place < len(words):
        word, after = words[place], words[place + 1] if place + 1 < len(words) else ""
        if after and min(len(word), len(after)) == 1 and not {word, after} & idle and _belong(word, after, known, index):
            yield word + after
            place += 2
        else:
            yield word
            place += 1


def _belong(word: str, after: str, known: dict[str, WordInfo], index: Index) -> bool:
    if len(after) == 1 and len(word) > 1 and _is_noun(known.get(word)) and _is_noun(known.get(after)):
        return True
    seam, whole = word[-1] + after[0], word if len(word) > 1 else after
    held = index.postings(TEXT, [seam, whole])
    return len(whole) > 1 and seam in held and len(held[seam][0]) >= _TOGETHER * max(_OFTEN, len(held[whole][0]) if whole in held else 0)


def _is_noun(info: WordInfo | None) -> bool:
    return info is not None and info.tag[:1] == "n"


def _term(word: str, info: WordInfo | None, index: Index) -> Term:
    rarity = math.log(index.lexicon_total / info.frequency) if info and info.frequency else _RARE
    tells = min(1.0, max(0.1, (rarity - _COMMON) / (_RARE - _COMMON)))
    tag = info.tag[:1] if info else "n" if word.isascii() else "x"
    if info and info.tag == "vn":
        tag = "b"
    others = tuple(dict.fromkeys((*synonyms(word), *_variants(word))))
    weight = tells * _TAG_WEIGHT.get(tag, 0.6) * (0.4 if len(word) == 1 else 1.0) * _specific((word, *others), index)
    return Term(word, weight, others, tag in "njx")


def _variants(word: str) -> Iterator[str]:
    """Other ways to write a word: a synonym for one half of four characters, digits for a numeral (一类, 1类)."""
    if len(word) == 4:
        yield from (other + word[2:] for other in synonyms(word[:2]) if len(other) == 2)
        yield from (word[:2] + other for other in synonyms(word[2:]) if len(other) == 2)
    if word[0] in _NUMERALS and len(word) > 1 and word[1] in _ORDERED:
        yield f"{_NUMERALS.index(word[0])}{word[1:]}"


def _specific(words: tuple[str, ...], index: Index) -> float:
    """1 for a word that no clause holds, towards 0 for one that stands in every clause of the index."""
    clauses = max(1, index.clause_count)
    most = max((len(found[0]) for found in index.postings(TEXT, words).values()), default=0)
    return max(0.1, math.log((clauses + 1) / max(1, most)) / math.log(clauses + 1))
