"""How well a clause fits a question: features by name, 0 or 1 or in between, that the ranking weighs."""

import re
from collections.abc import Sequence
from functools import lru_cache

from retrieval.answer.match import SPOKEN, match_term
from retrieval.clause.duty import ACTS
from retrieval.clause.model import Clause, ClauseKind
from retrieval.question.model import Kind, Question
from retrieval.text.fold import fold
from retrieval.text.numerals import COUNT, MONEY, PERCENT, RATIO, Quantity
from retrieval.text.pattern import lazy_pattern
from retrieval.text.regions import find_regions

#: What an indicator is made of beside its name: verbs of attainment, words for the whole.
_GENERIC = lazy_pattern(
    r"[\d%\-.+()《》\"]|(?:到|至)\d+年|达到|突破|实现|超过|力争|全市|全省|及|和|等|相关|累计|新增|形成|建设|建成|建立|组建|设立|培育|培养|打造|引进|实施|总|约|不少于|各类|一批"
)
_MONEY_WORDS = lazy_pattern(
    "补助|补贴|资助|奖励|奖学金|奖金|奖补|资金|经费|优惠|减免|配套|基金|补偿|贴息|贷款|扶持|政策支持|支持|免征|减半"
)
#: How much, where a document puts no number to it.
_SUM = lazy_pattern(
    "(?:一定|相应|同等|适当|不同|相同|全部)(?:的)?(?:比例|补助|补贴|资助|奖励|奖补|支持|额度|配套)|全额|据实"
)
_GRANT = lazy_pattern("补助|补贴|资助|奖励|奖学金|奖金|奖补|配套|补偿|贴息|经费|资金")
#: A place by its last character (雨花台高新区, 江心洲生态科技岛), or where something is to be (在…推广).
_PLACE = lazy_pattern(
    r"[\u4e00-\u9fff](?:(?<![地社片])区(?![域块分县别])|(?<![城都我全各本])市(?![场民长级政委财属内])|县(?!市|域)|镇|岛|港(?![口航])|湾|谷|园区?|新城|小镇|走廊|街道|基地)"
    r"|在[^,;。]{2,16}(?:建设|推广|设立|布局|开展|试点|打造|建立)"
)
#: A place is asked for by what it is: 在哪个区.
_KIND_OF_PLACE = lazy_pattern(
    r"(?:[哪那](?:一)?[个条座]|[哪那](?:些|几[个条座]))(?P<kind>区|县|镇|街道|街|路|岛|村)(?![域块间分])"
)
#: A day, a month, a term: 6月8日前, 自2023年7月1日起施行, 30日内.
_DATED = lazy_pattern(r"\d月|\d日|年底|起(?:施行|实施|执行)|有效期|之日起|[日月年]内|截止|逾期|以前")
_NUMBERING = lazy_pattern(
    r"^(?:第[一二三四五六七八九十百\d]+[编章节条]|[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[、.]|-+)\s*"
)
#: What a breach brings.
_PENAL = lazy_pattern(
    r"罚款|处罚|处[^,;。]{1,20}(?:元|刑|拘留)|责令|给予[^,;。]{0,8}处分|警告|吊销|没收|拘留|刑事责任|赔偿责任|定罪"
)
#: A word of the topic from this weight on tells what is asked for.
_TELLING = 0.15
#: The two scopes in which plans count an industry: itself (核心产业规模), and what it draws along (带动相关产业规模).
_CORE, _AROUND = lazy_pattern("核心(?:产业|制造业|企业|业务)"), lazy_pattern("带动|相关(?:产业|行业|领域)")
#: What a place is to become, asked and said: 打造成什么, 占什么位置; 成为全国重要基地, 建成示范城市.
_BECOMES_WHAT = lazy_pattern(
    r"(?:成为|(?:打造|建设?|变|发展|培育)成为?)(?:了|一座|一个|个)?(?:什么|怎样|怎么样|啥|哪)"
    r"|(?:什么|怎样|啥)(?:样的?)?(?:位置|地位|定位|角色|[^,。?]{0,8}城市)|定位(?:是|为|成)?(?:什么|啥|\W|$)"
)
_BECOMES = lazy_pattern(r"(?:成为|(?:打造|建设?|发展|培育)成为?|打造|跻身|位居|使[^,;。]{1,12}成)[^,;。]{3,}[^,;。]")
_WHEN = lazy_pattern(r"[到至]?(?:19|20)\d{2}年?")
#: The section that sets what the plan as a whole is to reach.
_AIMS = lazy_pattern("目标|总体要求")
_MARK = lazy_pattern(r"[,;。:]")
_HAN_PAIR = lazy_pattern(r"[\u4e00-\u9fff]{2}")
#: Offices that one person holds, and asking for the person.
_OFFICES = lazy_pattern(r"主任|院长|所长|校长|会长|理事长|秘书长|组长|召集人|主席|董事长|总经理")
_WHO = lazy_pattern(r"(?:是|为|由|请的?)\s*(?:谁|哪位)|谁\s*(?:来)?(?:当|任|担任|做)|哪位|叫什么|名字")
#: The industry that an indicator is of; a word that names one weighs at least so much.
_INDUSTRY, _NAMES = lazy_pattern(r"[\u4e00-\u9fff]{2}产业(?!化)"), 0.3
#: A telephone number, an address, on the net or off it.
_CONTACT = lazy_pattern(r"\d{7,}|\d{3,4}-\d{7,8}|@|http|www\.|邮编|地址")


def features(
    question: Question, clause: Clause, own: str, title: str, quantities: Sequence[Quantity]
) -> dict[str, float]:
    """Return the features of a clause that are not 0; ``own`` is its folded text, ``title`` its document's."""
    kind = question.want.kind
    answering = [
        quantity
        for quantity in quantities
        if answers(question, quantity)
        and (kind is not Kind.MONEY or quantity.kind in {MONEY, *question.want.kinds} or _MONEY_WORDS.search(own))
    ]
    found = {
        "defines": bool(question.defined) and defines(question.defined, own),
        "penal": question.penalty and bool(_PENAL.search(own)),
        "heading": clause.kind is ClauseKind.HEADING and not _is_duty(question, clause),
        "bracket": clause.kind is ClauseKind.DUTY and not _is_duty(question, clause),
        "names_document": bool(title) and title in own and len(own) < len(title) + 20,
        "phrase": _phrases(question, own),
        "headed": _headed(question, clause),
        "year": bool(set(question.years) & set(clause.years)),
        "other_year": bool(question.years and clause.years) and not set(question.years) & set(clause.years),
        "same_value": any(same_value(quantity, named) for quantity in quantities for named in question.quantities),
        "number": bool(question.numbers) and all(number in "".join(own.split()) for number in question.numbers),
        "valued": kind in {Kind.AMOUNT, Kind.MONEY} and bool(answering),
        "indicator": _indicator(question, own, title, answering) if kind is Kind.AMOUNT else 0.0,
        "aims": kind is Kind.AMOUNT and bool(answering) and any(map(_AIMS.search, clause.path)),
        "local": _local(question, own, answering) if kind in {Kind.AMOUNT, Kind.MONEY} else 0.0,
        "sum": kind is Kind.MONEY and bool(_SUM.search(own)),
        "grant": kind is Kind.MONEY and bool(_GRANT.search(own)),
        "money": kind is Kind.MONEY and bool(_MONEY_WORDS.search(own)),
        "acts": kind is Kind.DUTY and bool(ACTS.search(own)),
        "idle": kind is Kind.DUTY and not ACTS.search(own) and clause.duty is None,
        "enumerates": kind in {Kind.LIST, Kind.NAME} and (own.count("、") >= 2 or own.endswith(":")),
        "instances": kind in {Kind.LIST, Kind.NAME, Kind.PLACE} and _instances(question, own),
        "named": kind is not Kind.LIST and _named(question, own),
        "sited": kind is Kind.PLACE and is_sited(question, own),
        "dated": kind is Kind.TIME and bool(_DATED.search(own)),
        "becomes": _asks_becoming(question.folded) and bool(_BECOMES.search(own)),
        "cites": kind is Kind.CITING and bool(re.search(r"》\([^()]*\(\d{4}\)", own)),
    }
    return {name: float(value) for name, value in found.items() if value}


def defines(name: str, own: str) -> bool:
    """Whether a folded text says what a thing is."""
    return bool(_definition(name).search(own))


@lru_cache(maxsize=64)
def _definition(name: str) -> re.Pattern[str]:
    """What defines a thing: 本法所称数据,是指…, 归侨是指…, 数据处理,包括…"""
    named = rf'"?{re.escape(name)}"?(?:\([^()]*\))?'
    return re.compile(
        rf"所称的?{named}|(?:^|[,;:。)、]|本法|本条例){named},?(?:是指|包括|指(?![导标定数示挥引])|,即)|^{named},?是(?![否由])"
    )


def _is_duty(question: Question, clause: Clause) -> bool:
    return question.want.kind is Kind.DUTY and clause.duty is not None


def holds_answer(question: Question, clause: Clause, own: str, quantities: Sequence[Quantity]) -> bool:
    """Whether a clause holds a thing of the kind that is asked for at all."""
    match question.want.kind:
        case Kind.AMOUNT:
            return any(
                answers(question, quantity)
                and not _of_other_scope(question, _before(own, quantity))
                and not _of_other_industry(question, clause, _before(own, quantity))
                for quantity in quantities
            )
        case Kind.MONEY:
            return any(q.kind in {MONEY, PERCENT, RATIO} for q in quantities) or bool(_MONEY_WORDS.search(own))
        case Kind.DUTY:
            return clause.duty is not None or bool(ACTS.search(own))
        case Kind.TIME:
            return bool(_DATED.search(own))
        case Kind.PLACE if kind := _KIND_OF_PLACE.search(question.folded):
            return clause.kind is not ClauseKind.DUTY and _names_place(question, own, kind["kind"])
        case Kind.CONTACT:
            return bool(_CONTACT.search(own))
        case _:
            return clause.kind is not ClauseKind.DUTY


def is_sibling(question: Question, own: str) -> bool:
    """Whether a text names the same thing as the question but for one word: 现代种业示范园 where 现代渔业示范园 is asked."""
    asked = "".join(question.folded.split())
    for term in question.terms:
        place = asked.find(term.text)
        before, after = asked[max(0, place - 2) : place], asked[place + len(term.text) :][:2]
        framed = _HAN_PAIR.fullmatch(before) and _HAN_PAIR.fullmatch(after)
        if place < 0 or not framed or any(word in own for word in (term.text, *term.alternatives)):
            continue
        if re.search(rf"{before}[\u4e00-\u9fff]{{1,4}}{after}", own):
            return True
    return False


def lacks_head(question: Question, own: str) -> bool:
    """Whether a person in an office is asked for (主任是谁) and a text does not so much as name the office."""
    offices = {match.group() for match in _OFFICES.finditer(question.folded)}
    return bool(offices) and bool(_WHO.search(question.folded)) and not any(office in own for office in offices)


def answers(question: Question, quantity: Quantity) -> bool:
    """Whether a quantity is of a kind, and counted by a unit, that the question asks for."""
    want = question.want
    if not want.kinds or quantity.unit == "级":
        return True
    if want.kind is Kind.MONEY and quantity.kind in {PERCENT, RATIO}:
        return True  # 配多少钱: 1:1
    if quantity.kind not in want.kinds:
        return False
    return quantity.kind != COUNT or not (want.units and quantity.unit) or quantity.unit.startswith(tuple(want.units))


def _of_other_scope(question: Question, indicator: str) -> bool:
    """Whether a value is of the industries around where the core is asked for, or the other way round.

    Side by side with other cities' it may stand, since there the difference is told.
    """
    if len(question.regions) != 1 or question.every:
        return False
    core, around = bool(_CORE.search(question.folded)), bool(_AROUND.search(question.folded))
    return (
        core != around
        and bool((_AROUND if core else _CORE).search(indicator))
        and not ((_CORE if core else _AROUND).search(indicator))
    )


def _of_other_industry(question: Question, clause: Clause, indicator: str) -> bool:
    """Whether a value is of an industry (海洋产业产值) where that of another is asked for, of which the clause says nothing."""
    if len(question.regions) != 1 or question.every or not _INDUSTRY.search(indicator):
        return False
    place = question.folded.find("产业")
    named = [term for term in question.terms if 0 <= question.folded.find(term.text) < place and term.weight >= _NAMES]
    said = fold(" ".join((*clause.path, clause.lead, clause.text)))
    return bool(named) and all(match_term(term, indicator, said) < SPOKEN for term in named)


def _before(own: str, quantity: Quantity) -> str:
    """The comma piece of a folded text up to the quantity: what the value is of."""
    return own[max(own.rfind(mark, 0, quantity.start) for mark in ",;。:") + 1 : quantity.start]


def same_value(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities are the same: 1.2万台 and 12000台."""
    return (one.kind, one.low, one.high) == (other.kind, other.low, other.high)


def _indicator(question: Question, own: str, title: str, answering: Sequence[Quantity]) -> float:
    """How much of what the best value is said to be of (its indicator) the question asks for, 0 to 1.

    What the title of the document names, every question put to it asks for.
    """
    asked = " ".join((question.folded, title, *(other for term in question.terms for other in term.alternatives)))
    best = 0.0
    for quantity in answering:
        indicator = _GENERIC.sub("", _before(own, quantity))
        if quantity.kind == COUNT and len(indicator) < 2:  # 形成100个示范项目: what is counted comes after
            indicator = _GENERIC.sub("", _MARK.split(own[quantity.end :])[0])
        bigrams = [indicator[place : place + 2] for place in range(len(indicator) - 1)]
        best = max(best, sum(bigram in asked for bigram in bigrams) / max(2, len(bigrams)))
    return best


def _local(question: Question, own: str, answering: Sequence[Quantity]) -> float:
    """How much of the topic the comma piece of the best value speaks of, 0 to 1."""
    total = sum(term.weight for term in question.terms)
    best = 0.0
    for quantity in answering:
        end = min((place for mark in ",;。" if (place := own.find(mark, quantity.end)) >= 0), default=len(own))
        piece = _before(own, quantity) + own[quantity.start : end]
        best = max(best, sum(term.weight * match_term(term, piece) for term in question.terms))
    return best / total if total else 0.0


def _names_place(question: Question, own: str, kind: str) -> bool:
    """Whether a folded text names a place of the kind asked for (哪个镇) beside what is asked about."""
    for term in question.terms:
        own = own.replace(term.text, "。") if len(term.text) > len(kind) else own
    if re.search(rf"[\u4e00-\u9fff](?<![社地示范导验聚护]){kind}(?![域块分别间县市])", own):
        return True
    return kind in {"区", "县"} and any(region.county for found in find_regions(own) for region in found.regions)


def is_sited(question: Question, own: str) -> bool:
    """Whether a folded text names a place beside what is asked about itself; asked for cities, several of them."""
    cities = bool(question.regions) and re.search(r"哪(?:些|几个?|个)[省市城]", question.folded)
    if cities and own.count("、") and len(find_regions(own)) > 1:
        return True
    for term in question.terms:
        if not term.names_kind:
            own = own.replace(term.text, "。")
    return bool(_PLACE.search(own))


def _instances(question: Question, own: str) -> bool:
    """Whether a clause names instances of what is asked for: 甲、乙等公共服务平台; 甲装备、乙装备."""
    kinds = [term for term in question.terms if term.names_kind][-1:]  # 哪个AI组织: the organisation
    nouns = "|".join(
        re.escape(text)
        for term in question.terms
        if len(term.text) > 1 and (term in kinds or (term.weight >= _TELLING and not term.names_kind))
        for text in ((term.text, *term.alternatives) if term.names_kind else (term.text,))
    )
    if nouns and re.search(rf"[、\"][^,;。]{{1,40}}等[^,;。、]{{0,8}}(?:{nouns})", own):
        return True
    return any(re.search(rf"、[^,;。、]{{1,8}}{re.escape(kind.text)}", own) for kind in kinds if len(kind.text) > 1)


def _named(question: Question, own: str) -> bool:
    """Whether a clause names a thing of the kind asked for (哪个库: 企业培育库): the kind's word ends a name in it."""
    for kind in [term for term in question.terms if term.names_kind][-1:]:
        return bool(_ending(kind.text, *(other for other in kind.alternatives if len(other) > 1)).search(own))
    return False


@lru_cache(maxsize=64)
def _ending(*words: str) -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fff\"](?:{'|'.join(map(re.escape, words))})(?=[,;。、)\"和等及]|$)")


def _headed(question: Question, clause: Clause) -> float:
    """How much of the nearest heading the question says, 0 to 1: what is asked about may be just that item."""
    return _said(clause.path[-1], question.folded) if clause.path else 0.0


@lru_cache(maxsize=256)  # the clauses of an item share their heading
def _said(heading: str, folded: str) -> float:
    heading = _NUMBERING.sub("", fold(heading)).strip('" ')
    bigrams = [heading[place : place + 2] for place in range(len(heading) - 1)]
    return sum(bigram in folded for bigram in bigrams) / len(bigrams) if bigrams else 0.0


def _phrases(question: Question, own: str) -> float:
    """The share of the question's four-character pieces that stand in the clause: its wording, not only its words."""
    pieces = _pieces(question.folded, bool(question.years))
    return min(1.0, sum(piece in own for piece in pieces) / 8) if pieces else 0.0


@lru_cache(maxsize=16)  # every clause is held against the same question
def _pieces(folded: str, dated: bool) -> tuple[str, ...]:
    """The four-character pieces of a folded question; of one that is dated without the years, compared by themselves."""
    asked = _WHEN.sub(" ", folded) if dated else folded
    return tuple(asked[place : place + 4] for place in range(len(asked) - 3))


@lru_cache(maxsize=16)
def _asks_becoming(folded: str) -> bool:
    return bool(_BECOMES_WHAT.search(folded))
