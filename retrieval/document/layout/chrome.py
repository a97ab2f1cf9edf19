"""Cut the web page around a document: controls, breadcrumbs, menus, footers, each told by what it is.

A menu is a run of short lines without a mark or a figure, with a site's usual labels or controls among them: above the
document's first sentence, below its last, or between. Lines that only might be chrome stay: a menu line too many is less
harm than a line of the document too few.
"""

import re
from collections.abc import Iterator, Sequence, Set
from itertools import groupby, pairwise

from retrieval.document.layout.lines import Line
from retrieval.document.model import Span
from retrieval.text.fold import fold

#: Longer lines are no chrome.
_LONGEST = 120
#: Lines that every site's software puts around an article: by form (breadcrumbs, symbols, type size) and by function.
_CONTROL = re.compile(
    r"\W*$"
    r"|.{0,40}位置\s?:.*"
    r"|(?:[^>|/。,;:]{1,20}\s?(?:>>?|»|›|→)\s?){2,10}.{0,40}$"
    r"|(?:首页|主页)\s?(?:>|»|›|→|/|-).*"
    r"|(?:上一[篇条个]|下一[篇条个])\s?(?::.*)?$"
    r"|[\[(【<]?\s?(?:(?:字号|字体|文字大小|大\s?中\s?小|打印|关闭|窗口|本页|分享|分享到|文章|收藏|加入|返回|顶部|首页|列表|正文|详情)[\s\])】>\[(【<]{0,3}){1,6}(?::.{0,40})?$"
    r"|[\[(【]?\s?(?:字号|字体|字体大小)\s?:?\s?[\[(【]?.{0,16}$"
    r"|(?:浏览|阅读|访问|点击|查看)(?:次数|量|数|率|统计)?\s?:.{0,20}$|(?:浏览|阅读|点击|访问)(?:次数|量)$"
    r"|a?[+-]?\s?a?[+-]?\s?[大中小]?$|a[+-]?[大中小]$"
    r"|(?:信息|文章|稿件)?(?:来源|作者|编辑|责任编辑|责编|供稿|审核|校对)\s?:.{0,40}$"
    r"|(?:发布|发表|更新|上传|录入)(?:时间|日期)\s?:.{0,80}$|(?:时间|日期)\s?:\s?\d{4}-\d{1,2}-\d{1,2}.{0,60}$"
    r"|\d{4}-\d{1,2}-\d{1,2}\b.{0,60}$"
    r"|您是第.{0,20}$|位访客$"
    r"|.*(?:版权所有|copyright|icp备|公网安备|网站标识码|powered by|produced by|技术支持\s?:|备案序号).*"
    r"|(?:网站)?(?:主办|承办|主办单位|承办单位)\s?:.*(?:主办|承办|维护|备案|网站).*"
    r"|[^。,]{0,20}(?:扫一扫|扫描二维码|扫码)[^。,]{0,20}$"
    r"|[^。,]{0,10}(?:关注我们|官方微信|微信公众号|官方微博)[^。,]{0,8}$"
)
#: What the menus of nearly all sites of the kind offer.
_LABEL = re.compile(
    r"(?:网站|返回|政府)?(?:首页|主页|导航|地图|登[录陆]|注册|搜索|检索|无障碍|长者|适老|繁體|简体|english|手机版|移动版|邮箱|微信|微博|客户端|联系我们|友情链接|关于我们|政务公开|政务服务|互动交流|政民互动|新闻中心|新闻动态|网站声明|隐私声明|使用帮助|更多|语音|收藏|退出|相关链接|热词|内容纠错|.{0,24}网站(?:\s?\||$))"
)
#: What is left of a page's own code.
_TAG = re.compile(r"<script.{0,100}|</?[a-z][^<>]{0,100}>")
_ENTITY = re.compile(r"&[a-z]{2,6};")
#: Buttons on one line.
_BETWEEN = re.compile(r"[\s|()\[\]【】·]+")
_BUTTON = re.compile(
    r"(?:朗读|纠错|我要评价|满意|基本满意|不满意|转发|举报|上一篇|下一篇|继续|放弃|本期目录|下载\S{0,5})"
)
_LONGEST_LABEL = 16
#: Labels with nothing behind their colons.
_BARE = re.compile(r"(?:[\u4e00-\u9fff]{2,6}\s?:\s?){1,3}$")
_MARKS = re.compile(r"[,。;!?\"()《》\d]|:.")
_PATH = re.compile(r"\w\s?(?:>|»|›|→)|位置\s?:")
_ATTACHED = re.compile(r"(?:相关)?附[件表]")
_PUBLISHED = re.compile(r"(?:(?:发布|发表|更新)?(?:时间|日期)|(?:信息|文章|稿件)?来源)\s?:|\d{4}-\d{1,2}-\d{1,2}")
_TOLD = frozenset({"control", "label"})
#: A menu above the text has so many lines; the page's foot, or a menu within the text, so many that tell a site, the
#: latter as such a share of its lines.
_FEWEST, _BELOW, _WITHIN, _DENSITY = 6, 2, 4, 0.15


def is_chrome(text: str) -> bool:
    """Whether a line is one of those that a site's software puts around an article."""
    return len(text) <= _LONGEST and _is_control(fold(text).strip())


def _is_control(folded: str) -> bool:
    if len(folded) > _LONGEST:
        return False
    if "<" in folded or "&" in folded:
        folded = _ENTITY.sub(" ", _TAG.sub(" ", folded)).strip()
    if _CONTROL.match(folded):
        return True
    words = [word for word in _BETWEEN.split(folded) if word]
    return len(words) > 1 and all(_CONTROL.match(word) or _BUTTON.match(word) for word in words)


def is_menu(text: str) -> bool:
    """Whether a piece of a line is a page's menu: short labels one after another, some of them usual ones."""
    labels = fold(text).split()
    return len(labels) >= _FEWEST and sum(bool(_LABEL.match(label)) for label in labels) >= 2


def without_chrome(lines: Sequence[Line], tabled: Set[Span]) -> list[Line]:
    """The lines of the document among ``lines``; rows of tables (``tabled``) and marks of pages are none to cut."""
    kinds = [_kind(line, tabled) for line in lines]
    content = [number for number, line in enumerate(lines) if kinds[number] not in _TOLD and _is_content(line, tabled)]
    cut = {number for number, kind in enumerate(kinds) if kind == "control"}
    if content:
        cut.update(_above(lines, kinds, content[0]))
        for before, after in pairwise(content):
            cut.update(_between(kinds, range(before + 1, after)))
        cut.update(_below(lines, kinds, content[-1]))
    return [line for number, line in enumerate(lines) if number not in cut]


def _above(lines: Sequence[Line], kinds: Sequence[str], first: int) -> Iterator[int]:
    """What stands above the title: all down to the last menu or breadcrumb, and menus and controls below it."""
    start = 0
    for _, run in groupby(range(first), key=lambda number: bool(kinds[number])):
        numbers = list(run)
        menu = sum(kinds[number] != "control" for number in numbers) >= _FEWEST
        if kinds[numbers[0]] and menu and any(kinds[number] in _TOLD for number in numbers):
            yield from numbers
            start = numbers[-1] + 1
    paths = [number for number in range(first) if kinds[number] == "control" and _PATH.search(lines[number].opening)]
    path = paths[-1] + 1 if paths else 0
    titles = [number for number in range(path, first) if kinds[number] not in _TOLD and _is_title(lines, number)]
    start = max(start, path)
    if titles and start < titles[-1] and _are_labels(lines[start : titles[-1]], kinds[start : titles[-1]]):
        start = titles[-1]
    if titles and titles[-1] < start:
        start = titles[-1]
        while start > path and not kinds[start - 1] and not lines[start - 1].apart:
            start -= 1
    yield from range(start)


def _between(kinds: Sequence[str], gap: range) -> range:
    """A menu between two pieces of content: from the first label that tells it to the last."""
    told = [number for number in gap if kinds[number] in _TOLD]
    thick = len(told) >= _WITHIN and len(told) > (told[-1] - told[0]) * _DENSITY
    return range(told[0], told[-1] + 1) if thick else range(0)


def _below(lines: Sequence[Line], kinds: Sequence[str], last: int) -> Iterator[int]:
    """All from the first label of the page's foot on, but for attachments."""
    told = [number for number in range(last + 1, len(lines)) if kinds[number] in _TOLD]
    if len(told) >= _BELOW:
        yield from (number for number in range(told[0], len(lines)) if not _ATTACHED.match(lines[number].opening))


def _kind(line: Line, tabled: Set[Span]) -> str:
    """``control``, ``label`` (a usual one), ``short`` (what could be a label); empty for everything else."""
    if line.page or line.span in tabled:
        return ""
    if _is_control(line.folded):
        return "control"
    labelled = line.width <= 2 * _LONGEST_LABEL and bool(_LABEL.match(line.opening))
    if labelled and "|" in line.text:
        return "label"
    if line.width > _LONGEST_LABEL or line.enumerator or line.dated:
        return ""
    if _MARKS.search(line.opening) and not _BARE.match(line.opening):
        return ""
    if (line.ends_title and line.width > _LONGEST_LABEL / 2) or line.addressed:
        return ""
    return "label" if labelled else "short"


def _are_labels(lines: Sequence[Line], kinds: Sequence[str]) -> bool:
    """Whether all lines above a title are a page's; the bodies that issue it stand there too."""
    told = any(kind in _TOLD for kind in kinds)
    return told and all(kind and not line.names_bodies for line, kind in zip(lines, kinds, strict=True))


def _is_title(lines: Sequence[Line], number: int) -> bool:
    """Whether a line looks like a title, stands above the page's date or source, or is what the page calls itself."""
    line = lines[number]
    if line.labelled or line.dated or line.width < _LONGEST_LABEL / 2:
        return False
    if line.width > _LONGEST_LABEL and (line.ends_title or "关于" in line.text):
        return True
    below = lines[number + 1].folded if number + 1 < len(lines) else ""
    return bool(_PUBLISHED.match(below)) or (number > 0 and lines[0].folded.startswith(line.folded))


def _is_content(line: Line, tabled: Set[Span]) -> bool:
    """Whether a line is of a document, whatever stands around it: a sentence, an item, a row, a number, addressees."""
    return (
        line.span in tabled
        or bool(line.enumerator)
        or line.addressed
        or line.numbered
        or "。" in line.text
        or (line.width >= 30 and "，" in line.text)
    )
