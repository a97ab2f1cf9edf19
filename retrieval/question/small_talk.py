"""Small talk: greetings, thanks and the like are no question, and are answered with one kind line."""

from functools import lru_cache
from unicodedata import category

from retrieval.question.normalization import normalize
from retrieval.text.pattern import lazy_pattern
from retrieval.text.words import read_lines

#: What tells nothing by itself: marks, emoji, blanks.
_MARKS = lazy_pattern(r"[\W_]+")
#: Particles that end a phrase without changing it: 好的呀, 你好啊.
_PARTICLES = "啊呀哦呢吧啦哈嘛哟喽"
#: A message of emoji alone is answered as this is: it says that somebody has read what was sent.
_AS_EMOJI = "好的"
#: Said to what holds no word: a message of marks alone, a question of nothing but asking words.
NOTHING_SAID = "没看懂要问什么。请写出要查的事，例如：南京2020年产业规模目标。"


def small_talk(text: str) -> str | None:
    """Return the line that answers a message of small talk alone; ``None`` where more is said.

    Raises ``QuestionError`` for what cannot be a question at all.
    """
    said = _MARKS.sub("", normalize(text))
    if said:
        return _reply(said)
    return _reply(_AS_EMOJI) if any(category(character) == "So" for character in text) else NOTHING_SAID


def _reply(part: str) -> str | None:
    """The line that answers one phrase, or several (好的，谢谢): the last one's."""
    phrases = _phrases()
    reply: str | None = None
    while part:
        end = next((end for end in range(min(len(part), _longest()), 0, -1) if part[:end] in phrases), 0)
        if not end:
            return None
        reply = phrases[part[:end]]
        part = part[end:].lstrip(_PARTICLES)
    return reply


@lru_cache(maxsize=1)
def _phrases() -> dict[str, str]:
    lines = [line.split("\t") for line in read_lines("small_talk.tsv")]
    return {phrase: reply for reply, phrases in lines for phrase in phrases.split()}


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, _phrases()))
