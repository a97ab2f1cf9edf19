"""Tell the document from the web page around it.

Three things are cut away: site chrome (menus, share bars, footers), a second copy of the whole
text, and white space. The rest comes back as paragraphs: spans of the untouched text.
"""

import re
from itertools import pairwise

from retrieval.document.law import opens_law, without_contents
from retrieval.document.layout.lines import read_lines
from retrieval.document.layout.reflow import reflow
from retrieval.document.model import Span
from retrieval.document.table import find_tables
from retrieval.text.fold import fold

#: Words that content-management systems of Chinese sites put around an article. Each is matched
#: against a whole short line, so that a sentence of the document that holds one is safe.
_CHROME = re.compile(
    r"^\W*$"
    r"|^(?:首页|您?当前(?:的)?位置|位置)\s*[:>»/].*"
    r"|.*(?:>>|»).*"
    r"|^(?:上一篇|下一篇|上一条|下一条)(?:$|[\s:].*)"
    r"|^(?:信息|文章|稿件)?(?:来源|作者|编辑|责任编辑|供稿|审核|校对)\s*:.{0,40}$"
    r"|^(?:字号|字体|文字|浏览次数|阅读次数|访问量|点击数|打印|关闭|分享到?|收藏)\s*(?::.*)?$"
    r"|^(?:发文[文字]号|文号|索引号|发文单位|发文机关|发布机构|发文日期|成文日期|发布日期|主题分类|有效性|公开方式|状态|时\s*效|征集时间)\s*:.{0,40}$"
    r"|^(?:(?:发布|成文|更新)?(?:时间|日期)\s*:)?\s*\d{4}-\d{1,2}-\d{1,2}\b.{0,60}$"
    r"|^\(?\s*字体\s*:.{0,12}$"
    r"|.*(?:扫一扫|扫描二维码|关注我们|微信公众号).{0,12}$"
    r"|.*(?:版权所有|copyright|icp备|公网安备|powered by|produced by|技术支持\s*:|网站地图|主办单位\s*:|承办单位\s*:).*"
    r"|^(?:政务公开|信息公开|政策文件|通知公告|正文|详情|打印本页|关闭窗口|返回顶部|返回首页|相关附件)$"
)
_CHROME_LENGTH = 80
#: A line that belongs to an official document whatever stands around it: a sentence, a number, a numbered heading, a title.
_OFFICIAL = re.compile(
    r"。|[;:]$|^(?:第[一二三四五六七八九十百\d]{1,4}[编篇章节条](?=\s)|(?:\d{1,3}[.、])?(?:问|答|q|a)\d*:|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))|\(\d{4}\)\s*\d+\s*号|(?:通知|意见|办法|规定|条例|规划|方案|计划|细则|决定|函|公告|报告)(?:[》)]|\(.{1,12}\))*$"
    r"|^\S{4,}(?:工作报告|会议纪要|政策问答|纲要|细则|规则|要点|章程|批复|决议)$|^政府工作报告$"
)
#: Where scraping has glued paragraphs together with spaces: after a sentence's end, or before a
#: numbered heading. Chinese text has no space there otherwise.
_GLUED = re.compile(
    r"(?<=[。;!?:)〕])\s+(?=\S)|\s+(?=[一二三四五六七八九十]{1,3}、)|\s+(?=[((][一二三四五六七八九十]{1,3}[))])"
)
#: A title run together with the preamble that follows it.
_GLUED_TITLE = re.compile(
    r"^.{2,40}?关于[^。;]{4,80}?的(?:通知|意见|决定|公告|通告|报告|函)(?=为(?:了|深入|贯彻|全面|加快|进一步|落实|推动|促进|规范)|根据|按照|依据)"
)
#: A heading with its number and nothing but a space before the text that follows.
_GLUED_HEADING = re.compile(r"^([一二三四五六七八九十]{1,3}、[^\s,。;:,;:]{2,20})\s+(?=\S)")
_BREAK = re.compile(r"\s*[\r\n\u2028\u2029]\s*")
_ATTACHED = re.compile(r"^附件\s*[一二三四五六七八九十\d]{1,3}(?![.、])")
#: A second copy is at least this many units (lines, sentences) and characters, in the same order.
_COPY_UNITS, _COPY_CHARACTERS = 5, 200


def find_body(text: str, printed: bool = False) -> tuple[Span, ...]:
    """Return the quotable paragraphs of ``text`` in order. Around a ``printed`` document there is no web page to cut."""
    lines = read_lines(text)
    rows = {row for table in find_tables([line.text for line in lines]) for row in table.rows}
    tabled = {lines[row].span for row in rows}
    if not printed:
        lines = [line for line in lines if line.page or line.span in tabled or not is_chrome(line.text)]
        kept = set(_trim_menus(text, [line.span for line in lines], tabled))
        lines = [line for line in lines if line.span in kept]
    paragraphs = reflow(lines)
    paragraphs = [part for whole in paragraphs for part in ([whole] if whole in tabled else _unglue(text, whole))]
    return tuple(without_contents(text, _without_copy(text, paragraphs)))


def _strip(text: str, start: int, end: int, marks: str = "|\ufeff") -> Span:
    while start < end and (text[start].isspace() or text[start] in marks):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in marks):
        end -= 1
    return Span(start, end)


def is_chrome(line: str) -> bool:
    """Whether a line is one of those that sites put around an article."""
    return len(line) <= _CHROME_LENGTH and bool(_CHROME.match(fold(line).strip()))


def _trim_menus(text: str, lines: list[Span], tabled: set[Span]) -> list[Span]:
    """Drop the short lines before the first and after the last line that looks official.

    A menu is a run of short labels; the document starts with a title, a number or a sentence.
    """
    official = [number for number, line in enumerate(lines) if line in tabled or _OFFICIAL.search(fold(line.of(text)))]
    if not official:
        return lines
    first, last = official[0], official[-1]
    while first and opens_law(fold(lines[first - 1].of(text))):
        first -= 1
    while last + 1 < len(lines) and _closes(lines[last + 1].of(text)):
        last += 1
    if any(_ATTACHED.match(fold(line.of(text))) for line in lines[official[-1] : last + 1]):  # a short one: contacts
        last = max((n for n in range(last, len(lines)) if re.search(r"\d|:", fold(lines[n].of(text)))), default=last)
    return lines[first : last + 1]


def _closes(line: str) -> bool:
    """Signature, date, attachment and note lines end a document without a full stop."""
    return bool(
        re.match(
            r"^(?:附件|附:|\(|〔|(?:\d{4}|[二〇○零一二三四五六七八九]{4})年)|.*(?:政府|办公厅|办公室|委员会|局|厅|部|院|会)$",
            fold(line),
        )
    )


def _unglue(text: str, line: Span) -> list[Span]:
    folded = _BREAK.sub(lambda gap: "\0" * len(gap.group()), fold(line.of(text)))
    cuts = {match.start() for match in _GLUED.finditer(folded)}
    if title := _GLUED_TITLE.match(folded):
        cuts.add(title.end())
    parts: list[Span] = []
    edges = [0, *sorted(cuts), len(folded)]
    for start, end in pairwise(edges):
        part = _strip(text, line.start + start, line.start + end)
        heading = _GLUED_HEADING.match(folded[part.start - line.start : part.end - line.start])
        if heading:
            cut = part.start + heading.end(1)
            parts.append(Span(part.start, cut))
            part = _strip(text, cut, part.end)
        if part.start < part.end:
            parts.append(part)
    return parts


def _without_copy(text: str, paragraphs: list[Span]) -> list[Span]:
    """Drop every run of paragraphs that repeats an earlier run in the same order."""
    keys = ["".join(fold(paragraph.of(text)).split()) for paragraph in paragraphs]
    first: dict[str, int] = {}
    for number, key in enumerate(keys):
        first.setdefault(key, number)
    kept: list[Span] = []
    number = 0
    while number < len(paragraphs):
        length = _copy_length(keys, first[keys[number]], number)
        if length:
            number += length
        else:
            kept.append(paragraphs[number])
            number += 1
    return kept


def _copy_length(keys: list[str], original: int, copy: int) -> int:
    """How many paragraphs from ``copy`` on repeat those from ``original`` on, if that is a copy."""
    length = 0
    while copy + length < len(keys) and original + length < copy and keys[original + length] == keys[copy + length]:
        length += 1
    characters = sum(len(key) for key in keys[copy : copy + length])
    return length if length >= _COPY_UNITS and characters >= _COPY_CHARACTERS else 0
