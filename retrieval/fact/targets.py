"""Targets (目标): an indicator, a value with its relation, and the year that governs it.

Every value of every sentence is a candidate; small ordered rules read its fields, and a fitted filter decides whether it
is a target (see ``retrieval.fact.filter``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.document.model import Span
from retrieval.fact.features import context_features
from retrieval.fact.filter import load_filter
from retrieval.fact.indicators import indicator_targets
from retrieval.fact.model import ABOUT, AT_LEAST, AT_MOST, EXACTLY, Target
from retrieval.fact.statements import Statement, is_yearly, years_of
from retrieval.text.numerals import COUNT, DURATION, MONEY, PERCENT, RATIO, Quantity

#: Verbs by which a plan sets itself something to reach, build or gather.
_REACH = r"达到|突破|超过|实现|保持在?|提高到?|提升到?|提升至|提高至|降低到?|降至|下降|拓展[至到]|增至|增加至|减至|达|压缩至|压缩到|压减至|缩短至|缩短到|压减到?|控制在|稳定在|增长到?|增加到?|扩大到|力争|进入|位居|跻身|走在|处于"
_MAKE = (
    r"打造|培育|培养|培训|集聚|汇聚|引进|引入|引育|吸引|招引|实施|组建|建立|建成|建设|新建|改造|构建|形成|开发|研发|推广|生产|制定|制修订|争创|搭建|参与|"
    r"突破|获得|取得|获批|拥有|谋划|布局|新增|完成|推进|推动|推出|创建|认定|设立|组织|编制|开展|举办|带动|修复|治理|放流|配建|配备|投放|支持|扶持|发展|遴选|发布|上线|接待|种植|开工|建造|营造|发放|整合|搬迁|改建|扩建|改扩建|淘汰|压减|招收|落地|孵化|开放|安排|处理|加工|筹集|开通|新开工|抓好|办好|建好|评定|命名|选取|选择|确定|储备|打通|共建|招聘|招募|设置"
)
_VERB = re.compile(
    f"(?:{_REACH}|{_MAKE})(?:[并或](?:{_REACH}|{_MAKE})|打造|培育|建成|建设)?"
)  # 研发并推广100项, 遴选打造1000个
_MAKES = re.compile(rf"(?:{_MAKE})$")
#: Those of them that open no indicator: 研发投入占比 and 生产总值 do open with a verb.
_TAKES = re.compile(
    r"实现|力争|打造|培育|培养|集聚|汇聚|引进|建成|建设|新建|形成|新增|拥有|带动|取得|获得|安排|搭建|培训|遴选"
)
#: What stands before an indicator and is no part of it.
_BEFORE = re.compile(
    rf"^(?:[①-⑳]|\d{{1,2}}\.(?!\d)|\([一二三四五六七八九十\d]+\)|[一二三四五六七八九十]{{1,3}}[、是]|(?:力争)?(?:到|至|截至|在)?(?:20\d{{2}}[-、])?(?:19|20)\d{{2}}年(?:\d{{1,2}}月)?(?:底|末|前|度|期间)*|\"?十[三四五]五\"?(?:末|期末|期间)?|每年|年年|今年|年内|年?底前?|全市|全省|我市|我省|我县|全县|全区|全州|全国|本市|力争|着力|加快|积极|持续|动态|规划|全面|大力|分类|组织(?={_MAKE})|努力|共|总计|累计|其中|将|并|和|及|至少|至多|再|新(?={_MAKE})|重点(?={_MAKE})|分别|确保|鼓励|推动|推进|预期|引进或|用\d年时间|年(?={_MAKE}|$)|[,、:])+"
)
#: What stands between those who are counted and the value that they reach.
_COUNTED = re.compile(rf"[^、和及并,;。:]{{2,20}}(?:{_REACH}|不少于|不低于|不超过)")
#: What stands between an indicator and its value.
_COMPARED = r"(?:[^,;。、\d]{2,16}的)?$"  # 不低于担保业务总额的20%
_LINK = re.compile(
    rf"(?:力争|应当|应|原则上|年均|均|累计|分别|全部)*(?:(?:{_REACH}|新增|约为?|近|为|至|到|逾|在|≥|≤|>|<|\+)+$"
    rf"|(?:不少于|不低于|不得低于|不得少于|不高于|不超过|不得超过|不大于|不小于|大于|小于|高于|低于|多于|超过?)+{_COMPARED})"
)
_AT_LEAST = re.compile(
    rf"(?:突破|≥|>|至少)$|(?:(?<!不)(?<!不得)(?:超过|大于|高于|多于|超|逾)|不(?:得|可)?(?:少于|低于|小于)){_COMPARED}"
)
_NO_LESS = re.compile(r"至少[^,;。]{0,6}$")  # 每年至少组织2次
_AT_MOST = re.compile(rf"(?:≤|<)$|(?:不(?:得|可)?(?:超过|高于|大于)|(?<!不)(?<!不得)(?:低于|小于)){_COMPARED}")
_ABOUT = re.compile(r"(?:约|约为|近|接近)$")
_AFTER = re.compile(
    r"^(?:\([^()]{1,4}\)|/日|/年|/亩)*(?P<relation>及以上|或以上|以上|左右|上下|以内|以下|之内|内(?![外部资陆])|余)?"
)
_LISTED = re.compile(
    r"(?P<last>(?:[、和]\d[\d.,]{0,8}[万亿]{0,2}[%\u4e00-\u9fff]{0,2}?){1,6})(?P<relation>以上|左右|以内|以下)(?=[,;。]|$)"
)
#: Words of what is or was, no goal.
_PAST = re.compile(
    r"已(?:[有经建形培集汇引获实完突达])|现有|目前|截至目前|至今|[成建聚集到有培育]了|共有|曾|位列|比上年|仅有|只有|突破了"
)
_GRANTS = re.compile(r"补助|补贴|奖励|资助|奖补|给予|贴息|免征|处罚|罚款|的罚")
#: A noun phrase cannot end or begin with these.
_EDGES = re.compile(
    r"^(?:[的和与及或、,等]|\"(?![^\"]*\"))+|(?:[的和与及、,:再各均]|每年|年均|累计|原则上|至少|分别|全部|(?:到|至)?20\d\d年底?|[较比](?:上年|去年|20\d\d年|\"?十[二三四]五\"?末?))+$"
)
#: For whom a thing is done, before the verb: 为企业免费开展诊断服务.
_FOR = re.compile(r"(?:为|向|面向|对)[\u4e00-\u9fff]{2,16}")
#: A sum that only tells what is counted, before the count.
_CLASS = re.compile(r"(?:\([^()]{1,6}\))?(?:(?:及?以上|以下|级)的?|的)[^,;。、和及]{2,16}")
#: A noun that follows a value and its relation.
_NOUN = re.compile(r"[\u4e00-\u9fff\"](?<![、和及并的])(?!标)")
#: What a value was, before what it is to be: 时限由16个工作日压减至13个工作日.
_SINCE = re.compile(r"[由从](?:原来的?|目前的?|20\d\d年的?)?\d[\d.]*[^,;。\d]{1,8}$")
#: What is no indicator though it stands where one does: 培育形成1个.
_ONLY_VERBS = re.compile(r"(?:基本|初步|全部|培育|打造|引进|形成|建成|实现|完成|新增|达到){1,3}")
#: A slogan that holds numerals: "三支一扶", "四上".
_QUOTED = re.compile(r'"[一二三四五六七八九十百千万两双\u4e00-\u9fff]{2,8}"')
_RANK = re.compile(r"(?:第|前)$")
#: What is said before a count and does not name what is counted: 提供不少于1万个岗位, 在县级层面新增20个事项.
_NOT_NAMED = re.compile(r"(?:^|[,、])(?:争取|提供|计划|预计|配置|在[^,;。]{2,12}|每[个家名县市][^,;。]{0,6})$")
#: Numbers of sides and steps, not of things to reach: 三个环节, 4个领域.
_ASPECTS = re.compile(r"^(?:等)?(?:环节|方面|层面|维度|阶段|层次|原则|重点(?:领域|方面|环节))")
#: Nouns of one character: 90%的市.
_PLACES = frozenset("市县区镇乡村")
#: Units by which things are told apart rather than counted: 1类新药, 二期工程.
_CLASSES = frozenset({"类", "期", "次方", "起", "届", "轮", "段", "口"})
#: What opens a condition: 对稳岗率达到95%的企业.
_CASES = frozenset("对当若如")
#: Units by which the size of a place or a body is told: 20人以上的自然村.
_PEOPLE = frozenset({"人", "户"})
#: Lengths of time that a service is held to: 压缩至10个工作日以内.
_DAYS = frozenset({"个工作日", "工作日", "天", "日", "小时", "分钟"})
_GROWTH = re.compile(
    r"(?:年均|同比|每年)?(?:保持)?(?:增长|增速|增幅|增加|提高|提升|下降|降低)?(?:率|幅度)?(?:也|均|力争)?"
)


@dataclass(frozen=True)
class Candidate:
    """A value that may be a target, the features that tell, and what it says: indicator and value, relation and year."""

    target: Target
    features: frozenset[str]
    said: tuple[str, str, str, int | None]


def find_targets(statements: Sequence[Statement]) -> Iterator[Target]:
    """Yield the targets that sentences set, in order, the same only once."""
    accepts = load_filter("targets").accepts
    said = set[tuple[str, str, str, int | None]]()
    for statement in statements:
        if rows := list(indicator_targets(statement)):
            yield from rows
            continue
        for candidate in target_candidates([statement]):
            if candidate.said not in said and accepts(candidate.features):
                said.add(candidate.said)
                yield candidate.target


def target_candidates(statements: Sequence[Statement]) -> Iterator[Candidate]:
    """Yield every value of sentences as a target with its features."""
    for statement in statements:
        last: Target | None = None
        for part in _parts(statement):
            target, origin = _target(statement, part, last)
            if target:
                last = target
                if _is_past(target, statement):
                    continue
                says = (
                    statement.text_of(target.indicator),
                    statement.text_of(target.value),
                    target.relation,
                    target.year,
                )
                features = frozenset(_features(statement, part, target, origin))
                for one in _apart(statement, part, target):
                    yield Candidate(one, features, (statement.text_of(one.indicator), *says[1:]))


@dataclass(frozen=True)
class _Part:
    """A stretch of a sentence with one value; ``piece`` is the comma piece that it is cut from."""

    span: Span
    piece: Span
    value: Quantity  # with its place in the sentence


def _apart(statement: Statement, part: _Part, target: Target) -> Iterator[Target]:
    """The target, or one for each indicator that 分别 or a list of values parts: 改造供热、燃气管网800公里、600公里."""
    folded = statement.folded
    before = folded[part.piece.start : part.value.start]
    values = [value for value in statement.values if part.piece.start <= value.start < part.piece.end]
    names = [match.span() for match in re.finditer(r"[^、和及与]+", statement.text_of(target.indicator))]
    listed = len(values) > 1 and all(
        folded[one.end : other.start] in {"、", "和"} for one, other in pairwise(values)
    )  # nothing else stands between them
    if not (listed or re.search(r"分别[^,;。]{0,40}$", before)) or len(names) < 2 or len(values) not in {1, len(names)}:
        yield target
        return
    if len(values) > 1:
        order = values.index(part.value)
        names = names[order : order + 1]
    start = statement.joined.offsets.index(target.indicator.start - statement.start)
    for first, last in names:
        yield replace(target, indicator=statement.span_of(start + first, start + last))


def _parts(statement: Statement) -> Iterator[_Part]:
    """The stretches of the values of a sentence: comma pieces, cut at the 、 or 和 between two values."""
    folded = statement.folded
    values = [value for value in statement.values if _counts(folded, value)]
    for piece in statement.pieces:
        held = _counting(folded, [value for value in values if piece.start <= value.start < piece.end])
        start = piece.start
        for value, after in zip(held, [*held[1:], None], strict=False):
            if value.start < start:
                continue  # a grade that is part of what is counted
            end = piece.end
            if after:
                places = [match.start() for match in re.finditer(r"[、和及并]", folded[value.end : after.start])]
                end = value.end + places[-1] + 1 if places else after.start
                if after.unit == "级" and value.end == after.start:
                    end = piece.end  # 3个千亿级集群: the grade is part of what is counted
            yield _Part(Span(start, end), piece, value)
            start = end


def _counting(folded: str, values: Sequence[Quantity]) -> list[Quantity]:
    """The values of a piece without the sums by which what is counted is told (销售额1000万元以上企业50家), and without the
    counts of those whose value follows (11个项目投资突破2000亿元)."""
    return [
        value
        for value, after in zip(values, [*values[1:], None], strict=False)
        if not (after and value.kind == COUNT and _COUNTED.fullmatch(folded, value.end, after.start))
        and not (
            after and value.kind == MONEY and after.kind == COUNT and _CLASS.fullmatch(folded, value.end, after.start)
        )
    ]


def _counts(folded: str, value: Quantity) -> bool:
    """Whether a quantity can be a value to reach: no rank, no name, no length of time but of a service."""
    before = folded[max(0, value.start - 12) : value.start]
    if value.kind == DURATION and not (value.unit in _DAYS and _LINK.search(before)):
        return False
    named = _QUOTED.match(folded, folded.rfind('"', 0, value.start) if '"' in before else value.start)
    return not (
        value.kind == RATIO or value.unit in _CLASSES or _RANK.search(before) or (named and named.end() >= value.end)
    )


def _target(statement: Statement, part: _Part, last: Target | None) -> tuple[Target | None, str]:
    """The target that a part states, and where its year is from; none where it names no indicator."""
    folded, value = statement.folded, part.value
    before = folded[part.span.start : value.start]
    tail = _AFTER.match(folded[value.end : part.piece.end])
    assert tail is not None  # it can be empty
    suffix = tail["relation"] or _shared_relation(statement, part)
    end = value.end + len(tail.group()) - len(tail["relation"] or "")
    indicator, named = _indicator(statement, part, value.end + len(tail.group()), last)
    if indicator is None:
        return None, ""
    year, origin = _year(statement, part)
    text = folded[part.span.start : part.span.end].rstrip(" ,;。、:和及并")
    return Target(
        statement.clause_at(value.start),
        statement.span_of(part.span.start, max(part.span.start + len(text), end)),
        indicator,
        statement.span_of(value.start, end),
        _relation(before, suffix),
        year,
        value.kind,
        value.unit,
        value.low,
        value.high,
    ), f"{origin},{named}"


def _shared_relation(statement: Statement, part: _Part) -> str:
    """What the last value of a list says of all: 分别达到50%、40%以上."""
    listed = _LISTED.match(statement.folded, part.value.end, part.piece.end)
    last = next((value for value in statement.values if listed and value.end == listed.end("last")), None)
    return listed["relation"] if listed and last and last.kind == part.value.kind else ""


def _indicator(statement: Statement, part: _Part, tail: int, last: Target | None) -> tuple[Span | None, str]:
    """What a value is of: behind a count, before other values; and by which rule it was found."""
    folded, value = statement.folded, part.value
    before = folded[part.span.start : value.start]
    link = _LINK.search(before)
    subject = _BEFORE.sub("", before[: link.start()] if link else before)
    after = None
    made = bool(_MAKES.search(subject)) or not subject.strip()  # 每年实施不少于50项…: nothing is named before
    if value.kind == COUNT and (not link or made or (_NOT_NAMED.search(subject) and _NOUN.match(folded, tail))):
        after = _noun(folded, tail, part.span.end)
    elif value.kind == PERCENT and folded.startswith("的", tail) and (made or len(subject) < 6):
        after = _noun(folded, tail + 1, part.span.end)
    elif value.kind == PERCENT and not link and not subject.strip() and _NOUN.match(folded, tail):
        after = _noun(folded, tail, part.span.end)  # 80%以上工程项目采用数字化建造模式
    elif link and link.group().endswith("实现") and value.kind != MONEY and _NOUN.match(folded, tail):
        after = _noun(folded, tail, part.span.end)  # 各实现10项以上事项掌上办
    if after:
        return statement.span_of(after.start, after.end), "after"
    if last and _GROWTH.fullmatch(subject) and value.kind != COUNT:
        return last.indicator, "last"  # 年均增长15%: of what the piece before names
    if span := _noun_before(before, link):
        return statement.span_of(part.span.start + span.start, part.span.start + span.end), "before"
    above = folded[: part.span.start]
    piece = re.search(r"[^,;。:]{2,40}[,:]$", above)  # the piece before is the subject: 森林覆盖率,2025年达到60%
    if not last and piece and (span := _noun(above, piece.start(), piece.end())):
        return statement.span_of(span.start, span.end), "above"
    return (last.indicator, "last") if last else (None, "")


def _year(statement: Statement, part: _Part) -> tuple[int | None, str]:
    """The year that governs a value, and from where: its part, its sentence, its paragraph or section, the title."""
    folded, frame = statement.folded, statement.frame
    years = years_of(folded, frame)
    inside = [year for place, year in years if part.piece.start <= place < part.piece.end]
    ahead = [year for place, year in years if part.piece.start <= place < part.value.start]
    if inside:
        return (ahead or inside)[-1], "piece"
    before = [(place, year) for place, year in years if place < part.piece.start]
    since = (
        part.piece.start if part.value.kind == PERCENT else before[-1][0] if before else 0
    )  # a rate is no yearly count
    if is_yearly(folded[since : part.piece.end]):
        return None, "yearly"
    if before:
        return before[-1][1], "sentence"
    for year, origin in (
        (statement.paragraph_year, "paragraph"),
        (statement.section_year, "section"),
        (frame.title_year, "title"),
    ):
        if year:
            return year, origin
    return None, "none"


def _features(statement: Statement, part: _Part, target: Target, origin: str) -> Iterator[str]:
    folded, value = statement.folded, part.value
    text = folded[part.piece.start : part.piece.end]
    before, after = folded[part.piece.start : value.start], folded[value.end : part.piece.end]
    link, makes = bool(_LINK.search(before)), bool(_VERB.search(before))
    issued = statement.frame.issued
    flags = {
        "past": bool(_PAST.search(text)),
        "grants": bool(_GRANTS.search(text)),
        "classed": bool(re.match(r"(?:以上|以下|及以上|以内)?(?:\([^()]{1,4}\))?(?:的|规模的)", after))
        and value.kind != PERCENT
        and not (value.kind == COUNT and makes and value.unit not in _PEOPLE),
        "aspect": bool(_ASPECTS.match(after)),
        "quoted": before.count('"') % 2 == 1,
        "grade": after.startswith("级"),
        "case": statement.text_of(target.indicator)[:1] in _CASES,
        "no goal": not (link or makes),
    }
    yield from (f"flag {name}" for name, holds in flags.items() if holds)
    yield "rules yes" if not any(flags.values()) else "rules no"
    yield f"link {link}"
    yield f"makes {makes}"
    year, named = origin.split(",")
    yield f"year {year}"
    yield f"indicator {named}"
    yield f"relation {target.relation}"
    yield f"part {statement.part} {'报告' in statement.frame.title}"  # reports look back first
    verbs = list(_VERB.finditer(before))
    if verbs:
        yield f"verb {verbs[-1].group()}"
        yield f"opens {bool(_VERB.match(_BEFORE.sub('', before)))}"
    if target.year and issued:
        yield f"years ahead {max(-1, min(2, target.year - issued))}"
    yield from context_features(statement, value, part.piece)


def _is_past(target: Target, statement: Statement) -> bool:
    """Whether a value is of a year before the document: no target can be."""
    issued = statement.frame.issued
    return bool(target.year and issued and target.year < issued)


def _relation(before: str, suffix: str) -> str:
    if suffix in {"以内", "以下", "之内", "内"} or _AT_MOST.search(before):
        return AT_MOST
    if suffix in {"以上", "及以上", "或以上", "余"} or _AT_LEAST.search(before) or _NO_LESS.search(before):
        return AT_LEAST
    return ABOUT if suffix in {"左右", "上下"} or _ABOUT.search(before) else EXACTLY


def _noun_before(before: str, link: re.Match[str] | None) -> Span | None:
    """The indicator before its value: 培育领军型企业30家, 核心产业规模突破100亿元."""
    end = link.start() if link else len(before)
    if since := _SINCE.search(before, 0, end):
        end = since.start()
    start = 0
    for verb in (_TAKES if link else _VERB).finditer(before, 0, end):
        if verb.end() < end and not _inside_noun(before, verb):
            start = verb.end()
            break
    return _noun(before, start, end)


def _inside_noun(before: str, verb: re.Match[str]) -> bool:
    """Whether what looks like a verb is part of the indicator: 研发投入, 推广应用面积, 新增就业."""
    opening = _BEFORE.match(before)
    start = opening.end() if opening else 0
    if start >= verb.start():
        return False
    return not _FOR.fullmatch(before, start, verb.start()) and before[verb.start() - 1] not in ",、和并"


def _noun(text: str, start: int, end: int) -> Span | None:
    lead = _BEFORE.match(text[start:end])
    start += lead.end() if lead else 0
    while (edge := _EDGES.search(text[start:end])) and edge.end() > edge.start():
        start, end = (start + edge.end(), end) if edge.start() == 0 else (start, start + edge.start())
    while end > start and text[end - 1] in " ,;。、:":
        end -= 1
    if _ONLY_VERBS.fullmatch(text, start, end):
        return None
    return Span(start, end) if end - start >= 2 or text[start:end] in _PLACES else None
