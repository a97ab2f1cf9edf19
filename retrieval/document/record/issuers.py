"""The issuers (发文机关), all of them: from the title, the signature, the decree, the page."""

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.document.model import Field, Span
from retrieval.document.record.bodies import begins_body, find_bodies, trailing_bodies
from retrieval.document.record.labels import Labels
from retrieval.document.record.line import DAY, Kind, Line, read_span
from retrieval.document.record.signature import Signature, bodies_in
from retrieval.document.record.title import Titles
from retrieval.text.pattern import lazy_pattern
from retrieval.text.regions import Region

_HEAD = lazy_pattern(r"(?:关于|印发|转发|《|批转)")
_AND_OTHERS = lazy_pattern(r"等?(?:[一二三四五六七八九十\d]{0,3}(?:个)?(?:部门|单位|委办局|厅局)|)(?:联合)?$")
#: A name that leaves open which place the body is of.
_SHORT = lazy_pattern(r"^(?:省|市|区|县|州|自治区)(?!.*(?:省|市|县)人民政府)")
_DECREE = lazy_pattern(
    r"(?P<issuer>[\u4e00-\u9fff]{2,24}?)令\(?第?[\d一二三四五六七八九十百零]{1,5}号|^(?P<alone>[\u4e00-\u9fff]{4,24})令$"
)
_REPORTS = lazy_pattern(
    r"^(?P<issuer>(?:省|市|县|区|州|[\u4e00-\u9fff]{2,16})人民政府)(?:省长|市长|主席|县长|区长|州长)|我代表(?P<spoken>[\u4e00-\u9fff]{0,12}人民政府)"
)
_STEP = lazy_pattern(rf"^\(?{DAY}")
_NO_SOURCE = lazy_pattern(r"日报|晚报|晨报|新闻|网$|客户端|公众号|在线|新华社|媒体|中心网|时报|数据库|电视台|发布$")


def read_issuers(
    source: str,
    lines: Sequence[Line],
    titles: Titles,
    signed: Sequence[Signature],
    printed: Signature | None,
    labels: Labels,
) -> tuple[Field, ...]:
    """The issuers by the first source that names them."""
    by_bodies = [one for one in signed if one.bodies]
    signature = next(
        (one.bodies for one in by_bodies if one.line > titles.last), by_bodies[0].bodies if by_bodies else ()
    )
    head, others = _title_head(titles)
    if head:
        head = (*_same_line(source, _above(lines, titles), head), *head)
        first = head[0].value
        if signature and _SHORT.match(first) and _fits(first, signature):
            return signature
        if others and len(signature) > 1:
            known = {one.value for one in signature}
            return (*(one for one in head if one.value not in known), *signature)
        return head
    if above := _above(lines, titles):
        return above
    if decree := _decree(lines, titles):
        return decree
    if signature:
        return signature
    if stated := _stated(source, labels.fields.get("issuer", ())):
        return stated
    if printed and printed.bodies:
        return printed.bodies
    return _reporter(lines) or _stated(source, labels.fields.get("source", ()))


def in_full(source: str, issuers: Sequence[Field], region: Region | None) -> tuple[Field, ...]:
    """The issuers in full where the text says only 市农业农村委: as it names them elsewhere, else with their region."""
    return tuple(_in_full(source, issuer, region) for issuer in issuers)


def _in_full(source: str, issuer: Field, region: Region | None) -> Field:
    if region is None or not _SHORT.match(issuer.value):
        return issuer
    rest = re.sub("^(?:自治区|省|市|区|县|州)", "", issuer.value)
    for place in filter(None, (region.county, region.city, region.province)):
        # 人力资源社会保障局 stands for 人力资源和社会保障局
        loosely = "[\u4e00-\u9fff]{0,3}?".join(map(re.escape, rest[:20]))
        for name in (re.escape(place + rest), f"{re.escape(place)}[\u4e00-\u9fff]{{0,3}}?{loosely}"):
            if match := re.search(name, source):
                return Field(match.group(), Span(*match.span()))
    if not rest.startswith("人民政府"):
        return issuer  # completed it would be no name either: 区住建园林局
    place = {"省": region.province, "自治区": region.province, "市": region.city or region.province}.get(
        issuer.value.removesuffix(rest), region.county
    )
    return replace(issuer, value=place + rest) if place else issuer


def _fits(first: str, signature: Sequence[Field]) -> bool:
    """Whether a signature is by the body that the title names, which can leave its place out."""
    name = re.sub(r"^(?:自治区|省|市|区|县|州)", "", first)
    return any(name[:4] in one.value or one.value.endswith(name) for one in signature) or len(signature) > 1


def _title_head(titles: Titles) -> tuple[tuple[Field, ...], bool]:
    """The bodies that the title or its notice begins with, and whether it says that there are more."""
    for words in titles.windows:
        match = _HEAD.search(words.folded)
        if match is None or match.start() < 3:
            continue
        text = words.folded[: match.start()]
        others = _AND_OTHERS.search(text)
        end = others.start() if others and others.group() else len(text)
        for start in (0, trailing_bodies(text[:end])):
            if (
                start is not None
                and not re.search("[\u4e00-\u9fff]", text[:start])
                and (found := bodies_in(words, start, end))
            ):
                return found, end < len(text)
    return (), False


def _same_line(source: str, above: Sequence[Field], head: Sequence[Field]) -> tuple[Field, ...]:
    """The bodies right above a title that stand in one line with it: a dump in which blanks part joint issuers."""
    names = {one.value for one in head}
    if not above or "\n" in source[above[0].span.start : head[0].span.start]:
        return ()
    return tuple(one for one in above if one.value not in names)


def _above(lines: Sequence[Line], titles: Titles) -> tuple[Field, ...]:
    """The bodies in the lines right above the title (the head of a joint document)."""
    found: tuple[Field, ...] = ()
    place = titles.first
    if place < 0:
        return ()
    for first in range(place - 1, max(-1, place - 9), -1):
        line = lines[first]
        if line.kind not in (Kind.TEXT, Kind.JUNK, Kind.NUMBER) or len(line.text) > 80:
            break
        text = re.sub("文件$", "", line.text)
        bodies = bodies_in(line.words, 0, len(text)) if line.kind == Kind.TEXT else ()
        if line.kind == Kind.TEXT and not bodies:
            break
        found = bodies + found
    return found


def _decree(lines: Sequence[Line], titles: Titles) -> tuple[Field, ...]:
    for number in range(max(0, titles.first - 10), min(len(lines), max(titles.last, 0) + 20)):
        line = lines[number]
        match = _DECREE.search(line.text)
        if match is None or not states_decree(lines, number) or "《" in line.text[: match.start()]:
            continue
        group = "issuer" if match["issuer"] else "alone"
        name = match[group]
        if group == "alone" and not (number + 1 < len(lines) and re.match(r"\(?第", lines[number + 1].text)):
            continue
        if not find_bodies(name):
            start = trailing_bodies(name)
            if start is None:
                continue
        else:
            start = 0
        start += len("中华人民共和国") if name[start:].startswith("中华人民共和国国务院") else 0
        return (line.words.field(match.start(group) + start, match.end(group)),)
    return ()


def states_decree(lines: Sequence[Line], number: int) -> bool:
    """Whether a line can state the decree that the document is: its head, or the only step of its history."""
    line = lines[number]
    if line.kind == Kind.MENU or (line.kind == Kind.BODY and not _STEP.match(line.text)):
        return False
    around = [*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2]]
    return not (_STEP.match(line.text) and any(_STEP.match(other.text) for other in around))


def _stated(source: str, fields: Sequence[Field]) -> tuple[Field, ...]:
    for field in fields:
        if _NO_SOURCE.search(field.value):
            continue
        if found := bodies_in(read_span(source, field.span)):
            return tuple(one for one in found if one is found[0] or begins_body(one.value, 0))
    return ()


def _reporter(lines: Sequence[Line]) -> tuple[Field, ...]:
    """The government whose head reports (X省人民政府省长 Y)."""
    for line in lines[:60]:
        if match := _REPORTS.search(line.text):
            return (line.words.field(*match.span("issuer" if match["issuer"] else "spoken")),)
    return ()
