"""Follow-ups: a question that lacks something takes it from the one before (那居民的呢), or points at its answer (还有吗)."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from retrieval.question.model import Law, Question, Word
from retrieval.question.small_talk import without_small_talk
from retrieval.text.fold import fold
from retrieval.text.numerals import parse_number
from retrieval.text.pattern import lazy_pattern

#: What says that a question goes on with what was said before; and what it then begins with.
_BEGINS = lazy_pattern(r"那|还有|另外|然后|要是|如果|换成")
_FOLLOWS = lazy_pattern(
    r"^(?:那|还有|另外|然后|要是|如果|换成)|呢(?:\W|$)|它|上述|刚才|上面|前面说|这[一两二三几]?(?:个|项|些|条|份|笔|件|事|块|方面|类|种|里面)|该(?:项|计划|政策)|此外"
)
#: What an earlier word counts beside the words of the question itself; one whose place a new word takes; and in a
#: question that has a place and a topic of its own.
_INHERITED, _REPLACED = 0.5, 0.15
#: A question of a place with so much to say stands alone; one with a word that goes on with what was said (这项) needs
#: more; and so does one of no place.
_SOME, _ENOUGH, _MUCH = 0.5, 1.6, 4.0


class Pointer(StrEnum):
    """The part of the answer before that is wanted."""

    MORE = "more"  # the next passages
    CONTEXT = "context"  # what stands around the first passage
    QUOTE = "quote"  # one of the passages, whole
    ITEM = "item"  # one of the things listed, in detail


@dataclass(frozen=True)
class Reference:
    """A pointer at the answer before; ``number`` is the passage or the item meant, from 1 on."""

    pointer: Pointer
    number: int = 1


def complete(question: Question, previous: Question) -> Question:
    """Give a follow-up what it lacks of the question before; one with a place and a topic of its own needs nothing."""
    if question.says_nothing:
        return question
    if previous.words and all(word.place for word in question.words) and not question.numbers + question.laws:
        return _put_in(question, previous)
    follows = goes_on(question)
    laws = _laws(question, previous, follows)
    enough = _ENOUGH if follows else _SOME
    if (question.places or question.every) and says(question) >= enough and not _BEGINS.match(question.folded):
        return replace(question, laws=laws)
    return replace(
        question,
        laws=laws,
        words=(*question.words, *_inherited(question, previous)),
        places=question.places or (() if question.every else previous.places),
        years=question.years or previous.years,
        shapes=question.shapes or previous.shapes,
        earlier=(*previous.earlier, previous.folded),
    )


def says(question: Question) -> float:
    """How much a question says itself: the weights of its own words, the names of places left out."""
    return sum(word.weight for word in question.own_words if not word.place)


def goes_on(question: Question) -> bool:
    """Whether the words of a question say that it goes on with what was said before."""
    return bool(_FOLLOWS.search(question.folded))


def is_whole(question: Question) -> bool:
    """Whether a question says so much that it may have nothing to do with those before."""
    return not goes_on(question) and says(question) >= _MUCH


def _put_in(question: Question, previous: Question) -> Question:
    """The question before, of the place or the year that this one names and no more (那2025年呢, 大连呢)."""
    others = [place.name for place in previous.places if question.places or question.every]
    others += [str(year) for year in previous.years if question.years]
    folded = previous.folded
    for name in others:
        folded = folded.replace(name, " ")
    places = question.places or (() if question.every else previous.places)
    folded = f"{question.folded} {folded}"
    return replace(
        previous,
        text=question.text,
        folded=folded,
        words=(
            *question.words,
            *(word for word in previous.words if not (word.place and word.text in " ".join(others))),
        ),
        places=places,
        every=question.every or (previous.every and not places),
        years=question.years or previous.years,
        shapes=question.shapes or previous.shapes,
        earlier=(folded,),
    )


def _inherited(question: Question, previous: Question) -> list[Word]:
    """The earlier words that the question does not say itself; a place counts only where it names none."""
    have = {word.text for word in question.words}
    return [
        replace(word, weight=word.weight * _share(word, question), inherited=True)
        for word in previous.words
        if word.text not in have and not (word.place and question.places)
    ]


def _share(word: Word, question: Question) -> float:
    """What remains of an earlier word: little where a word of the question takes its place (职工 for 居民)."""
    return _REPLACED if any(_alike(word.text, other.text) for other in question.own_words) else _INHERITED


def _alike(one: str, other: str) -> bool:
    """Whether two words are of one kind: they end alike (二级, 三级; 企业职工, 居民职工)."""
    return len(one) > 1 and len(other) > 1 and one[-1] == other[-1] and one != other


def _laws(question: Question, previous: Question, follows: bool) -> tuple[Law, ...]:
    """The laws named; of 第七条呢 the law is that of the question before, and so it is where a follow-up names none."""
    if not previous.laws or any(law.typed for law in question.laws):
        return question.laws
    before = tuple(replace(law, provisions=question.provisions) for law in previous.laws[:1])
    return before if question.laws or follows else ()


_POLITE = r"(?:请|麻烦|再|给我|帮我|我想|想|要|让我){0,4}(?:看看|看一下|看下|看|给出|给|说|列出|显示|发)?(?:一下)?"
_QUOTE = lazy_pattern(
    rf"{_POLITE}(?:第(?P<number>[一二三四五六七八九十\d]{{1,2}})(?:条|个|段|份|处))?(?:的)?(?:原文|原话|全文|出处|引文)(?:是什么|呢|在哪|看看)?"
    rf"|{_POLITE}第(?P<bare>[一二三四五六七八九十\d]{{1,2}})(?:条|个|段|处)(?:呢|看看|是什么)?"
)
_CONTEXT = lazy_pattern(
    rf"{_POLITE}(?:它的|这条的|这句的)?(?:上下文|前后文|前后内容|上下段|前文后文)(?:是什么|呢|看看)?"
)
_MORE = lazy_pattern(
    rf"{_POLITE}(?:还有(?:吗|么|呢|没有|没|别的吗?|其他的?吗?|更多吗?)|更多|别的呢|其他的呢|下一条|继续|接着说)"
)

_ITEM = lazy_pattern(
    rf"(?:那|把)?{_POLITE}(?:其中|里面)?(?:的)?第(?P<number>[一二三四五六七八九十\d]{{1,2}})"
    r"(?:(?:项|点|步)(?:任务|措施|内容|条件|工作)?(?:的)?|(?:个|条|类)(?:任务|措施|内容|条件|工作)?(?:的)?(?=具体|详细|展开|细))"
    r"(?:具体|详细|展开|细){0,2}(?:的)?(?:内容|说明|情况)?(?:讲讲|说说|讲一下|说一下|介绍一下|介绍|讲|说|看看)?(?:是什么|是啥|有什么|有哪些|怎么做|呢|吧)?"
)
#: One of the things listed, as people type it.
_NUMBER = lazy_pattern(r"[1-9]\d?")


def read_reference(text: str) -> Reference | None:
    """Return what a question points at, or ``None`` where it asks something of its own."""
    folded = re.sub(r"[\s?!。,.~]+", "", fold(without_small_talk(text)))
    if match := _QUOTE.fullmatch(folded):
        number = match["number"] or match["bare"]
        return Reference(Pointer.QUOTE, int(parse_number(number)) if number else 1)
    if match := _ITEM.fullmatch(folded):
        return Reference(Pointer.ITEM, int(parse_number(match["number"])))
    if _CONTEXT.fullmatch(folded):
        return Reference(Pointer.CONTEXT)
    if _NUMBER.fullmatch(folded):
        return Reference(Pointer.ITEM, int(folded))
    return Reference(Pointer.MORE) if _MORE.fullmatch(folded) else None
