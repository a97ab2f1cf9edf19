"""Lines of a conversation that are commands, in whatever form people type them: /目标 南京, targets 南京, 有哪些文件."""

from collections.abc import Collection

from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern
from retrieval.text.regions import find_regions

#: The commands by the words that people type for them, after a stroke.
_CHINESE = {
    word: name
    for name, words in {
        "ask": "提问 问",
        "docs": "文件 文档 文件列表 文件目录 目录",
        "doc": "文件信息",
        "targets": "目标 指标",
        "money": "资金 补助 补贴 奖励",
        "duties": "分工 职责 任务分工",
        "conditions": "条件",
        "compare": "比较 对比",
        "search": "检索 搜索",
        "subscribe": "订阅",
        "subscriptions": "我的订阅 退订 取消订阅",
        "settings": "设置",
        "forget": "删除 清空 清除 忘记",
        "help": "帮助",
        "about": "关于 隐私",
    }.items()
    for word in words.split()
}
#: Names of commands that are no words of a question in any language, so that they need no stroke.
_BARE = frozenset({"docs", "targets", "duties", "subscriptions"})
_CALL = lazy_pattern(r"\s{0,9}/\s?(?P<name>\w{1,64}?)(?:@\w{1,64})?(?:[\s:,]+(?P<rest>[\s\S]*))?")
#: Asks which documents there are, and of nothing in them.
_WHICH = lazy_pattern(
    r"(?:请问|那|现在|目前|这里|库里|你们?|您|都|一共|总共|能|可以|给我|看看|列出){0,4}"
    r"(?:(?:有|收录了?|查|问)(?:哪些|什么|多少份?|几份|几个)(?:政策|政府)?(?:文件|文档)(?:可以?[问查]|能[问查])?"
    r"|有(?:哪些|什么|多少个?|几个)城市(?:可以?[问查]|能[问查]|的文件)?"
    r"|(?:[问查](?:哪些|什么)(?:地区|地方|城市)(?:的文件)?)"
    r"|(?:所有|全部)(?:的)?(?:文件|文档)|文件(?:列表|目录|清单))[呢啊吗]?"
)
#: The same of a place.
_OF_PLACE = lazy_pattern(
    r"(?:请问|那)?(?:你们?)?(?:(?P<one>[\u4e00-\u9fff]{2,8}?)的?有(?:哪些|什么)(?:政策|政府)?文件"
    r"|(?P<two>[\u4e00-\u9fff]{2,8}?)的?(?:政策|政府)?文件有(?:哪些|什么)"
    r"|有(?P<three>[\u4e00-\u9fff]{2,8}?)的?(?:政策|政府)?文件"
    r"|(?:能|可以)[查问](?P<four>[\u4e00-\u9fff]{2,8}?)的?(?:文件)?)[吗呢嘛]?"
)
#: One of these stands in such a question.
_LISTED = ("文件", "文档", "城市", "地区", "地方", "能查", "能问", "可以查", "可以问")
_MARKS = lazy_pattern(r"[\s?!。,.~]+")


def read_command(line: str, known: Collection[str]) -> tuple[str, str] | None:
    """Return the name of the command that a line is, one of ``known`` where it has no stroke, and what stands behind the
    name; ``None`` for a question."""
    folded = fold(line)
    if any(word in folded for word in _LISTED) and (documents := _documents(_MARKS.sub("", folded))) is not None:
        return "docs", documents
    first, _, rest = folded.strip().partition(" ")
    if first in _BARE and first in known and (not rest or not rest.isascii()):
        return first, rest.strip()
    call = _CALL.fullmatch(folded) if folded.lstrip().startswith("/") else None
    if call is None:
        return None
    rest = line[call.start("rest") : call.end("rest")] if call["rest"] else ""
    return _CHINESE.get(call["name"], call["name"]), rest.strip()


def _documents(asked: str) -> str | None:
    """The place whose documents are asked for, empty for all; ``None`` where something else is asked."""
    if _WHICH.fullmatch(asked):
        return ""
    found = _OF_PLACE.fullmatch(asked)
    place = next(filter(None, found.groups())) if found else ""
    return place if any(mention.end - mention.start == len(place) for mention in find_regions(place)) else None


def nearest(name: str, known: Collection[str], alike: float = 0.7) -> str | None:
    """The command of which a name is a slip: one that is at least so much ``alike`` (0 to 1)."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name.lower(), sorted(known), 1, alike)), None)
