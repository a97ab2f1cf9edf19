"""Money for those who apply (补助, 资助, 奖励): who gets how much, up to what, how often."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from retrieval.clause.model import Clause, ClauseKind
from retrieval.clause.sentences import split_commas
from retrieval.document.model import Span
from retrieval.fact.model import Grant
from retrieval.text.numerals import MONEY, PERCENT, RATIO, Quantity, find_quantities

_AID = r"项目经费|补助|补贴|资助|奖励|奖补|奖金|贴息|配套|经费支持|资金支持|研发经费|安家费|奖学金"
#: Who bears a name that ends like this stands between the word for aid and the sum: 奖励主办方30万元.
_WHO = r"[\u4e00-\u9fff()]{0,10}(?:单位|企业|机构|[^地]方|团队|个人|者|户)"
#: Aid that is given: 给予…补助, 奖励20万元, 按…的30%执行, 免征…税.
_GIVES = re.compile(
    rf"(?:给予|予以|给以)[^,;。]{{0,40}}(?:{_AID}|\d[\d.,]*(?:万|亿)?元?[^,;。]{{0,4}}支持)|(?:按|按照)[^,;。]{{1,40}}(?:给予|予以|执行|发放|{_AID})"
    rf"|(?:{_AID})(?:{_WHO})?(?:最高|累计)?(?:不超过)?\d|(?:再|另行|分别|一次性)(?:给予)?(?:奖励|补助|补贴|资助)|(?:{_AID})[^,;。]{{0,10}}(?:每|不超过|最高)[^,;。]{{0,6}}\d|最高(?:可)?给予"
    rf"|免征[^,;。]*税|全额补贴|每年[^,;。]{{0,4}}安排[^,;。]*\d[\d.]*[万亿]?元|(?:{_AID}|支持)(?:比例|金额|标准)[^,;。]{{0,8}}\d|(?:资金|基金)\d[\d.]*[万亿]元|规模[^,;。]{{0,6}}\d[\d.]*亿元的[^,;。]*基金"
)
#: What goes on with the grant before it: a cap, how often.
_MORE = re.compile(
    r"^(?:单个|每家|每户|单户|每个|每人|每艘|单座|每座|单项|同一|年度)?[^,;。]{0,10}?(?:最高|不超过|连续|最长|累计)|^(?:每年|每月|按[年月季]度?)(?:发放|拨付|兑现)"
)
_CAP = re.compile(r"(?:最高|不超过|上限|封顶|限额)[^\d,;。]{0,8}$")
_TIMES = re.compile(
    r"(?:补贴|贴息|补助|资助|支持)期(?:不超过|最长)[一二三四五两\d]年|一次性|连续(?:支持)?[一二三四五两\d]年|最长[一二三四五两\d]年|每年发放\d+个月|前[一二三四五两\d]年|第[一二三四五]年(?:、第[一二三四五]年)*|每年|每月|按月|逐年"
)
_VAGUE = re.compile(
    r"免征[^,;。]{2,20}?(?=等|,|;|。|$)|全额(?=补贴|补助)|一定(?:比例|补助|奖励|资助|经费支持|的?(?:资金|经费))(?:补助|奖励|资助|支持)?|(?:风险|保费)补助|(?<=[的予受])(?!一定|相应|适当)[\u4e00-\u9fff]{2,4}(?:补助|奖补|补贴)"
)
#: Who gets it, the surest form first: 给予…一次性, 对企业新获批…, 对…, 支持…, the subject itself.
_UNTIL = r"(?=,?(?:择优|给予|予以|按照?|最高|每(?:年|个|家|人|辆|座)|分别|再|一次性|缴纳|第一年|累计))"
_RECIPIENTS = (
    re.compile(rf"(?:给予|奖励|补助|补贴|资助)(?P<to>{_WHO})(?=补贴|奖补|\d)"),
    re.compile(
        r"(?:给予|向)(?P<to>[\u4e00-\u9fff()]{2,20}?)(?=一次性|连续|最高|每年|每月|补助|奖励|资助|风险|保险|\d)"
    ),
    re.compile(r"(?:支持|鼓励)(?P<to>[^,;。]{2,60}?(?:企业|单位|机构|高校|院所|园区))(?=申报|积极|承担)"),
    re.compile(r"对(?P<to>企业|单位|个人|机构|用户)(?=(?:新|获|取得|入选|首次|通过|开展|研发投入)[^,;。的]*(?:,|按))"),
    re.compile(
        r"(?:^|\d\.)(?P<to>[\u4e00-\u9fff]{0,10}(?:企业|单位|机构|旅行社|个人))(?=通过|组织|参加|取得|首次|入选|获)"
    ),
    re.compile(
        r"(?:^|\d\.)(?P<to>(?!对|支持|鼓励)[\u4e00-\u9fff]{2,12}?)(?=(?:配套|自主|新|首次|投资)?(?:建设|新建|购置|开展|举办|承办|创建|改造|引进)[^;。]{2,40}的,)"
    ),
    re.compile(rf"对(?P<to>[^,;。]{{2,70}}?(?<!的))(?:(?=,|;|。|$)|{_UNTIL})"),
    re.compile(r"(?:支持|鼓励)(?P<to>[^,;。]{4,60}?)(?=,)"),
    re.compile(r"\d[万亿]?元(?:资金)?(?:专项)?(?:用于)?(?:支持|扶持)(?P<to>[^,;。]{2,40})"),
    re.compile(r"根据(?P<to>[^,;。]{2,30}?)(?=(?:建设|运营|发展)[^,;。]*需要)|落实(?P<exempt>[^;。]{2,80}?)(?=享受)"),
    re.compile(rf"(?:^|[,;。])(?:\([一二三四五六七八九十]\)|并)?(?P<to>(?!并?对)[^,;。]{{2,40}}?(?<!的)){_UNTIL}"),
)
_NO_RECIPIENT = re.compile(
    r"^(?:其|一定|最高|一次性|每|适当|相应|市财政|财政|展位费|连续|第[一二三四五]年|前[一二三四五两]年|单[座个场家户项](?!企业|单位|项目)|分别|按|围绕)|(?:费|标准|方向|资金|补贴)$"
)


@dataclass(frozen=True)
class _Piece:
    start: int
    text: str


def is_grant(piece: str) -> bool:
    """Whether a folded comma piece gives money to those who apply, or says up to how much."""
    return (
        bool(_GIVES.search(piece))
        or bool(re.match(r"(?:支持|补助|奖励|资助|补贴)(?:金额|比例|标准)", piece))
        or bool(re.search(r"(?:最高|每年|累计|每[家户艘座])[^,;。]{0,8}(?:不超过|最高)?\d[\d.]*[万亿]?元", piece))
    )


def find_grants(clauses: Sequence[Clause]) -> Iterator[Grant]:
    """Yield the grants that clauses promise, in order."""
    for clause in clauses:
        if clause.kind in {ClauseKind.TEXT, ClauseKind.LEAD}:
            yield from _in_clause(clause)


def _in_clause(clause: Clause) -> Iterator[Grant]:
    folded = clause.folded
    pieces = [_Piece(span.start, span.of(folded)) for span in split_commas(folded, Span(0, len(folded)))]
    groups: list[list[_Piece]] = []
    context: list[_Piece] = []
    for piece in pieces:
        goes_on = groups and not context and _MORE.search(piece.text) and not piece.text.startswith("对")
        if goes_on:
            groups[-1].append(piece)
        elif _GIVES.search(piece.text):
            groups.append([*context[-3:], piece])
            context = []
        else:
            context.append(piece)
    named: Span | None = None
    for group in groups:
        grant = _grant(clause, folded, group)
        if grant:
            named = grant.recipient or named  # who is named once gets what the rest of the sentence gives too
            yield replace(grant, recipient=named)


def _grant(clause: Clause, folded: str, group: Sequence[_Piece]) -> Grant | None:
    start, end = group[0].start, group[-1].start + len(group[-1].text)
    text = folded[start:end]
    recipient = _recipient(text)
    sums = [
        quantity
        for quantity in find_quantities(text)
        if quantity.kind in {MONEY, PERCENT, RATIO}
        and not (recipient and recipient.start <= quantity.start < recipient.end)
        and not re.match(
            r"(?:以上|以下|以内)?的(?!.{0,6}(?:补助|奖励|资助|补贴|贴息|配套|标准|比例|给予|执行|支持|资金|.{0,14}基金))",
            text[quantity.end :],
        )
    ]
    capped = [quantity for quantity in sums if _CAP.search(text[: quantity.start])]
    capped += [quantity for quantity in sums if capped and _in_a_row(text, capped[0], quantity)]
    amounts = [quantity for quantity in sums if quantity not in capped] or [q for q in capped if q.kind != MONEY]
    capped = [quantity for quantity in capped if quantity not in amounts]
    vague = _VAGUE.search(text)
    if (
        not amounts
        and not capped
        and not vague
        and not re.search(r"免征|全额补贴|择优给予|给予[^,;。]{0,12}(?:补助|奖励)", text)
    ):
        return None

    def placed(span: Span | None) -> Span | None:
        return clause.span_of(start + span.start, start + span.end) if span else None

    return Grant(
        clause.number,
        clause.span_of(start, start + len(text.rstrip(" ,;。"))),
        placed(recipient),
        placed(_row(text, amounts) or (Span(*vague.span()) if vague and not capped else None)),
        placed(_row(text, capped)),
        tuple(clause.span_of(start + match.start(), start + match.end()) for match in _TIMES.finditer(text)),
        _largest([*amounts, *capped]),
    )


def _in_a_row(text: str, first: Quantity, other: Quantity) -> bool:
    """Whether ``other`` goes on a row of sums: 最高300万元、600万元."""
    return other.start > first.end and not re.sub(r"[\d.,万亿元、%]", "", text[first.end : other.start])


def _recipient(text: str) -> Span | None:
    for pattern in _RECIPIENTS:
        for match in pattern.finditer(text):
            start, end = match.span(match.lastgroup or 0)
            if not _NO_RECIPIENT.search(text[start:end]):
                return Span(start, end)
    return None


def _row(text: str, quantities: Sequence[Quantity]) -> Span | None:
    """The first of some sums, with those that follow it in a row: 最高300万元、600万元, 100万元至500万元."""
    if not quantities:
        return None
    end = quantities[0].end
    for quantity in quantities[1:]:
        if text[end : quantity.start] in {"、", "至", "-"}:
            end = quantity.end
    return Span(quantities[0].start, end)


def _largest(quantities: Sequence[Quantity]) -> Decimal | None:
    return max((quantity.high for quantity in quantities if quantity.kind == MONEY), default=None)
