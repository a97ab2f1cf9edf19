"""Read the sums of a sentence: what is given, what it is capped by, and which aid is given in words only."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from retrieval.document.model import Span
from retrieval.fact.statements import Statement
from retrieval.text.numerals import COUNT, MONEY, PERCENT, RATIO, Quantity

#: Words for aid, and the kind of each: the first that a sentence holds near the sum.
_AID = r"补助|补贴|资助|奖励|奖补|奖金|贴息|配套|支持|扶持|经费|安家费|奖学金|津贴|补偿|救助金?|慰问金|发放|让利"
#: What says that a sum is given.
GIVES = re.compile(
    r"给予|予以|给以|发放|奖励|补助|补贴|资助|奖补|贴息|拨付|配套|减免|免征|免收|执行|兑现|享受|每人每[月年天]|安排|出资|支持|减征|减按|抵[减扣]|返还|免缴|加计"
)
_CAP = re.compile(
    r"(?:最高|最多|至多|不超过|不得超过|不高于|上限|封顶|限额|总额|以内|≤)[^\d,;。]{0,10}$|(?:最高|不超过)(?:可)?(?:给予|奖励|补贴|补助|资助|支持)[^\d,;。]{0,14}$"
)
_CAP_AFTER = re.compile(r"^(?:以内|以下|封顶|为上限|为限)(?!的)")
#: A sum that is a threshold: what those who apply must have.
_THRESHOLD = re.compile(
    r"\)?(?:\([^()]{1,8}\)|/年)?(?:以上|以下|以内|及以上|及以下|\(含\)|之间|不等)*(?:\([^()]{1,8}\))?(?:、|且|或|和|及|至|但|的(?!(?:(?!给予|予以)[^,;。]){0,8}(?:标准|比例|税率|税额|优惠|征收率|补助|奖励|资助|补贴|贴息|配套|资金|经费|生活|一次性|额度|金额|奖补|(?:(?!给予|予以)[^,;。]){0,10}(?:支持|基金|补贴|奖励|补助))))"
)
_MEASURED = re.compile(
    r"(?:营业?收入?|销售额|产值|投资额?|投入|注册资本|实缴|纳税额?|税收|面积|利润|交易额|进出口额?|贷款(?:余额|金额)?|规模|资产|成本|缴费|年薪|收入|价格|房价|保证金|欠款|估值|市值|融资额?)(?:(?!补[助贴]|奖|标准)[^,;。]){0,14}(?:达到?|超过?|突破|在|不少于|不低于|首次|为|满|低于|高于|超|大于|小于|≥)[^\d,;。]{0,6}$"
)
#: A cap on all that a paragraph gives: 单个企业每年累计不超过100万元. It gives nothing itself.
_CAP_ONLY = re.compile(
    r"^(?:其中|对|原则上|且)?(?:单个|每家|每户|单户|单家|同一|年度|累计|上述|以上|总额|补贴总额|奖励总额|每套|单套|全年|各项|合计)(?![^,;。]{0,30}(?:给予|予以|再))"
)
#: A sum that is given in so many words is no threshold, and one with its own subject no cap on what stands before.
_GIVEN = re.compile(r"(?<!最高)(?<!最多)(?:给予|予以|奖励|补助|补贴)(?:一次性)?$")
_OWN = re.compile(r"^(?:同时|并|另外|其中)?对(?!其|单|每|同一|上述|该)[^,;。]{2,40}?(?:给予|予以|奖励|补助|补贴)")
#: Aid in words: 给予一定补助, 全额补贴, 参照该标准给予支持.
_WORDED = re.compile(
    r"(?:给予|予以|给以|享受|发放|落实)(?P<aid>(?:[^,;。\d%]{0,18}?)(?:补助|补贴|资助|奖励|奖补|贴息|经费支持|资金支持|配套支持|资金配套|配套资金|重点支持|保费补贴))(?!对象|标准|政策|范围|资金|力度|条件|方式|机制|办法|项目|申[请报]|性|水平|期)"
    r"|提供(?P<offer>[^,;。\d%]{0,10}(?:贴息|补贴|补助|资助|风险补偿)(?:(?:和|、)[^,;。\d%]{0,8}(?:贴息|补贴|补助|资助|风险补偿))?)(?=服务|,|;|。|$)"
    r"|(?:给予|予以|给以)(?P<support>(?:相应|适当|一定|重点|优先|政策|资金)*的?(?:支持|扶持|资助|奖补|奖励|补助|补贴|风险补偿)(?:和奖励|和扶持)?)(?=[,;。]|$)"
    r"|发放(?P<coupon>[^,;。\d%]{0,16}券\"?(?:\"[^\",;。]{1,6}券\"){0,3})(?=[,;。]|$)"
    r"|(?P<exempt>(?:免征|减半征收|免缴|减免|免收)[^,;。的]{2,24}(?=,|;|。|$))"
    r"|(?P<full>全额(?=补贴|补助|奖励|资助))"
    r"|(?P<share>一定(?:比例|补助|奖励|资助|经费支持|的?(?:资金|经费))(?:的?(?:补助|奖励|资助|支持|补贴))?)"
    r"|(?P<follow>(?:参照|按)[^,;。]{2,12}(?:标准|政策)给予支持)"
)
#: What those who apply must reach stands before the sum: 同比增长小于10%,但….
_LIMIT = re.compile(r"(?:达到?|(?<!不)(?<!不得)(?:超过|低于|小于|大于|高于)|不少于|不低于|满)$")
#: The class that a sum of a list is for: 国家级500万元, 一等奖20万元.
_LABEL = re.compile(r"(?:[国省市区县州]家?级|[一二三四五特优]等奖|[\u4e00-\u9fff]{2,8})$")
#: No class: 分别给予10万元、20万元.
_GIVING = re.compile(r"给予|予以|分别|最高|不超过|补[助贴]|奖励|资助|税后|标准|按|为$")
_AT_RATE = re.compile(r"按照?(?:(?!给予|予以|奖励|补[助贴]|资助)[^,;。]){1,60},$")
GIVES_TO = re.compile(r"给予|予以|奖励|补[助贴]|资助")
_LIST = re.compile(r"(?:[、和及或与,]|以及)?(?:分别|最高|[国省市区县州]家?级|[一二三四五特优]等奖?|[^,;。、]{1,16})?")


@dataclass(eq=False)
class Row:
    """A grant as it is read. ``context``, ``value`` and ``label`` are places in the sentence, the rest in the document."""

    statement: Statement
    context: Span
    value: Quantity
    role: str
    amount: Span | None = None
    cap: Span | None = None
    high: Decimal | None = None
    label: Span | None = None
    quote_end: int = 0
    run: Span | None = None  # all sums of its list


def read_sums(statement: Statement, rows: list[Row]) -> None:
    """Read the sums of a sentence into rows; a cap goes to the rows before it that have none."""
    folded = statement.folded
    values = [value for value in statement.values if value.kind in {MONEY, PERCENT, RATIO}]
    current: list[Row] = []  # what this part of the sentence gives so far
    begins = 0  # where the text begins that the next row is about
    for piece in statement.pieces:
        held = [
            value
            for value in values
            if piece.start <= value.start < piece.end and not _is_threshold(folded, piece, value)
        ]
        context = Span(begins, piece.end)
        for run in _runs(folded, held):
            capped = bool(
                _CAP.search(folded[piece.start : run[0].start]) or _CAP_AFTER.match(folded[run[-1].end : piece.end])
            )
            own = run[0] is held[0] and (
                _OWN.match(piece.of(folded)) or _GIVEN.search(folded, piece.start, run[0].start)
            )
            if capped and not own and (waiting := _waiting(current, rows, piece.of(folded))):
                _put_cap(statement, waiting, run, piece.end)
                continue
            if any(row.cap for row in current):
                current = []
            new = [_row(statement, context, run, number, capped) for number in range(len(run))]
            for worded in [row for row in current if row.role == "worded"]:  # 给予房租补贴,其中前两年100%: told again
                new = [replace(row, context=Span(worded.context.start, row.context.end)) for row in new]
                current.remove(worded)
                rows.remove(worded)
            current += new
            rows += new
        if not held and _is_told_before(folded, current, piece):
            for row in current:
                row.quote_end = piece.end
        elif not held and (found := _WORDED.search(folded, piece.start, piece.end)):
            start, end = found.span(found.lastgroup or 0)
            start = max(start, folded.rfind("的", start, end - 2) + 1)  # 连续两年的租房补贴
            value = Quantity(start, end, COUNT, "", Decimal(0), Decimal(0))
            new = [Row(statement, context, value, "worded", amount=statement.span_of(start, end), quote_end=piece.end)]
            current += new
            rows += new
        if current:
            begins = piece.end
        if folded[piece.end - 1] == ";":
            current, begins = [], piece.end


def _is_told_before(folded: str, current: Sequence[Row], piece: Span) -> bool:
    """Whether a piece only gives the sum of the piece before it: 按照担保额的3%,给予担保机构资助."""
    last = current[-1] if current else None
    return bool(
        last
        and last.role == "amount"
        and last.quote_end == piece.start
        and _AT_RATE.search(folded, last.context.start, piece.start)
        and GIVES_TO.search(folded, piece.start, piece.end)
    )


def _waiting(current: Sequence[Row], rows: Sequence[Row], piece: str) -> list[Row]:
    """The rows that a cap in ``piece`` can be of: those of its sentence without one, or all of its paragraph."""
    if current or not _CAP_ONLY.match(piece):
        return [row for row in current if not row.cap]
    return [row for row in rows if not row.cap]


def _put_cap(statement: Statement, rows: Sequence[Row], run: Sequence[Quantity], end: int) -> None:
    for number, row in enumerate(rows):
        value = run[number] if len(run) == len(rows) else run[0]
        row.cap = statement.span_of(value.start, value.end)
        if value.kind == MONEY:
            row.high = max(row.high or value.high, value.high)
        if row.statement is statement:
            row.quote_end = end


def _is_threshold(folded: str, piece: Span, value: Quantity) -> bool:
    """Whether a sum is what those who apply must have, not what they get."""
    before, after = folded[piece.start : value.start], folded[value.end : piece.end]
    if (_CAP.search(before) and re.search(_AID, after)) or _GIVEN.search(before):
        return False
    if value.kind == RATIO and re.match(r"(?:的?比例)?(?:负担|分担|承担|出资|分摊)", after):
        return True
    if _THRESHOLD.match(after) and not re.match(r"[、和]", after):
        return True
    rest = re.match(r"(?:[、和或]\d[\d.,]*(?:万|亿)?元?%?)+(?=.)", after)
    if rest and _THRESHOLD.match(after, rest.end()):
        return True
    if _LIMIT.search(before) and not GIVES.search(folded, piece.start, piece.end):
        return True
    return bool(_MEASURED.search(before)) and not re.search(GIVES, after)


def _runs(folded: str, values: Sequence[Quantity]) -> Iterator[list[Quantity]]:
    """Lists of sums: 最高30万元、50万元、80万元; 国家级500万元、省级100万元."""
    run: list[Quantity] = []
    for value in values:
        if run and not (_LIST.fullmatch(folded, run[-1].end, value.start) and run[-1].kind == value.kind):
            yield run
            run = []
        run.append(value)
    if run:
        yield run


def _row(statement: Statement, context: Span, run: Sequence[Quantity], number: int, capped: bool) -> Row:
    value = run[number]
    whole = Span(run[0].start, run[-1].end)
    row = Row(statement, context, value, "cap" if capped else "amount", quote_end=context.end, run=whole)
    if capped and value.kind == MONEY:
        row.cap = statement.span_of(value.start, value.end)
    else:
        row.amount = statement.span_of(value.start, value.end)
    row.high = value.high if value.kind == MONEY else None
    before = run[number - 1].end if number else max(context.start, value.start - 16)
    label = _LABEL.search(statement.folded[before : value.start]) if len(run) > 1 else None
    if label and _GIVING.search(label.group()):
        label = None
    row.label = Span(before + label.start(), value.start) if label else None
    return row
