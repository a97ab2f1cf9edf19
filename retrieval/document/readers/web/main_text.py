"""Find the element of a page that holds the document: the deepest one with nearly all of the page's prose.

Libraries for this were tried (trafilatura, readability-lxml): see tests/document/README.md.
"""

import re
from collections.abc import Iterable
from itertools import dropwhile, islice, takewhile

from lxml.html import HtmlElement

from retrieval.document.layout.chrome import is_chrome
from retrieval.document.readers.web.lines import Line, lines_of, rows_of
from retrieval.text.fold import fold

#: What is never the document.
_DROPPED = (
    "script style noscript template iframe object embed svg canvas audio video select button textarea input "
    "rp rt nav footer head"
).split()
_EDGE = r"(?:^|[\s_-])(?:{})(?:$|[\s_-])"
#: Names that content-management systems give to what stands around a document, and some that they give to a document
#: too (print-content, position).
_AROUND = re.compile(
    _EDGE.format(
        "share|bdshare|social|breadcrumbs?|crumbs?|dangqian|weizhi|nav|navbar|menu|sidebar|footer|foot|top-?bar|related"
        "|xgxx|recommend|qrcode|ewm|copyright|pagination"
    ),
    re.I,
)
_MAYBE = re.compile(_EDGE.format("position|location|header|toolbar|print|comment|login|search|banner"), re.I)
#: Headings over what else a site has to offer.
_OFFERED = re.compile(
    r"^\W*(?:相关(?:阅读|解读|新闻|信息|链接|文章|文件|文档|稿件|推荐|政策)|热[点门](?:推荐|新闻|文章|专题|问答|信息)?|推荐(?:阅读|信息)|最新(?:信息|文章|动态)|延伸阅读|猜你喜欢|站内搜索|栏目导航|友情链接|网友评论|我要评论)\W*$"
)
#: The heading of an attachment, or of the list of them.
_ATTACHMENT = re.compile(r"[\s【\[（(]{0,3}附\s*[件表录图]|附\s*[:：]")
#: The line with which a site's footer begins.
_FOOTER = re.compile(
    r"icp备|公网安备|网站标识码|copyright\s*(?:©|\(c\)|\d)|^版权所有|^(?:主办|主管|承办)(?:单位)?:.{2,40}(?:承办|协办|技术支持|维护)",
    re.I,
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)", re.I
)
#: What holds nothing else and is set in type of no height is not seen; a block may only close the gaps in it so.
_NO_HEIGHT = re.compile(r"font-size\s*:\s*0(?:\.0*)?(?:p[xt]|r?em|%)?\s*(?:;|$)", re.I)
#: What stands at the head of a notice: its number, and what it passes on.
_NOTICE = re.compile(r"〔\s?\d{4}\s?〕\s?\d{1,5}\s?号|现将[^。]{2,80}(?:印发|转发|公布)")
#: The document is where this share of the prose is.
_NEARLY_ALL = 0.8
#: Of an element called what surrounds a document, more of the page's prose than this is the document all the same;
#: so is it of one that is shown only when a script has run or a button is pressed, unless it is a copy of the rest.
_TOO_MUCH, _MAYBE_TOO_MUCH, _OFFERED_TOO_MUCH, _HIDDEN_TOO_MUCH, _COPIED = 0.9, 0.3, 0.6, 0.2, 0.6
_PROSE = re.compile(r"[，。；：、,;]")
_LABEL, _LINKED = 0.3, 0.5
_LONGEST_FOOTER = 120
_PARTS = {"p", "span", "font", "ol", "ul", "li", "pre", "blockquote"}


def prune(root: HtmlElement) -> None:
    """Remove navigation, scripts, hidden elements and the like from a page, in place."""
    for box in root.xpath(".//input[@type='checkbox' or @type='radio']"):
        box.tail = ("□" if box.get("checked") is None else "☑") + (box.tail or "")
    for element in root.xpath("|".join(f".//{tag}" for tag in _DROPPED)):
        element.drop_tree()
    weights = _weights(root)
    whole = weights.get(root, 0.0)
    for element in root.xpath(".//*[@style or @hidden]"):
        style = element.get("style") or ""
        no_height = not len(element) and _NO_HEIGHT.search(style)
        if element.get("hidden") is None and not _HIDDEN.search(style) and not no_height:
            continue
        if weights.get(element, 0.0) <= _HIDDEN_TOO_MUCH * whole or _is_copy(element, root):
            _drop(element)
    weights = _weights(root)
    whole = weights.get(root, 0.0)
    for element in root.xpath(".//*[@class or @id]"):
        if element.tag not in {"body", "html"} and weights.get(element, 0.0) <= _most(element) * whole:
            _drop(element)
    _drop_offered(root, weights, _OFFERED_TOO_MUCH * whole)


def _is_copy(element: HtmlElement, root: HtmlElement) -> bool:
    """Whether most of what an element says stands elsewhere on the page too."""
    own = set(element.iter())
    elsewhere = set(_phrases(line for line in lines_of(root) if line.block not in own))
    phrases = _phrases(lines_of(element))
    return sum(phrase in elsewhere for phrase in phrases) > _COPIED * len(phrases)


def _phrases(lines: Iterable[Line]) -> list[str]:
    return [part for line in lines for part in _PROSE.split("".join(line.text.split())) if part]


def _most(element: HtmlElement) -> float:
    """The share of the page's prose up to which an element with such a name is not the document."""
    names = element.get("class") or "", element.get("id") or ""
    if any(map(_AROUND.search, names)):
        return _TOO_MUCH
    return _MAYBE_TOO_MUCH if any(map(_MAYBE.search, names)) else -1.0


def _drop_offered(root: HtmlElement, weights: dict[HtmlElement, float], most: float) -> None:
    """Remove the block of a heading such as 相关阅读, or all siblings behind it."""
    for element in root.xpath(".//h1|.//h2|.//h3|.//h4|.//h5|.//p|.//div|.//dt|.//span|.//strong|.//b|.//th|.//td"):
        if len(element) > 3 or not _OFFERED.match("".join(islice(element.itertext(), 9)).strip()):
            continue
        above = element.getparent()
        if above is None or above.tag in {"body", "html"} or weights.get(above, 0.0) > most:
            behind = list(element.itersiblings())
            if sum(weights.get(one, 0.0) for one in behind) <= most / 2:
                for one in (element, *behind):
                    _drop(one)
        else:
            _drop(above)


def without_footer(lines: list[Line]) -> list[Line]:
    """The lines up to where a site's footer begins."""
    for number, line in enumerate(lines):
        if number and len(line.text) <= _LONGEST_FOOTER and _FOOTER.search(fold(line.text)):
            return lines[:number]
    return lines


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def is_linked(line: Line) -> bool:
    return line.linked > _LINKED * len(line.text)


def find_main(root: HtmlElement) -> list[HtmlElement]:
    """The elements that hold the document: the main one, the notice before it that passes it on, and those behind it that
    hold its attachments."""
    weights = _weights(root)
    element, whole = root, weights.get(root, 0.0)
    notices: list[HtmlElement] = []
    attached: list[HtmlElement] = []
    while whole:
        heaviest = max(element, key=lambda child: weights.get(child, 0.0), default=None)
        # A paragraph is never the whole document, nor is a table; those that frame a page have no words of their own.
        if heaviest is None or weights.get(heaviest, 0.0) < _NEARLY_ALL * whole or _is_part(heaviest):
            break
        notices += [one for one in element[: element.index(heaviest)] if _is_notice(one)]
        attached = [*_attachments(heaviest), *attached]
        element = heaviest
    return [*notices, element, *attached]


def _is_notice(element: HtmlElement) -> bool:
    lines = lines_of(element) if isinstance(element.tag, str) else []
    return not _is_list(lines) and any(_NOTICE.search(line.text) and not is_linked(line) for line in lines)


def _attachments(main: HtmlElement) -> list[HtmlElement]:
    """The elements behind the main one from the heading of an attachment or a table on, up to a list of links; labels at the
    end are left out."""
    behind = dropwhile(lambda one: not (_opens_attachment(one) or _holds_table(one)), main.itersiblings())
    attached = list(takewhile(lambda element: _opens_attachment(element) or not _is_list(lines_of(element)), behind))
    while attached and not (_opens_attachment(attached[-1]) or _is_prose(lines_of(attached[-1]))):
        attached.pop()
    return attached


def _opens_attachment(element: HtmlElement) -> bool:
    return bool(_ATTACHMENT.match("".join(islice(element.itertext(), 9)).strip()))


def _holds_table(element: HtmlElement) -> bool:
    """Whether there is a table that is no list of links."""
    lines = lines_of(element) if isinstance(element.tag, str) else []
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return any(" | " in line.text for line in lines) and linked <= _LINKED * sum(len(line.text) for line in lines)


def _is_list(lines: list[Line]) -> bool:
    """Whether most of what is said is links."""
    return sum(line.linked for line in lines) > _LINKED * sum(len(line.text) for line in lines)


def _is_prose(lines: list[Line]) -> bool:
    """Whether there are sentences or a table."""
    return any(_PROSE.search(line.text) or " | " in line.text for line in lines)


def _is_part(element: HtmlElement) -> bool:
    return element.tag in _PARTS or (element.tag == "table" and bool(rows_of(element)))


def _weights(root: HtmlElement) -> dict[HtmlElement, float]:
    """For each element the prose in it."""
    weights: dict[HtmlElement, float] = {}
    for line in lines_of(root):
        weight = _prose(line)
        element: HtmlElement | None = line.block
        while weight and element is not None:
            weights[element] = weights.get(element, 0.0) + weight
            element = element.getparent()
    return weights


def _prose(line: Line) -> float:
    if is_linked(line) or is_chrome(line.text):
        return 0.0
    free = len(line.text) - line.linked
    return free if _PROSE.search(line.text) else _LABEL * free
