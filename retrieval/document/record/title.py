"""The title of a document: the run of lines that looks most like one, by a sum of soft signs.

Of a covering notice (关于印发《X》的通知) the title is X; the notice is kept as another name.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from retrieval.document.model import Field
from retrieval.document.record.bodies import find_bodies, trailing_bodies
from retrieval.document.record.labels import Labels
from retrieval.document.record.line import DAY, Kind, Line, Window, read_span, window
from retrieval.lexicon import any_of
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

#: A title has no more lines, and so many characters.
_LINES, _LEAST, _MOST = 6, 4, 200
#: With what stands before and behind it, it can be longer.
_READ = 2 * _MOST
#: Under this score no title is known.
_ENOUGH = 0.5
_GENRE = lazy_pattern(
    rf"(?:{any_of('genres')}|[\\d一二三四五六七八九十]条)[》\"]?(?:\([^()]{{1,24}}\)){{0,3}}[》\"]?(?:之[一二三四五六七八九十])?$"
)
_ABOUT = lazy_pattern(r"关于|印发|转发")
#: 关于印发《X》的通知, X印发《Y》.
_COVERING = lazy_pattern(
    r"(?:关于(?P<act>(?:重新|修订|联合)?(?:印发|转发|发布|公布|颁布|颁发|下发|批转)|(?:公开)?征求(?:对)?|对(?=《))(?:修订后的|修订的|修改后的)?"
    r"(?:《(?P<quoted>[^。;]{3,120}?(?:》(?=[^《》]*》)[^《》]*)?)》(?:\([^()]{2,12}\))?|(?P<plain>[^。;《]{4,120}?))"
    r"|(?P<issued>印发|转发|发布|公布)(?:(?:关于)?《(?P<named>[^。;]{3,120})》|(?P<about>关于[^。;《]{4,120}?)(?=的通知)))"
    r"(?:等[^。]{0,12})?(?:(?:公开)?征求意见|的?意见)?(?:的(?:通知|公告|通告|函|决定|命令|意见|批复|请示|报告|通报)(?:\([^()]{2,12}\))?)?$"
)
_SEVERAL = lazy_pattern(r"(?:[两二三四五六七八九十]|\d)(?:个|件|部)(?:规定|办法|细则|方案|意见|文件|制度|规范|标准)$")
_BRACKETED_DAY = lazy_pattern(rf"\(?(?P<date>{DAY})[^()]{{0,12}}\)?$")
_LEADING = lazy_pattern(
    r"^(?:[\u4e00-\u9fff]{2,4}名称?:|[-_=*·•]{2,80}|\d{1,3}\.(?!\d)|附件\d{0,2}:?|\(转载\)|【?(?:转载|转发|最新|重磅|通知)】|标题:)"
)
_ISSUES = lazy_pattern(r"(?:印发|转发|发布|公布).*(?:通知|公告|函)(?:\([^()]*\))?$")
#: Short titles that need nothing beside them.
_SHORT = lazy_pattern(r"关于|报告$|条例$|办法$")
_OPENED = (Kind.BODY, Kind.ITEM, Kind.ADDRESSEES)
_SENTENCE = lazy_pattern(
    r"[。;]|,.*,|[:]$|^(?:为(?!民|企|农)|根据|按照|现将|经|各|由|在|自|对于|我|本|该|其|请|《[^》]+》(?:已|经|第|的规定))|予以|如下"
)
_SITE = lazy_pattern(
    r"[-_|—]{1,3}[^-_|—]{0,30}(?:网|门户|政府|平台|频道|网站|公众号)[^-_|—]{0,8}$|^[^-_|—]{2,24}(?:网站|门户)[-_|—]"
)
_MENU_WORDS = lazy_pattern(
    r"首页|>|登录|版权所有|copyright|备案|网站|微信|微博|客户端|手机版|扫一扫|打印|关闭|上一[篇条]|下一[篇条]|相关(?:新闻|附件|链接|报道)|搜索|无障碍|解读\d{4}|\d{4}-\d{2}-\d{2}$|^[^\w《\"(【<]|音频解读|一图读懂|政策解读$|>>"
)
#: Where the reader stands in a site: 首页 > 政务公开 > 通知公告.
_TRAIL = lazy_pattern(r"位置:|[>»→].*[>»→]|^首页[>»]")
_PREAMBLE = lazy_pattern(r"^(?:为|根据|按照|依据|近年来|近日|当前|\d{4}年是|第[一1][章条]|各|广大|第一部分|一、|今年)")


@dataclass(frozen=True)
class Titles:
    """The title of a document, and the covering notice that it came with."""

    title: Field | None = None
    notice: Field | None = None
    #: Where the title lines end and begin, as indexes of lines; -1 where the title stands in no line of its own.
    first: int = -1
    last: int = -1
    #: The notice and the title as they read.
    windows: tuple[Window, ...] = ()
    #: The date in brackets behind one of them, wherever they stand.
    dated: Field | None = None


@dataclass(frozen=True)
class _Candidate:
    first: int
    last: int
    words: Window
    text: str
    #: The date in brackets behind it.
    dated: Field | None
    score: float


def read_titles(source: str, lines: Sequence[Line], labels: Labels) -> Titles:
    """Find the title among the lines, or in what the page says of the document."""
    repeated = _repeats(lines)
    candidates = list(_candidates(lines, repeated))
    stated = labels.first("title")
    best = max(candidates, key=lambda one: (one.score, -one.first), default=None)
    # a table can cut the title short that the text states
    said = stated and best is not None and squeeze(best.text).startswith(squeeze(stated.value))
    if stated and len(stated.value) >= _LEAST and not said:
        return _resolved(read_span(source, stated.span), candidates, -1, -1)
    if best is None or best.score < _ENOUGH:
        return Titles()
    # where one line states it whole, nothing need be joined
    same = [one for one in candidates if squeeze(one.text) == squeeze(best.text)]
    words = min(same, key=lambda one: one.last - one.first).words
    titles = _resolved(words, candidates, best.first, best.last)
    names = {squeeze(words.text) for words in titles.windows}
    dated = next((one.dated for one in candidates if one.dated and squeeze(one.text) in names), None)
    return replace(titles, dated=dated)


def _candidates(lines: Sequence[Line], repeated: dict[str, list[str]]) -> Iterator[_Candidate]:
    bodies = 0.0
    for first, line in enumerate(lines):
        if (line.kind == Kind.ITEM and not _numbered(line.text)) or re.match("第[一1][章条]", line.text):
            if line.kind == Kind.ITEM and bodies + first > 0 and not _ahead(lines, first):
                break
            continue
        if line.kind == Kind.BODY and not ("。" not in line.text and len(line.text) < 90):
            bodies += 1
            continue
        names = line.kind == Kind.MENU and len(line.text) > 5 and _GENRE.search(line.text)
        if line.kind not in (Kind.TEXT, Kind.ITEM, Kind.BODY) and not names:
            continue
        length = 0
        for last in range(first, min(first + _LINES, len(lines))):
            length += len(lines[last].text)
            if length > _READ or (last > first and lines[last].kind not in (Kind.TEXT, Kind.JUNK)):
                break
            if lines[last].kind == Kind.JUNK:
                continue
            candidate = _candidate(lines, first, last, repeated, bodies)
            if candidate:
                yield candidate


def _ahead(lines: Sequence[Line], place: int) -> bool:
    """Whether a heading stands in what sites put above a document: no sentence is near it."""
    return not any(line.kind == Kind.BODY for line in lines[place : place + 6])


def _numbered(text: str) -> bool:
    return bool(re.match(r"^\d{1,3}\.(?!\d)[\u4e00-\u9fff《]{4}", text))


def _candidate(
    lines: Sequence[Line], first: int, last: int, repeated: dict[str, list[str]], bodies: float
) -> _Candidate | None:
    joined = window(lines[first : last + 1])
    text = joined.folded
    start = 0
    while match := _LEADING.match(text[start:]):
        start += match.end()
    end = len(text)
    dated = _BRACKETED_DAY.search(text)
    if dated and dated.start() > start + 4:
        end = dated.start()
    if site := re.search(r"[-_|]{1,3}[^-_|]{0,30}(?:网|门户|政府|平台|频道)[^-_|]{0,8}$", text[start:end]):
        end = start + site.start() if site.start() > 6 else end
    half = _doubled(text[start:end])
    end = start + half if half else end
    words = text[start:end].rstrip("_-| ")
    end = start + len(words)
    if not _LEAST - (first == 0) <= len(words) <= _MOST or not re.search("[\u4e00-\u9fff]{3}", words):
        return None
    look = _Look(lines, first, last, words, text, bool(dated), bodies, _times(words, repeated))
    score = sum(weight for weight, sign in _SIGNS if sign(look)) + _counted(look)
    date = joined.field(*dated.span("date")) if dated else None
    return _Candidate(first, last, joined.part(start, end), words, date, score)


@dataclass(frozen=True)
class _Look:
    """A candidate as its signs see it: its words, all that its lines say, and the lines that it is among."""

    among: Sequence[Line]
    start: int
    end: int
    words: str
    text: str
    dated: bool
    bodies: float
    times: int

    @property
    def first(self) -> Line:
        return self.among[self.start]

    @property
    def several(self) -> bool:
        return self.end > self.start

    @property
    def opens(self) -> bool:
        """Whether it stands at the very beginning."""
        return self.start == 0

    @cached_property
    def genre(self) -> bool:
        return bool(_GENRE.search(self.words))

    @cached_property
    def headed(self) -> bool:
        """Whether it begins with a body."""
        return _begins_with_body(self.words)

    @cached_property
    def before(self) -> Line | None:
        above = self.among[max(0, self.start - 3) : self.start]
        return next((line for line in reversed(above) if line.kind != Kind.JUNK), None)

    @cached_property
    def below(self) -> Sequence[Line]:
        return [line for line in self.among[self.end + 1 : self.end + 6] if line.kind != Kind.JUNK]

    @property
    def following(self) -> Line | None:
        return self.below[0] if self.below else None


#: What speaks for a title, and against one.
_SIGNS: tuple[tuple[float, Callable[[_Look], bool]], ...] = (
    (3.0, lambda look: look.genre),
    (-1.5, lambda look: not look.genre),
    (1.5, lambda look: "关于" in look.words[:60]),
    (1.5, lambda look: bool(_ISSUES.search(look.words))),
    (1.0, lambda look: look.headed),
    (2.0, lambda look: look.dated),
    (2.0, lambda look: bool(look.before and _TRAIL.search(look.before.text))),
    (2.0, lambda look: bool(look.opens and look.following and look.following.kind in _OPENED)),
    # no title: a sentence, a menu, a trail, a body
    (-4.0, lambda look: bool(_SENTENCE.search(look.words))),
    (-3.0, lambda look: bool(_MENU_WORDS.search(look.words) or _SITE.search(look.text))),
    (-8.0, lambda look: bool(_TRAIL.search(look.words))),
    (-5.0, lambda look: bool(find_bodies(look.words))),
    (-1.5, lambda look: len(look.words) <= 8 and not look.opens and not _SHORT.search(look.words)),
    # a part of one, or more than one
    (-2.0, lambda look: look.several and _below_bodies(look)),
    (-2.5, lambda look: look.several and not look.headed and bool(find_bodies(look.first.text))),
    (-4.0, lambda look: bool(re.search(rf"\({DAY}\)", look.words))),
    (-2.0, lambda look: any(look.words.count(a) != look.words.count(b) for a, b in ("《》", "()"))),
    (-1.0, lambda look: bool(look.before and look.before.kind == Kind.TEXT and look.before.text[-1:] in "的和与及、")),
)


def _counted(look: _Look) -> float:
    """The signs that have a measure: what follows, how often it stands in the text, its lines, the sentences above."""
    near = [_following(line, look.genre) / 2 for line in look.below[1:3] if _is_head(line)]
    behind = max((_following(look.following, look.genre), *near))
    return behind + max(0, min(2, look.times - 1)) - 0.35 * (look.end - look.start) - 0.8 * min(look.bodies, 6)


def _following(line: Line | None, genre: bool) -> float:
    """What the line behind says: what stands above addressees, a number, a date is a title."""
    if line is None:
        return 0
    if line.kind in (Kind.ADDRESSEES, Kind.NUMBER):
        return 2
    if line.kind == Kind.DATE or (line.kind == Kind.TEXT and re.match(rf"[(—-]*{DAY}", line.text)):
        return 2
    if line.kind == Kind.FIELD:
        return 3 if re.match("发布|发表|来源|信息来源|文章来源|时间|日期|更新|成文", line.text) else 0.5
    if _PREAMBLE.match(line.text):
        return 1
    return 0.5 if line.kind in (Kind.BODY, Kind.ITEM) and genre else 0


def _below_bodies(look: _Look) -> bool:
    """Whether the first line is the head of a paper, its bodies, and the title begins in the next one: 关于..."""
    head = look.first.text
    rest = look.text[len(head) :].lstrip()
    return rest.startswith(("关于", "印发", "转发")) and bool(find_bodies(head))


def _is_head(line: Line) -> bool:
    return line.kind in (Kind.FIELD, Kind.DATE, Kind.NUMBER, Kind.ADDRESSEES)


def _begins_with_body(words: str) -> bool:
    head = re.match(r"([\u4e00-\u9fff、 ()]{3,80}?)(?:关于|印发|转发)", words)
    return bool(head and trailing_bodies(head[1]) == 0)


def _doubled(text: str) -> int:
    """The length of a title that stands twice in a row; 0 where it does not."""
    for place in range(8, len(text) // 2 + 1):
        if text.startswith(text[:place], place):
            return place
    return 0


def squeeze(text: str) -> str:
    """The letters and figures of a title, to know it again."""
    return re.sub(r"[^\w]+", "", fold(text))


def _repeats(lines: Sequence[Line]) -> dict[str, list[str]]:
    """The lines by how they begin, to see how often a title stands in the text."""
    beginnings: dict[str, list[str]] = {}
    for line in lines:
        if line.kind in (Kind.BODY, Kind.ITEM) and len(line.text) <= _READ:
            continue  # no dump that begins with a title
        key = squeeze(line.text[:_READ])
        if len(key) >= 6:
            beginnings.setdefault(key[:6], []).append(key)
    return beginnings


def _times(words: str, beginnings: dict[str, list[str]]) -> int:
    key = squeeze(words)
    return sum(line.startswith(key) for line in beginnings.get(key[:6], ())[:50])


def _resolved(found: Window, candidates: Sequence[_Candidate], first: int, last: int) -> Titles:
    """The title itself: of a covering notice what it issues, as the line above it states that where there is one."""
    folded = found.folded
    covering = _COVERING.search(folded)
    if covering is None:
        return Titles(_bare(found).field(), None, first, last, (found,))
    group = next(name for name in ("quoted", "plain", "named", "about") if covering[name])
    subject = covering[group]
    own = _own_line(subject, candidates, last)
    if own and squeeze(own.text) != squeeze(subject):
        return Titles(_bare(own.words).field(), found.field(), first, last, (found, own.words))
    quoted = group in ("quoted", "named")
    if (
        "转发" in (covering["act"] or covering["issued"])
        or (not quoted and not _GENRE.search(subject))
        or _SEVERAL.search(subject)
        or re.match("第[一二三四五六七八九十]+批", subject)
    ):
        return Titles(found.field(), None, first, last, (found,))
    title = found.part(*covering.span(group))
    return Titles(title.field(), found.field(), first, last, (found, title))


def _bare(words: Window) -> Window:
    """A title without the marks 《》 around all of it."""
    text = words.folded
    if text.startswith("《") and text.endswith("》") and "》" not in text[1:-1]:
        return words.part(1, len(text) - 1)
    return words


def _own_line(subject: str, candidates: Sequence[_Candidate], last: int) -> _Candidate | None:
    """The line below a notice that is the title of what it issues: much the same words."""
    wanted = _pairs(squeeze(subject))
    best: tuple[float, int, _Candidate] | None = None
    for one in candidates:
        if one.first <= last or not _GENRE.search(one.text) or (_COVERING.search(one.text) and "印发" in one.text):
            continue
        have = _pairs(squeeze(one.text))
        alike = 2 * len(wanted & have) / max(1, len(wanted) + len(have))
        if alike >= 0.75 and not _SENTENCE.search(one.text) and (best is None or alike > best[0]):
            best = (alike, one.first, one)
    return best[2] if best else None


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}
