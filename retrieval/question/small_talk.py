"""Small talk: greetings, thanks and the like are no question, and are answered with one kind line."""

from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category

from retrieval.errors import QuestionError
from retrieval.question.normalization import normalize
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern
from retrieval.text.words import read_lines

#: What tells nothing by itself: marks, emoji, blanks.
_MARKS = lazy_pattern(r"[\W_]+")
#: Emoji as some programs write them: [微笑], [强].
_NAMED_EMOJI = lazy_pattern(r"[\[【][\u4e00-\u9fff]{1,3}[\]】]")
#: What ends a phrase, and what begins it or names who is spoken to, without changing it: 好的呀, 谢谢老师, 那再见.
_PARTICLES = "啊呀哦呢吧啦哈嘛哟喽了嘞"
_FILLERS = lazy_pattern(r"(?:亲|那就|那|先生|老师|同志|小助手|助手|机器人|客服|大家|各位|朋友们?|[你您]们?)+")
_WISHES = lazy_pattern(
    r"[\u4e00-\u9fff]{0,4}(?:快乐|愉快)|祝(?:[你您]们?|大家)?(?:[\u4e00-\u9fff]{2,6}(?:安康|顺利|如意|进步)|[安好])"
)
#: The marks that part a greeting from the question that it goes with.
_PARTING = lazy_pattern(r"[，,。！!？?；;～~…\n]+")
#: A message of emoji alone is answered as this is: it says that somebody has read what was sent.
_AS_EMOJI = "好的"
#: The kind whose phrases are words of questions too (帮助，残疾人), so that none is taken from one.
_TELLING = "help"
#: Said to what holds no word: a message of marks alone, a question of nothing but asking words.
NOTHING_SAID = "没看懂要问什么。请写出要查的事，例如：南京2020年产业规模目标。"


@dataclass(frozen=True)
class _Phrase:
    """The kind of a phrase, and the line that answers it."""

    kind: str
    reply: str


def small_talk(text: str) -> str | None:
    """Return the line that answers a message of small talk alone; ``None`` where more is said.

    Raises ``QuestionError`` for what cannot be a question at all.
    """
    plain = _NAMED_EMOJI.sub("👌", text)
    if said := _MARKS.sub("", normalize(plain)):
        phrase = _read(said)
        return phrase.reply if phrase else None
    return _phrases()[_AS_EMOJI].reply if any(category(character) == "So" for character in plain) else NOTHING_SAID


def is_question(text: str) -> bool:
    """Whether a text may be asked: it says more than small talk, and can be read."""
    try:
        return small_talk(text) is None
    except QuestionError:
        return False


def without_small_talk(text: str) -> str:
    """The question of a message that begins or ends with small talk (谢谢，那大连呢); all of it where nothing else is said."""
    start, end = 0, len(text)
    for mark in _PARTING.finditer(text):
        if not _is_beside(text[start : mark.start()]):
            break
        start = mark.end()
    for mark in reversed(list(_PARTING.finditer(text, start))):
        behind = text[mark.end() : end].strip()
        if behind and not _is_beside(behind):
            break
        end = mark.end() if behind else end
    return text[start:end].strip(" ，,\n") or text


def _is_beside(part: str) -> bool:
    """Whether a part of a message is small talk, and so no part of the question beside it."""
    said = _MARKS.sub("", fold(part))
    phrase = _read(said) if said else None
    return bool(phrase and phrase.kind != _TELLING)


def _read(said: str) -> _Phrase | None:
    """The phrase that a text without marks is, or the last of several (好的，谢谢)."""
    if _WISHES.fullmatch(said):
        return _phrases()["谢谢"]
    phrases, found, place = _phrases(), None, 0
    while place < len(said):
        end = next(
            (end for end in range(min(len(said), place + _longest()), place, -1) if said[place:end] in phrases), 0
        )
        if end:
            found = phrases[said[place:end]]
            place = len(said) - len(said[end:].lstrip(_PARTICLES))
        elif filler := _FILLERS.match(said, place):
            place = filler.end()
        else:
            return None
    return found


@lru_cache(maxsize=1)
def _phrases() -> dict[str, _Phrase]:
    lines = [line.split("\t") for line in read_lines("small_talk.tsv")]
    return {phrase: _Phrase(kind, reply) for kind, reply, phrases in lines for phrase in phrases.split()}


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, _phrases()))
