"""Cut the web page around a document: controls, breadcrumbs, menus, footers, each told by what it is.

A menu is a run of short lines without a mark or a figure, with a site's usual labels or controls among them: above the
document's first sentence, below its last, or between. Lines that only might be chrome stay: a menu line too many is less
harm than a line of the document too few.
"""

import re
from collections.abc import Sequence, Set
from itertools import groupby

from retrieval.document.layout.lines import Line
from retrieval.document.model import Span
from retrieval.text.fold import fold

#: Longer lines are no chrome.
_LONGEST = 120
#: Lines that every site's software puts around an article: by form (breadcrumbs, symbols, type size) and by function.
_CONTROL = re.compile(
    r"\W*$"
    r"|.{0,40}位置\s?:.*"
    r"|(?:[^>|/。,;:]{1,20}\s?(?:>>?|»|›)\s?){2,10}.{0,40}$"
    r"|(?:首页|主页)\s?(?:>|»|›|/|-).*"
    r"|(?:上一[篇条个]|下一[篇条个])\s?(?::.*)?$"
    r"|[\[(【<]?\s?(?:字号|字体|文字大小|大\s?中\s?小|打印|关闭|关闭窗口|关闭本页|打印本页|打印关闭|分享到?|分享文章|收藏|加入收藏|返回顶部|返回首页|返回列表|正文|详情)\s?(?::.{0,40})?[\])】>]?$"
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
    r"(?:网站|返回|政府)?(?:首页|主页|导航|地图|登[录陆]|注册|搜索|检索|无障碍|长者|适老|繁體|简体|english|手机版|移动版|邮箱|微信|微博|客户端|联系我们|友情链接|关于我们|政务公开|政务服务|互动交流|政民互动|新闻中心|新闻动态|网站声明|隐私声明|使用帮助|更多|语音|收藏|退出|相关链接|热词)"
)
_LONGEST_LABEL = 16
_MARKS = re.compile(r"[,。;!?\"()《》\d]|:.")
#: A run of labels has so many lines, and so much that tells a site: above the text, below it, within it.
_FEWEST, _ABOVE, _BELOW, _WITHIN = 6, 1, 1, 4


def is_chrome(text: str) -> bool:
    """Whether a line is one of those that a site's software puts around an article."""
    return len(text) <= _LONGEST and bool(_CONTROL.match(fold(text).strip()))


def without_chrome(lines: Sequence[Line], tabled: Set[Span]) -> list[Line]:
    """The lines of the document among ``lines``; rows of tables (``tabled``) and marks of pages are none to cut."""
    kinds = [_kind(line, tabled) for line in lines]
    content = [number for number, line in enumerate(lines) if kinds[number] == "" and _is_content(line, tabled)]
    if not content:
        return [line for line, kind in zip(lines, kinds, strict=True) if kind != "control"]
    first, last = content[0], content[-1]
    cut = {number for number, kind in enumerate(kinds) if kind == "control"}
    start = 0
    for is_menu, run in groupby(range(len(lines)), key=lambda number: bool(kinds[number])):
        numbers = list(run)
        if not is_menu or sum(kinds[number] != "control" for number in numbers) < _FEWEST:
            continue
        told = [number for number in numbers if kinds[number] in {"control", "label"}]
        if numbers[-1] < first and len(told) >= _ABOVE:
            start = numbers[-1] + 1
        elif numbers[0] > last and len(told) >= _BELOW:
            cut.update(range(told[0], len(lines)))
        elif len(told) >= _WITHIN:
            cut.update(range(told[0], numbers[-1] + 1))
    start = max([start, *(number + 1 for number in range(start, first) if _is_path(lines[number]))])
    return [line for number, line in enumerate(lines) if number >= start and number not in cut]


def _kind(line: Line, tabled: Set[Span]) -> str:
    """``control``, ``label`` (a usual one), ``short`` (what could be a label); empty for everything else."""
    if line.page or line.span in tabled:
        return ""
    if is_chrome(line.text):
        return "control"
    if line.width > _LONGEST_LABEL or _MARKS.search(line.opening) or line.enumerator or line.dated:
        return ""
    if (line.ends_title and line.width > _LONGEST_LABEL / 2) or line.addressed:
        return ""
    return "label" if _LABEL.match(line.opening) else "short"


def _is_path(line: Line) -> bool:
    return is_chrome(line.text) and bool(re.search(r">|»|›|位置\s?:", line.opening))


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
