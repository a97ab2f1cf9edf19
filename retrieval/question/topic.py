"""The topic of a question: its words, how much each tells, and how documents may say it."""

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from retrieval.index.store import Index, WordInfo
from retrieval.question.model import Kind, Term, Want
from retrieval.question.synonyms import synonyms
from retrieval.question.words import clauses_with, cut_words
from retrieval.text.numerals import find_quantities
from retrieval.text.pattern import lazy_pattern
from retrieval.text.words import read_words

_RUN = lazy_pattern(r"[\u3007\u3400-\u9fff]+|[a-z0-9]+(?:[.+\-/&][a-z0-9]+)*")
_EXCEPTED = lazy_pattern(r"除了?[^,。?]{2,12}?(?:之外|以外|外|,)")
#: Phrases that ask and tell nothing of the topic, removed before the topic is cut into words.
_ASKING = lazy_pattern(
    r"请问|麻烦|帮我|查(?:一下|下|查)?|告诉我|我想(?:知道|问|了解|问问)|想(?:知道|问|了解)|了解一下|问一下|(?:这|那)?[一二两三几]?件事|你(?:好|们|这里|知道)?|咱们?|我们?|他们|大概|大约|目前|现在|到底|究竟|具体|所在(?:地|区域|区|位置)|[家个人台项]数(?!据|字)|数量|种类|品类|类别|玩法|做法|搞法|一共|总共|总体上|"
    r"(?:有)?多少(?:个|家|项|名|人|台|钱|亿元?|万元?|位|套|条|种|年|元|次)?|(?:哪|几|那)(?:几|一)?(?:个|些|家|项|名|位|种|类|方面|样|条|份|所|座|款|处|块|片|年|天)+|哪里|哪儿|哪|"
    r"什么(?:样的?|时候|地方|东西|叫)?|怎么(?:样|办|做|弄|搞)?|怎样|如何|为什么|为啥|干(?:嘛|啥|什么)|做什么|有什么用|啥时候|啥|谁|几(?:个|家|项|名|人|台|套|条|所|座|种|成|处|件|次|位|支|篇|年|号|月|日|天)|多大|多高|多久|多长|多长时间|"
    r"是否|有没有|可不可以|(?P<verb>[\u4e00-\u9fff])[不没](?=(?P=verb))|应该|可以|能够|需要|打算|准备|计划(?=搞|要|到|在|怎|培|建|引|实|推|形|打|把|对|给|用|做|发)|想要?|希望|要求|分别|各自?|"
    r"关系|(?:定得|来说|方面的|之类|相关的|有关的|里面|这方面|这块|这个|那个|这种|那种|之间|一些|一下)|了(?!解)(?:一?个)?|(?:叫)(?=\s|$)|名字|名称|[吗呢吧啊呀哦嘛哈啦么]+"
)
#: Of those, the ones that a kind of thing follows: 哪个园区, 什么平台.
_KIND_FOLLOWS = lazy_pattern(r"[哪啥]|那(?!.*[年天]$)|什么")
#: What the word for the kind counts beside the words of the topic.
_KIND_WORD, _VAGUE = 0.35, 0.15
#: A name in quotation marks is looked for as it stands, and tells so much.
_QUOTED = lazy_pattern(r'"(?P<name>[^"]{2,14})"')
_NAMED = 0.9
#: The 的 behind a verb that says of which kind stands within so many words.
_LED = 5
_NUMERALS, _ORDERED = "〇一二三四五六七八九", "类级期号代等档批"
#: Words that stand in any question or any document and so tell nothing.
_STOP = read_words("stopwords.txt")
#: Words that ask who is responsible: they say what is wanted, not of what.
_ROLE_WORDS = read_words("role_words.txt")
#: Words that ask for a sum of money: they too say what is wanted, not for what.
_SUM_WORDS = frozenset(["金额", "额度", "数额", "总额", "费用", "标准", "万元", "亿元"])
_WANT_WORDS = {Kind.DUTY: _ROLE_WORDS, Kind.MONEY: _SUM_WORDS, Kind.TIME: frozenset(["时间", "日期"])}
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
#: A word that no document holds tells no more than this: it may be small talk as well as the point.
_UNHEARD = 0.75
#: ln(1 / p) of a word in general Chinese at which it tells all it can, and nothing.
_RARE, _COMMON = 13.0, 5.0


def without_exceptions(folded: str) -> str:
    """Return a folded question with what is excepted (除了基金, 还有…) blanked out, the same length."""
    return _EXCEPTED.sub(lambda match: " " * len(match.group()), folded)


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
    found: dict[str, Term] = {}
    for quoted in _QUOTED.finditer(plain):
        found[quoted["name"]] = Term(quoted["name"], _NAMED, noun=True)
    plain = _without_quantities(_QUOTED.sub(lambda match: " " * len(match.group()), plain))
    idle = _STOP | _WANT_WORDS.get(want.kind, frozenset())
    asked = False
    for run in _RUN.finditer(plain):
        words = cut_words(run.group(), idle, index) if run.group()[0] > "\u3000" else [run.group()]
        known = index.words(words)
        kinds = _kinds(words, known) if asked or plain[: run.start()].rstrip(" ").endswith("?") else []
        for place, word in enumerate(words):
            if word in found or (word in idle and not (word in kinds and len(word) > 1)):
                continue
            found[word] = term = _term(word, known.get(word), index)
            if word in kinds:
                found[word] = replace(term, weight=term.weight * _KIND_WORD, names_kind=True)
                if term.weight < _VAGUE:
                    kinds = words[: place + 2]  # 哪些人工智能产业: the first word tells too little of the kind
        asked = bool(kinds) and not run.group()[0] > "\u3000"  # 哪一项AI示范: the kind comes after the Latin word
    return tuple(found.values())


def _kinds(words: list[str], known: dict[str, WordInfo]) -> list[str]:
    """The word that names the kind of thing asked for: the first, or the one that a verb with 的 leads to (哪些能抵押的办法)."""
    info = known.get(words[0])
    led = words.index("的") if info and info.tag.startswith("v") and "的" in words[1:_LED] else -1
    return words[led + 1 : led + 2]


def _without_quantities(plain: str) -> str:
    """Numbers with their units are compared by value (``Question.quantities``), not as words."""
    for quantity in find_quantities(plain):
        plain = plain[: quantity.start] + " " * (quantity.end - quantity.start) + plain[quantity.end :]
    return plain


def _term(word: str, info: WordInfo | None, index: Index) -> Term:
    rarity = math.log(index.lexicon_total / info.frequency) if info and info.frequency else _RARE
    tells = min(1.0, max(0.1, (rarity - _COMMON) / (_RARE - _COMMON)))
    tag = info.tag[:1] if info else "n" if word.isascii() else "x"
    if info and info.tag == "vn":
        tag = "b"
    others = tuple(dict.fromkeys((*synonyms(word), *_variants(word))))
    weight = (
        tells
        * _TAG_WEIGHT.get(tag, 0.6)
        * (0.4 if len(word) == 1 and not others else 1.0)
        * _specific((word, *others), index)
    )
    return Term(word, weight, others, tag in "njx", held=clauses_with(word, index) > 0)


def _variants(word: str) -> Iterator[str]:
    """Other ways to write a word: a synonym for one half of four characters, digits for a numeral (一类, 1类)."""
    if len(word) == 4:
        yield from (other + word[2:] for other in synonyms(word[:2]) if len(other) == 2)
        yield from (word[:2] + other for other in synonyms(word[2:]) if len(other) == 2)
    if word[0] in _NUMERALS and len(word) > 1 and word[1] in _ORDERED:
        yield f"{_NUMERALS.index(word[0])}{word[1:]}"


def _specific(words: tuple[str, ...], index: Index) -> float:
    """1 for a word that, with its synonyms, no clause holds, towards 0 for one that stands in every clause of the index."""
    clauses = max(1, index.clause_count)
    most = max(clauses_with(word, index) for word in words)
    return max(0.1, math.log((clauses + 1) / max(1, most)) / math.log(clauses + 1))
