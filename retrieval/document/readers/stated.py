"""What a government page states of its document outside of it: the table with 索引号, the line with date and source, meta tags."""

import re

from lxml.html import HtmlElement

from retrieval.document.readers.web_lines import clean
from retrieval.text.fold import fold

#: The names of the facts, as the table of a document (信息公开目录) gives them.
_NAMES = [
    "索引号",
    "信息索引号",
    "发文机关",
    "发布机构",
    "发文单位",
    "制发机关",
    "公开主体",
    "发文字号",
    "发文文号",
    "文号",
    "发布文号",
    "成文日期",
    "发文日期",
    "发布日期",
    "生成日期",
    "公开日期",
    "主题分类",
    "信息分类",
    "主题词",
    "公文种类",
    "体裁分类",
    "有效性",
    "效力状态",
    "时效",
    "公开方式",
    "公开属性",
    "来源",
    "信息来源",
]
_MEANT = {
    "信息索引号": "索引号",
    "制发机关": "发文机关",
    "发布文号": "发文字号",
    "发文文号": "发文字号",
    "生成日期": "成文日期",
    "公开日期": "发布日期",
    "信息来源": "来源",
    "公开主体": "发布机构",
}
_CELL = re.compile(rf"^[【\[]?({'|'.join(sorted(_NAMES, key=len, reverse=True))})[\]】]?:?(.*)$")
_POSTED = re.compile(r"(?:发布|更新|公开)?(?:时间|日期):?((?:19|20)\d{2})[-年/.](\d{1,2})[-月/.](\d{1,2})")
_FROM = re.compile(r"(?:^|[\s|])(?:信息|文章|稿件)?来源:\s*([\u4e00-\u9fff]{2,30})")
_DAY = re.compile(r"^((?:19|20)\d{2})[-年/.](\d{1,2})[-月/.](\d{1,2})日?(?:\D.*)?$")
_LONGEST = 80
#: Elements that hold a name and its value, or one of them.
_HOLDERS = ".//td|.//th|.//dt|.//dd|.//li|.//p|.//span|.//div|.//b|.//strong|.//em|.//label"
_SITE = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]*(?:网|门户|政府|平台|频道|公开|局|委|厅)[^-_|—–]*$")


def title_of(root: HtmlElement) -> str:
    """The title of the document: by the tag that government sites must set, by the page's heading, by its own title."""
    said = _meta(root, "ArticleTitle")
    if said:
        return said
    for tag in ("h1", "h2", "title"):
        for element in root.xpath(f".//{tag}"):
            text = clean(element.text_content())
            text = _SITE.sub("", text) if tag == "title" else text
            if len(text) > 8 and re.search(r"[\u4e00-\u9fff]{4}", text):
                return text
    return ""


def stated_lines(root: HtmlElement) -> list[str]:
    """The facts that the page states, a line each: 发文字号：某政发〔2021〕3号."""
    facts: dict[str, str] = {}
    for element in root.xpath(_HOLDERS):
        text = _short(element)
        if not text:
            continue
        squeezed = re.sub(r"\s", "", fold(text))
        if found := _CELL.match(squeezed):
            value = found[2] or _short(_next(element))
            _keep(facts, found[1], value)
        _posted(facts, text)
    _keep(facts, "发布日期", _meta(root, "PubDate"))
    _keep(facts, "来源", _meta(root, "ContentSource"))
    return [f"{name}：{value}" for name, value in facts.items()]


def _posted(facts: dict[str, str], text: str) -> None:
    """The line under a title: 发布时间：2021-03-08 10:20 来源：市民政局 字号：大 中 小."""
    folded = fold(text)
    if posted := _POSTED.search(re.sub(r"\s", "", folded)):
        _keep(facts, "发布日期", "-".join(posted.groups()))
    if source := _FROM.search(folded):
        _keep(facts, "来源", source[1])


def _keep(facts: dict[str, str], name: str, value: str) -> None:
    value = value.strip(" :：|")
    if not value or _CELL.match(re.sub(r"\s", "", fold(value))):
        return  # an empty cell: the next one is another name
    if day := _DAY.match(fold(value)):
        value = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
    facts.setdefault(_MEANT.get(name, name), value)


def _short(element: HtmlElement | None) -> str:
    """What an element says, if that is short."""
    if element is None:
        return ""
    text = ""
    for part in element.itertext():
        text += str(part)
        if len(text) > 4 * _LONGEST:
            return ""
    text = clean(text)
    return text if len(text) <= _LONGEST else ""


def _next(element: HtmlElement) -> HtmlElement | None:
    """The element behind a name that holds its value: the next cell, or the next of its row's."""
    sibling = element.getnext()
    if sibling is None and element.tag in {"b", "strong", "span", "em", "label"}:
        above = element.getparent()
        sibling = above.getnext() if above is not None and above.tag in {"td", "th", "dt"} else None
    return sibling


def _meta(root: HtmlElement, name: str) -> str:
    for element in root.xpath(".//meta[@name and @content]"):
        if element.get("name", "").lower() == name.lower():
            return clean(element.get("content", ""))
    return ""
