"""Normalize the text of a question: folded characters, no marks around it, no breaks and blanks inside words."""

from retrieval.errors import QuestionError
from retrieval.text.fold import fold
from retrieval.text.numerals import parse_number
from retrieval.text.pattern import lazy_pattern
from retrieval.text.sounds import common_shapes

#: A longer text is no question but a pasted document.
MAX_LENGTH = 500
_CHINESE_YEAR = lazy_pattern(r"[一二][〇零一二三四五六七八九]{3}(?=年|[^一二三四五六七八九十百千万亿]|$)")
#: Marks without width, and line breaks, which part nothing in Chinese.
_UNSEEN = lazy_pattern(r"[\u200b-\u200d\u2060\ufeff]|[ \t]*[\r\n]+[ \t]*")
#: A link that was pasted beside a question: nothing is fetched from it.
_ADDRESS = lazy_pattern(r"https?://[!-~]+")
_SPACES = lazy_pattern(r"\s+")
#: Blanks inside a number (20 25 年, 200 万), and between characters typed one by one (产 业 规 模).
_IN_NUMBER = lazy_pattern(r"(?<=\d) (?=[年月日万亿元%])|(?<=\d) (?=\d{1,3} ?[年月日])")
_APART = lazy_pattern(r"(?<!\S)[\u4e00-\u9fff](?: [\u4e00-\u9fff])+(?!\S)")

#: A blank beside a character that stands alone, or between two letters that do: they are parts of a word (大 连, A I).
_BROKEN = lazy_pattern(
    r"(?<![^ ])([\u4e00-\u9fff]) (?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff](?:[ ?]|$))"
    r"|(?<![a-z])([a-z]) (?=[a-z](?![a-z]))"
)


def normalize(text: str) -> str:
    """Return the text of a question as it is read: width, case, marks and traditional characters folded; a blank is kept
    where it parts keywords. Raises ``QuestionError`` when it cannot be a question: too long, or broken characters."""
    text = _ADDRESS.sub(" ", text)
    if len(text) > MAX_LENGTH:
        raise QuestionError(f"问题太长：{len(text)} 个字。请缩短到 {MAX_LENGTH} 字以内。")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise QuestionError("问题里有残缺的字符。请重新输入。") from error
    folded = common_shapes(fold(_UNSEEN.sub("", text)))
    folded = _SPACES.sub(" ", "".join(char if char.isprintable() else " " for char in folded)).strip(" ,;。")
    folded = _IN_NUMBER.sub("", _unquoted(folded))
    folded = _APART.sub(lambda match: match.group().replace(" ", ""), folded)
    folded = _BROKEN.sub(lambda match: match.group().strip(), folded)
    return _CHINESE_YEAR.sub(lambda match: str(parse_number(match.group())), folded)


def _unquoted(folded: str) -> str:
    """The text without a pair of quotation marks around all of it."""
    inside = folded[1:-1]
    return inside.strip() if len(folded) > 2 and folded[0] == folded[-1] == '"' and '"' not in inside else folded
