"""Targets (目标): an indicator, a value with its relation, and the year that governs it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.clause.model import Clause, ClauseKind
from retrieval.clause.sentences import split_commas
from retrieval.clause.years import years_in
from retrieval.document.model import Document, Span
from retrieval.fact.grants import is_grant
from retrieval.fact.model import ABOUT, AT_LEAST, AT_MOST, EXACTLY, Target
from retrieval.text.fold import fold
from retrieval.text.numerals import COUNT, DURATION, RATIO, Quantity, find_quantities

#: Verbs by which a plan sets itself something to reach, build or gather.
_REACH = r"达到|突破|超过|实现|保持在?|提高到?|提升到?|提升至|提高至|降低到?|降至|下降|增至|增加至|减至|达|压缩至|压缩到|压减至|缩短至|缩短到|压减到?|控制在|稳定在|增长到?|增加到?|扩大到|力争"
_MAKE = (
    r"打造|培育|培养|培训|集聚|汇聚|引进|引入|吸引|招引|实施|组建|建立|建成|建设|新建|改造|构建|形成|开发|研发|推广|生产|制定|制修订|"
    r"突破|获得|取得|获批|拥有|谋划|布局|新增|完成|推进|创建|认定|设立|组织|开展|举办|带动|修复|治理|放流|配建|配备|投放|支持|扶持|遴选|发布|接待|种植|开工|建造|营造|发放|整合|搬迁|改建|扩建|淘汰|压减|招收|落地|孵化|开放|安排|处理|加工"
)
_VERB = re.compile(f"(?:{_REACH}|{_MAKE})(?:并(?:{_REACH}|{_MAKE}))?")  # 研发并推广100项
#: Those of them that open no indicator: 研发投入占比 and 生产总值 do open with a verb.
_TAKES = re.compile(r"实现|力争|打造|培育|培养|集聚|汇聚|引进|建成|建设|新建|形成|新增|拥有|带动|取得|获得|安排")
#: What stands before an indicator and is no part of it.
_BEFORE = re.compile(
    rf"^(?:\([一二三四五六七八九十\d]+\)|(?:到|至|截至|力争到?)?(?:19|20)\d{{2}}年(?:底|末|前)?|\"?十[三四五]五\"?(?:末|期末|期间)?|每年|年年|全市|全省|我市|全县|全区|本市|力争|着力|加快|积极|分类|组织|努力|共|总计|其中|并|和|及|再|新|重点|分别|确保|鼓励|引进或|年(?={_MAKE}|$))+"
)
#: What stands between an indicator and its value.
_LINK = re.compile(
    rf"(?:力争|应当|应)?(?:{_REACH}|不少于|不低于|不高于|不超过|不大于|不小于|大于|小于|高于|低于|多于|约为?|近|为|至|到|超|逾)+$"
)
_AT_LEAST = re.compile(r"(?:突破|(?<!不)(?:超过|大于|高于|多于|超|逾)|不少于|不低于|不小于)$")
_AT_MOST = re.compile(r"(?:不超过|不高于|不大于|(?<!不)(?:低于|小于))$")
_ABOUT = re.compile(r"(?:约|约为|近|接近)$")
_AFTER = re.compile(r"^(?:\([^()]{1,4}\)|/日|/年|/亩)*(?P<relation>及以上|或以上|以上|左右|上下|以内|以下|之内|余)?")
#: Words of what is or was, no goal.
_PAST = re.compile(
    r"已(?:[有经建形培集汇引获实完突达])|现有|目前|截至目前|至今|[成建聚集到有培育]了|共有|曾|位列|同比|比上年|仅有|只有|突破了"
)
#: Sections that describe what is.
_NOW = re.compile(r"形势|现状|背景|回顾|成效|(?:发展|工作|产业)基础$|存在问题|面临")
#: What a plan does in an article of measures, where a rule would set a limit.
_PLANNED = re.compile(
    r"每年|年度|应当达到|压缩至|缩短至|提高到|提升到|实施|设立|培训|培育|建设|打造|引进|举办|发展|培养|建成"
)
_FOR_WHOM = re.compile(r"^(?:\d\.)?对.*的?(?:企业|单位|机构|个人|项目|团队|人才|平台|的)$")
#: A noun phrase cannot end or begin with these.
_EDGES = re.compile(r"^[的和与及、,\"等]+(?!\")|(?:[的和与及、,:]|每年)+$")
#: For whom a thing is done, before the verb: 为企业免费开展诊断服务.
_FOR = re.compile(r"(?:为|向|面向)[\u4e00-\u9fff]{2,12}")
_RANK = re.compile(r"(?:第|前|万)$")
#: Numbers of sides and steps, not of things to reach: 三个环节, 4个领域.
_ASPECTS = re.compile(r"^(?:等)?(?:环节|领域|方面|层面|维度|阶段|层次|原则|重点(?:领域|方面|环节))")
#: Units by which things are told apart rather than counted: 1类新药, 二期工程.
_CLASSES = frozenset({"类", "期", "次方"})
#: Lengths of time that a service is held to: 压缩至10个工作日以内.
_DAYS = frozenset({"个工作日", "工作日", "天", "日", "小时", "分钟"})
_GROWTH = re.compile(r"(?:年均|同比|每年)?(?:增长|增速|增幅)?")


def find_targets(document: Document, clauses: Sequence[Clause]) -> Iterator[Target]:
    """Yield the targets that the clauses of a document set, in order; what is past or unsure is left out."""
    stated = [field.value for field in (document.record.date, document.record.number) if field]
    issued = max((int(year) for value in stated for year in re.findall(r"(?<!\d)20\d{2}", fold(value))), default=0)
    for clause in clauses:
        if clause.kind in {ClauseKind.TEXT, ClauseKind.LEAD} and not any(map(_NOW.search, clause.path)):
            yield from _in_clause(clause, issued)


@dataclass(frozen=True)
class _Statement:
    """A stretch of a folded clause that says one thing: at most one value, and the year that governs it."""

    start: int
    text: str
    quantity: Quantity
    year: int | None
    makes: bool  # a verb of the piece says that it is to be made


def _in_clause(clause: Clause, issued: int) -> Iterator[Target]:
    folded, last = clause.folded, None
    ruled = clause.provision is not None  # a rule of a regulation is no target
    for statement in _statements(folded, clause.years):
        if _PAST.search(statement.text) or (statement.year and statement.year < issued):
            continue
        target = _target(clause, statement, last)
        if target and (target.year or not ruled or _PLANNED.search(statement.text)):
            last = target
            yield target


def _statements(folded: str, governing: Sequence[int]) -> Iterator[_Statement]:
    year = None if years_in(folded) else (max(governing) if governing else None)
    for piece in split_commas(folded, Span(0, len(folded))):
        text = piece.of(folded)
        year = max(years_in(text), default=year)
        if is_grant(text) or _FOR_WHOM.match(text.rstrip(",;。")):
            continue
        values = [quantity for quantity in find_quantities(text) if _counts(text, quantity)]
        for start, end, quantity in _apart(text, values):
            makes = bool(_VERB.search(text[: quantity.start]))
            yield _Statement(piece.start + start, text[start:end], _moved(quantity, -start), year, makes)


def _counts(text: str, quantity: Quantity) -> bool:
    """Whether a quantity is a value to reach: no length of time, no rank, no grade that only describes."""
    before, after = text[: quantity.start], text[quantity.end :]
    if quantity.kind == DURATION and not (quantity.unit in _DAYS and _LINK.search(before)):
        return False
    if quantity.kind == RATIO or quantity.unit in _CLASSES or _RANK.search(before) or before.count('"') % 2:
        return False
    return not (
        after.startswith("级") or _ASPECTS.match(after) or re.match(r"(?:以上|以下|及以上)?(?:的|规模的)", after)
    )


def _moved(quantity: Quantity, by: int) -> Quantity:
    return Quantity(quantity.start + by, quantity.end + by, quantity.kind, quantity.unit, quantity.low, quantity.high)


def _apart(text: str, values: Sequence[Quantity]) -> Iterator[tuple[int, int, Quantity]]:
    """Cut a piece with several values at the 、 or 和 between them: 培育企业800家、上市企业20家."""
    starts, ends = [0], []
    for one, other in pairwise(values):
        places = [match.start() for match in re.finditer(r"[、和并]", text[one.end : other.start])]
        cut = one.end + places[-1] + 1 if places else other.start
        graded = other.unit == "级" and one.end == other.start  # 3个千亿级集群: the grade is part of what is counted
        starts.append(cut)
        ends.append(len(text) if graded else cut)
    yield from zip(starts, [*ends, len(text)], values, strict=True) if values else ()


def _target(clause: Clause, statement: _Statement, last: Target | None) -> Target | None:
    text, quantity = statement.text, statement.quantity
    before, after = text[: quantity.start], text[quantity.end :]
    tail = _AFTER.match(after)
    assert tail is not None  # it can be empty
    suffix = tail["relation"] or ""
    value_end = quantity.end + len(tail.group()) - len(suffix)
    link = _LINK.search(before)
    noun = _noun_after(text, quantity.end + len(tail.group())) if quantity.kind == COUNT and not link else None
    span = noun or _noun_before(before, link)
    at = statement.start
    indicator = clause.span_of(at + span.start, at + span.end) if span else None
    subject = _BEFORE.sub("", before[: link.start()] if link else before)
    if _GROWTH.fullmatch(subject) and quantity.kind != COUNT:
        indicator = last.indicator if last else None  # 年均增长15%: of what the piece before names
    goal = link or statement.makes or (statement.year and not noun)
    if indicator is None or not goal:
        return None
    return Target(
        clause.number,
        clause.span_of(at, at + len(text.rstrip(" ,;。、:"))),
        indicator,
        clause.span_of(at + quantity.start, at + value_end),
        _relation(before, suffix),
        statement.year,
        quantity.kind,
        quantity.unit,
        quantity.low,
        quantity.high,
    )


def _relation(before: str, suffix: str) -> str:
    if suffix in {"以内", "以下", "之内"} or _AT_MOST.search(before):
        return AT_MOST
    if suffix in {"以上", "及以上", "或以上", "余"} or _AT_LEAST.search(before):
        return AT_LEAST
    return ABOUT if suffix in {"左右", "上下"} or _ABOUT.search(before) else EXACTLY


def _noun_after(text: str, start: int) -> Span | None:
    """The counted thing after its count: 打造3-4个千亿级产业集群."""
    return _noun(text, start, len(text))


def _noun_before(before: str, link: re.Match[str] | None) -> Span | None:
    """The indicator before its value: 培育领军型企业30家, 核心产业规模突破100亿元."""
    end = link.start() if link else len(before)
    start = 0
    for verb in (_TAKES if link else _VERB).finditer(before, 0, end):
        if verb.end() < end and not _inside_noun(before, verb):
            start = verb.end()
            break
    return _noun(before, start, end)


def _inside_noun(before: str, verb: re.Match[str]) -> bool:
    """Whether what looks like a verb is part of the indicator: 研发投入, 推广应用面积, 新增就业."""
    lead = before[: verb.start()]
    return bool(lead) and not (_BEFORE.fullmatch(lead) or _FOR.fullmatch(lead)) and lead[-1] not in ",、和并"


def _noun(text: str, start: int, end: int) -> Span | None:
    lead = _BEFORE.match(text[start:end])
    start += lead.end() if lead else 0
    while (edge := _EDGES.search(text[start:end])) and edge.end() > edge.start():
        start, end = (start + edge.end(), end) if edge.start() == 0 else (start, start + edge.start())
    while end > start and text[end - 1] in " ,;。、:":
        end -= 1
    return Span(start, end) if end - start >= 2 else None
