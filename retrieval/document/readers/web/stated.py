"""Read the facts that a government page states of its document: meta fields, the table with 索引号, the line below the
title, headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from lxml import etree
from lxml.html import HtmlElement

from retrieval.document.readers.web.lines import BLOCKS, clean
from retrieval.text.fold import fold

#: The name under which a fact is passed on, and the names that sites give to it.
_NAMES = {
    "标题": "标题 名称 文件名称 文件标题 信息名称 信息标题 公文名称 公文标题 政策名称",
    "发文机关": "发文机关 发文机构 发文单位 发文部门 制发机关 制发单位 制定机关 印发机关 印发单位",
    "联合发文": "联合发文单位 联合发文机关 联合发文机构",
    "发布机构": "发布机构 发布机关 发布单位 发布部门 公布机关 公开主体 公开机构 公开单位 公开责任部门",
    "发文字号": "发文字号 发文文号 发布文号 公文文号 文件文号 文件编号 文号",
    "成文日期": "成文日期 成文时间 发文日期 发文时间 生成日期 生成时间 制发日期 印发日期 印发时间",
    "发布日期": "发布日期 发布时间 公布日期 公开日期 公开时间 上网日期 信息时间 更新时间 更新日期 时间 日期",
    "实施日期": "实施日期 实施时间 施行日期 施行时间 生效日期 生效时间",
    "失效日期": "失效日期 失效时间 废止日期 废止时间 终止日期 有效期至",
    "有效期": "有效期 有效期限",
    "有效性": "有效性 有效状态 是否有效 效力状态 效力 时效性 时效 文件状态 状态",
    "来源": "来源 信息来源 文章来源 稿件来源",
    "网站": "",
    "索引号": "索引号 信息索引号 信息索引",
    "主题分类": "主题分类 信息分类 主题类别 分类",
    "主题词": "主题词",
    "公文种类": "公文种类 体裁分类 公文类型 文种",
    "公开方式": "公开方式 公开属性 公开类别 公开形式",
}
_MEANT = {name: meant for meant, names in _NAMES.items() for name in names.split()}
#: Names that stand in forms and lists too: believed only beside others.
_WEAK = frozenset("标题 名称 分类 状态 时间 日期 更新时间 更新日期 效力 时效 文种 有效期 有效期限 主题词".split())
_BESIDE = 12
_NAME = "|".join(" ?".join(name) for name in sorted(_MEANT, key=len, reverse=True))
#: A name at the start of a piece of text, with a colon, in brackets, or with nothing behind it.
_NAMED = re.compile(rf"[\W_]{{0,2}}?(?:\(({_NAME})\)|({_NAME}) ?(?::|$))")
#: Where the next name begins within a piece.
_NEXT = re.compile(rf"(?<=[\s|)>])(?=\(?(?:{_NAME})(?: ?:|\)))|(?<=\s)(?=[\u4e00-\u9fff]{{2,6}} ?:)")
_GLUED = re.compile(rf"(?:{_NAME}) ?:")
_BLANK = re.compile(r"(?:[\W_]|无|暂无|本网|本站)*")
_DAY = re.compile(r"((?:19|20)\d{2})[-年/.] ?(\d{1,2})[-月/.] ?(\d{1,2})(?!\d{3})")
#: A date on its own, as sites put it beside the source.
_POSTED = re.compile(_DAY.pattern + r"日?(?: ?\d{1,2}:\d{2}(?::\d{2})?)?")
_LONGEST, _PIECES, _PARTS, _MOST_NAMED = 200, 8, 32, 500
#: A name in one of these has its value in the next.
_CELLS = frozenset({"td", "th", "dt", "div"})
#: Stands for a field to be filled in: what is named beside it is asked, not stated.
_BOX = "\0"
_SILENT = frozenset({"script", "style", "noscript", "template", "select", "textarea", "button", "svg"})
#: Names of meta fields, the first that says something is taken.
_META = {
    "标题": ("articletitle", "dc.title", "og:title"),
    "发布日期": ("pubdate", "publishdate", "firstpublishedtime", "article:published_time", "dc.date"),
    "来源": ("contentsource", "source", "author"),
    "网站": ("sitename", "og:site_name"),
}
_TITLED = re.compile(
    r"(?:^|[\s_-])(?:title|tit|bt|biaoti|bigtitle|newstitle|arti?cle-?title|content-?title)(?:$|[\s_-])", re.I
)
_TAG = re.compile(r"<[^<>]{0,80}>")
_HAN = re.compile(r"[\u4e00-\u9fff]{4}")
#: What a site or an organ is called, or a part of a site; no document is called so.
_SITE = re.compile(r"(?:网|网站|门户|平台|频道|信息公开|公开目录|首页|专栏|政府|委员会|办公室|局|厅|中心)$")
_COLUMN = re.compile(r"[\u4e00-\u9fff]{2,6}")
#: An author who is no person.
_OFFICE = re.compile(r"(?:[局厅委办部院会处社报网]|政府|中心|公司)$")
_SEPARATOR = re.compile(r"\s*[-_|—–]+\s*")
_SHORTEST_HEADING = 9


@dataclass(frozen=True)
class _Piece:
    """A run of text without a tag in it, and the block that it stands in."""

    text: str
    block: HtmlElement


def stated_facts(root: HtmlElement) -> dict[str, str]:
    """The facts that a page states, by name, in the order of importance: 标题, 发文机关, 发文字号, …

    Title, source and site are taken from meta fields before all else; of dates and numbers the table of the document
    is asked before the fields of the page.
    """
    meta, listed = _meta(root), _listed(root)
    facts = meta | listed | {name: meta[name] for name in ("标题", "来源", "网站") if name in meta}
    if joint := facts.pop("联合发文", ""):
        facts["发文机关"] = f"{facts.get('发文机关', '')} {joint}".strip()
    title, site = _headline(root, facts)
    facts |= {"标题": title, "网站": site}
    return {name: facts[name] for name in _NAMES if facts.get(name)}


def is_stated(line: str) -> bool:
    """Whether a line only states such a fact."""
    return len(line) <= _LONGEST and "。" not in line and bool(_NAMED.match(fold(line)))


def _meta(root: HtmlElement) -> dict[str, str]:
    said: dict[str, str] = {}
    for element in root.xpath(".//meta[@content]"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        said.setdefault(name, clean(_TAG.sub("", element.get("content"))))
    columns = {said.get(name) for name in ("sitename", "columnname")}
    facts: dict[str, str] = {}
    for name, fields in _META.items():
        for field in fields:
            value = _value(name, said.get(field, ""))
            wrong = name == "标题" and (value in columns or not _HAN.search(value))
            if value and not wrong and (field != "author" or _OFFICE.search(value)):
                facts.setdefault(name, value)
    return facts


def _headline(root: HtmlElement, facts: dict[str, str]) -> tuple[str, str]:
    """The title of the document and the name of the site: stated, or by the page's headings and its own title."""
    site = facts.get("网站", "")
    own = next((clean(element.text_content()) for element in root.xpath(".//head/title|.//title")), "")
    parts = _SEPARATOR.split(own) if len(own) <= 4 * _LONGEST else []
    while len(parts) > 1 and (_SITE.search(parts[-1]) or parts[-1] == site or (site and _COLUMN.fullmatch(parts[-1]))):
        site = site or parts[-1]
        own = own[: own.rindex(parts.pop())].rstrip(" -_|—–")
    if title := facts.get("标题", ""):
        return title.removesuffix(site).rstrip(" -_|—–") or title, site
    named = (element for element in islice(root.xpath(".//*[@class]"), 2000) if _TITLED.search(element.get("class")))
    headings = [*root.xpath(".//ucaptitle"), *root.xpath(".//h1"), None, *islice(named, 20), *root.xpath(".//h2")]
    for heading in headings:
        text = own if heading is None else _short(heading)
        long = len(text) >= _SHORTEST_HEADING or (text and heading is not None and own.startswith(text))
        if long and _HAN.search(text) and text != site and not _SITE.search(text):
            return text, site
    return "", site


def _listed(root: HtmlElement) -> dict[str, str]:
    """Names with their values on the page: 发文字号 | 某政发〔2021〕3号."""
    pieces = list(_pieces(root))
    found = list(islice(_found(pieces), _MOST_NAMED))
    sure = [at for at, name, _ in found if name not in _WEAK]
    facts: dict[str, str] = {}
    for at, name, value in found:
        if name not in _WEAK or any(abs(at - other) <= _BESIDE for other in sure):
            facts.setdefault(_MEANT[name], value)
    if "发布日期" not in facts and (source := next((at for at, name, _ in found if _MEANT[name] == "来源"), None)):
        near = pieces[max(0, source - _PIECES) : source + _PIECES]
        posted = next((piece.text for piece in near if _POSTED.fullmatch(fold(piece.text))), "")
        facts |= {"发布日期": _value("发布日期", posted)} if posted else {}
    return facts


def _found(pieces: list[_Piece]) -> Iterator[tuple[int, str, str]]:
    """Where a name stands, the name, and its value, where there is one."""
    for at, piece in enumerate(pieces):
        if named := _NAMED.match(fold(piece.text)):
            name = (named[1] or named[2]).replace(" ", "")
            said = piece.text[named.end() :] or _behind(pieces, at) or _short(_next(piece.block))
            if not _NAMED.match(fold(said)) and (value := _value(_MEANT[name], said)):
                yield at, name, value


def _behind(pieces: list[_Piece], at: int) -> str:
    """The text behind a name in the same block, up to the next name."""
    parts: list[str] = []
    for piece in pieces[at + 1 : at + 1 + _PIECES]:
        if piece.block is not pieces[at].block or _NAMED.match(fold(piece.text)) or piece.text.endswith(("：", ":")):
            break
        parts.append(piece.text)
    return " ".join(part for part in parts if part == _BOX or not _BLANK.fullmatch(part))


def _value(name: str, said: str) -> str:
    """A value as it is passed on; empty where none is given, or no date where one should be."""
    said = said.strip(" :：|")
    if _BLANK.fullmatch(said) or len(said) > _LONGEST or _BOX in said:
        return ""
    if name.endswith("日期"):
        day = _DAY.match(fold(said))
        return f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}" if day else ""
    return "".join(said.split()) if name == "发文字号" else said


def _pieces(root: HtmlElement) -> Iterator[_Piece]:
    """The short runs of text of a page in order; a run with several names in it is cut before each."""
    blocks = [root]
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        named = isinstance(element.tag, str)
        if event == "start":
            if named and element.tag in BLOCKS:
                blocks.append(element)
            if not named or element.tag in _SILENT:
                walk.skip_subtree()
                continue
            if element.tag == "input" and element.get("type") != "hidden":
                yield _Piece(_BOX, blocks[-1])
            said = element.text
        else:
            if named and element.tag in BLOCKS:
                blocks.pop()
            said = element.tail
        if said and len(said) <= 4 * _LONGEST and (text := clean(said)) and len(text) <= _LONGEST:
            yield from (_Piece(part, blocks[-1]) for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    folded = fold(text)
    cuts = {match.start() for match in _NEXT.finditer(folded)}
    if _NAMED.match(folded):
        cuts |= {match.start() for match in _GLUED.finditer(folded)}
    edges = [*sorted({0, *cuts}), len(text)]
    return (part for start, end in pairwise(edges) if (part := text[start:end].strip()))


def _short(element: HtmlElement | None) -> str:
    """The text of an element, if that is short."""
    parts = [] if element is None else list(map(str, islice(element.itertext(), _PARTS)))
    text = clean("".join(parts))
    return text if len(text) <= _LONGEST and len(parts) < _PARTS else ""


def _next(block: HtmlElement) -> HtmlElement | None:
    """The cell that follows the cell of a name, or follows an element that holds only the name."""
    for _ in range(3):
        sibling, above = block.getnext(), block.getparent()
        if sibling is not None or above is None:
            return sibling if block.tag in _CELLS else None
        block = above
    return None
