"""Money for those who apply (补助, 资助, 奖励): who gets how much for what, up to what, how often, under which condition.

Every sum and share of every sentence is a candidate, and every word of aid without a sum; small ordered rules read its
fields, and a fitted filter decides whether it is aid (see ``retrieval.fact.filter``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby, islice

from retrieval.document.model import Span
from retrieval.fact.features import context_features
from retrieval.fact.filter import load_filter, pairs
from retrieval.fact.model import Grant
from retrieval.fact.recipients import Offer, find_recipient, labelled_recipient, name_features, offers_of
from retrieval.fact.statements import Statement
from retrieval.text.numerals import COUNT, MONEY, PERCENT, RATIO, Quantity

#: Words for aid, and the kind of each: the first that a sentence holds near the sum.
AID = r"补助|补贴|资助|奖励|奖补|奖金|贴息|配套|支持|扶持|经费|安家费|奖学金|津贴|补偿|救助金?|慰问金|发放|让利"
KINDS = (
    ("贴息", re.compile(r"贴息|利息补贴|利率的")),
    ("税费减免", re.compile(r"免征|减征|减按|税收?优惠|(?:免收|减半收取)[^,;。]{0,8}费|抵扣")),
    (
        "租金减免",
        re.compile(r"(?:减免|免除|免收|减半收取)[^,;。]{0,12}(?:租金|房租)|(?:租金|房租)[^,;。]{0,6}(?:减免|免除)"),
    ),
    ("消费券", re.compile(r"消费券|优惠券|代金券|购物券")),
    ("贷款担保", re.compile(r"贷款额度|授信|担保额|借款")),
    ("基金", re.compile(r"基金")),
    ("财政安排", re.compile(r"安排[^,;。]{0,20}\d|预算|统筹[^,;。]{0,12}资金|专项资金\d|出资|财政每年")),
    ("奖励", re.compile(r"奖励|奖金|奖补|奖学金|嘉奖")),
    ("补贴", re.compile(r"补贴|津贴|补助|补偿|安家费|慰问金|救助")),
    ("资助", re.compile(r"资助|支持|扶持|配套|经费")),
)
#: What says that a sum is given.
_GIVES = re.compile(
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
_TIMES = re.compile(
    r"(?:补贴|贴息|补助|资助|支持)?期限?(?:为|不超过|最长)[一二三四五六两\d]{1,2}(?:年|个月)|(?:补贴|贴息|补助|资助|支持|奖励)期限?(?:不超过|最长|为)[一二三四五六两\d]{1,2}(?:年|个月)|一次性|连续(?:支持|补贴|奖励|给予)?[一二三四五六两\d]{1,2}年|最长(?:不超过)?[一二三四五六两\d]{1,2}(?:年|个月)|每年发放\d{1,2}个月|[前后][一二三四五两\d]年|第[一二三四五]年(?:、第[一二三四五]年)*|每年|每月|按月|按年|逐年|不超过[一二三四五两\d]{1,2}年|(?<=给予)[一二三四五两\d]年|/[年月]"
)
#: A sum that is given in so many words is no threshold, and one with its own subject no cap on what stands before.
_GIVEN = re.compile(r"(?<!最高)(?<!最多)(?:给予|予以|奖励|补助|补贴)(?:一次性)?$")
_OWN = re.compile(r"^(?:同时|并|另外|其中)?对(?!其|单|每|同一|上述|该)[^,;。]{2,40}?(?:给予|予以|奖励|补助|补贴)")
#: A piece that only says how long or how often: 给予10万元补助,连续三年.
_LASTS = re.compile(
    r"(?:连续(?:支持|补贴|奖励|给予|补助)?[一二三四五六两\d]{1,2}年|最长(?:不超过)?[一二三四五六两\d]{1,2}(?:年|个月)|(?:补[贴助]|贴息|资助|支持)?期限?(?:为|不超过|最长)*[一二三四五六两\d]{1,2}(?:年|个月)"
    r"|每年发放\d{1,2}个月)[,;。]?"
)
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
_CONDITION = re.compile(r"(?:的|后|者|时|且|起)[,]?$|^(?:经|对|凡|若|如|在|符合|通过|获|首次|每(?:成功|新增|引进)|自)")
_UNTIL = re.compile(
    r"(?:有效期|实施期限?|执行期限?|截止(?:日期|时间)?|申报期)?(?:至|到|截至|截止|执行至|延续至)(?P<day>20\d\d年\d{1,2}月(?:\d{1,2}日)?(?:底|前|止)?)"
)
#: What those who apply must reach stands before the sum: 同比增长小于10%,但….
_LIMIT = re.compile(r"(?:达到?|(?<!不)(?<!不得)(?:超过|低于|小于|大于|高于)|不少于|不低于|满)$")
#: The class that a sum of a list is for: 国家级500万元, 一等奖20万元.
_LABEL = re.compile(r"(?:[国省市区县州]家?级|[一二三四五特优]等奖|[\u4e00-\u9fff]{2,8})$")
#: What stands of the same in a piece of its own, and a piece that only names who it is for.
_HELD = re.compile(
    r"(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）.、])?(?:对于?|凡)(?P<holds>[^,;。]{3,80})的[^,;。的]{0,14}[,;:]?$"
)
_TO = re.compile(r"(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）.、])?对于?")
#: No class: 分别给予10万元、20万元.
_GIVING = re.compile(r"给予|予以|分别|最高|不超过|补[助贴]|奖励|资助|税后|标准|按|为$")
#: Whom a condition describes: 对[首次入选百强]的企业.
_HOLDER = re.compile(r"(?:对于?|凡)(?P<holds>[^,;。]{4,80})的[^,;。的]{1,14}(?=[,;。]|给予|予以|按)")
_AT_RATE = re.compile(r"按照?(?:(?!给予|予以|奖励|补[助贴]|资助)[^,;。]){1,60},$")
_GIVES_TO = re.compile(r"给予|予以|奖励|补[助贴]|资助")
_PAST = re.compile(r"已(?:[有经兑发拨])|累计(?:发放|拨付|兑现|下达)|同比|去年|共(?:发放|拨付)|截至")
_LIST = re.compile(r"(?:[、和及或与,]|以及)?(?:分别|最高|[国省市区县州]家?级|[一二三四五特优]等奖?|[^,;。、]{1,16})?")

#: Sentences of a paragraph that are read together.
_TOGETHER = 40
#: Sentences before that can name who gets the money.
_BACK = 6


@dataclass(frozen=True)
class Candidate:
    """Aid that may be, where its sum stands, and the features that tell; who gets it is still to be chosen."""

    grant: Grant
    value: Span
    features: frozenset[str]
    row: "_Row"
    before: Sequence[Statement]
    above: "_Above | None"

    def offers(self) -> Iterator[Offer]:
        """All who may get the money: in its sentence, in the sentences before it, above it."""
        statement = self.row.statement
        sums = self.row.run or Span(self.row.value.start, self.row.value.end)
        last = statement.piece_at(sums.end - 1)
        end = max(
            piece.end for piece in statement.pieces[last : last + 2] if piece.start <= sums.end or self._gives(piece)
        )
        for offer in offers_of(statement.folded, sums.start, self.row.context.start, end):
            yield Offer(statement.span_of(offer.span.start, offer.span.end), offer.features | {"in sentence"})
        if label := self.row.label:
            name = label.of(statement.folded)
            yield Offer(statement.span_of(label.start, label.end), frozenset({"label", *name_features(name)}))
        for distance, earlier in enumerate(reversed(self.before), 1):
            if found := find_recipient(earlier.folded):
                same = earlier.clauses[0].paragraph == statement.clauses[0].paragraph
                features = {"earlier", f"earlier {distance} {same}", *name_features(found.of(earlier.folded))}
                yield Offer(earlier.span_of(found.start, found.end), frozenset(features))
        if self.above:
            name = self.above.statement.text_of(self.above.who)
            yield Offer(self.above.who, frozenset({f"above {self.above.kind}", *name_features(name)}))

    def _gives(self, piece: Span) -> bool:
        """Whether a comma piece only says to whom the sum before it is given: 按3%的比例,给予服务机构资助."""
        statement = self.row.statement
        values = any(piece.start <= value.start < piece.end for value in statement.values)
        return not values and bool(_GIVES_TO.search(statement.folded, piece.start, piece.end))


@dataclass(eq=False)
class _Row:
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


def find_grants(statements: Sequence[Statement]) -> Iterator[Grant]:
    """Yield the grants that sentences promise, in order."""
    accepts = load_filter("money").accepts
    for candidate in grant_candidates(statements):
        if accepts(candidate.features):
            yield replace(candidate.grant, recipient=recipient_of(candidate))


def recipient_of(candidate: Candidate) -> Span | None:
    """Return who gets the money: who is named in so many words, else the likeliest of those who may."""
    offers = list(candidate.offers())
    given = [
        offer
        for offer in offers
        if {"nobody False", "again False"} <= offer.features
        and ("family given" in offer.features or {"given to", "ends True"} <= offer.features)
    ]
    if given:
        return given[-1].span  # 给予建设单位50万元: in so many words
    if labelled := next((offer for offer in offers if "above label" in offer.features), None):
        return labelled.span  # 补贴对象:符合条件的创业者
    if not offers:
        return None
    score = load_filter("recipients").score
    best = max(offers, key=lambda offer: score(offer.features))
    ends = {name for name in best.features if name.startswith("end ")}
    meant = [offer for offer in offers if "again False" in offer.features and ends <= offer.features]
    if "again True" in best.features and meant:  # 该企业, 每家机构: who is named so before
        best = max(meant, key=lambda offer: score(offer.features))
    return best.span


def grant_candidates(statements: Sequence[Statement]) -> Iterator[Candidate]:
    """Yield every sum, share and word of aid of sentences as a grant with its features; who gets it is still to be chosen."""
    above: list[_Above] = []
    last: list[Statement] = []
    for paragraph in _paragraphs(statements):
        rows = list[_Row]()
        for statement in paragraph:
            _read(statement, rows)
        above = [one for one in above if one.holds(paragraph[0])]
        for row in rows:
            value = row.statement.span_of(row.value.start, row.value.end)
            number = paragraph.index(row.statement)
            before = [one for one in (*last, *paragraph[:number])[-_BACK:] if _is_beside(one, row.statement)]
            labels = [one for one in map(_above, paragraph[:number]) if one and one.kind == "label"]
            nearest = next(iter([*labels[-1:], *above[-1:]]), None)
            yield Candidate(_grant(row), value, frozenset(_features(row)), row, before, nearest)
        above += filter(None, map(_above, paragraph))
        last = [*last, *paragraph][-_BACK:]


def _paragraphs(statements: Sequence[Statement]) -> Iterator[list[Statement]]:
    """The sentences of each paragraph, as many as are read together."""
    for _, group in groupby(statements, key=lambda statement: statement.clauses[0].paragraph):
        while part := list(islice(group, _TOGETHER)):
            yield part


@dataclass(frozen=True)
class _Above:
    """Who is named above for all that stands below: by the sentence that announces a list, or behind a label."""

    who: Span
    statement: Statement
    kind: str

    def holds(self, statement: Statement) -> bool:
        """Whether a sentence stands below it."""
        return _is_beside(self.statement, statement)


def _is_beside(one: Statement, other: Statement) -> bool:
    """Whether two sentences stand in one article, and under the same headings."""
    first, second = one.clauses[0], other.clauses[0]
    same = (first.provision and first.provision.article) == (second.provision and second.provision.article)
    return same and first.path == second.path


def _above(statement: Statement) -> _Above | None:
    folded = statement.folded
    if found := labelled_recipient(folded):
        return _Above(statement.span_of(found.start, found.end), statement, "label")
    if folded.endswith(":") and (found := find_recipient(folded)):
        return _Above(statement.span_of(found.start, found.end), statement, "announced")
    return None


def _read(statement: Statement, rows: list[_Row]) -> None:
    """Read the sums of a sentence into rows; a cap goes to the rows before it that have none."""
    folded = statement.folded
    values = [value for value in statement.values if value.kind in {MONEY, PERCENT, RATIO}]
    current: list[_Row] = []  # what this part of the sentence gives so far
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
            new = [_Row(statement, context, value, "worded", amount=statement.span_of(start, end), quote_end=piece.end)]
            current += new
            rows += new
        if current:
            begins = piece.end
        if folded[piece.end - 1] == ";":
            current, begins = [], piece.end


def _is_told_before(folded: str, current: Sequence[_Row], piece: Span) -> bool:
    """Whether a piece only gives the sum of the piece before it: 按照担保额的3%,给予担保机构资助."""
    last = current[-1] if current else None
    return bool(
        last
        and last.role == "amount"
        and last.quote_end == piece.start
        and _AT_RATE.search(folded, last.context.start, piece.start)
        and _GIVES_TO.search(folded, piece.start, piece.end)
    )


def _waiting(current: Sequence[_Row], rows: Sequence[_Row], piece: str) -> list[_Row]:
    """The rows that a cap in ``piece`` can be of: those of its sentence without one, or all of its paragraph."""
    if current or not _CAP_ONLY.match(piece):
        return [row for row in current if not row.cap]
    return [row for row in rows if not row.cap]


def _put_cap(statement: Statement, rows: Sequence[_Row], run: Sequence[Quantity], end: int) -> None:
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
    if (_CAP.search(before) and re.search(AID, after)) or _GIVEN.search(before):
        return False
    if value.kind == RATIO and re.match(r"(?:的?比例)?(?:负担|分担|承担|出资|分摊)", after):
        return True
    if _THRESHOLD.match(after) and not re.match(r"[、和]", after):
        return True
    rest = re.match(r"(?:[、和或]\d[\d.,]*(?:万|亿)?元?%?)+(?=.)", after)
    if rest and _THRESHOLD.match(after, rest.end()):
        return True
    if _LIMIT.search(before) and not _GIVES.search(folded, piece.start, piece.end):
        return True
    return bool(_MEASURED.search(before)) and not re.search(_GIVES, after)


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


def _row(statement: Statement, context: Span, run: Sequence[Quantity], number: int, capped: bool) -> _Row:
    value = run[number]
    whole = Span(run[0].start, run[-1].end)
    row = _Row(statement, context, value, "cap" if capped else "amount", quote_end=context.end, run=whole)
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


def _grant(row: _Row) -> Grant:
    statement, folded = row.statement, row.statement.folded
    start = max(row.context.start, statement.pieces[max(0, statement.piece_at(row.value.start) - 3)].start)
    text = folded[start : _end_of_quote(row)]
    times = [statement.span_of(start + match.start(), start + match.end()) for match in _TIMES.finditer(text)]
    until = _UNTIL.search(text)
    return Grant(
        statement.clause_at(row.value.start),
        statement.span_of(start, start + len(text.rstrip(" ,;。"))),
        None,
        row.amount,
        row.cap,
        tuple(times),
        row.high,
        _kind(folded, row),
        statement.path[-1] if statement.path else "",
        _condition(row),
        statement.span_of(start + until.start("day"), start + until.end("day")) if until else None,
    )


def _end_of_quote(row: _Row) -> int:
    """Where the quote ends: behind the pieces that say how long."""
    end, folded = row.quote_end, row.statement.folded
    for piece in row.statement.pieces:
        if piece.start == end and _LASTS.fullmatch(folded, piece.start, piece.end):
            end = piece.end
    return end


def _kind(folded: str, row: _Row) -> str:
    """The kind of aid, told by the words nearest to the sum."""
    pieces = row.statement.pieces
    number = row.statement.piece_at(row.value.start)
    near = folded[pieces[number].start : row.quote_end]
    for text in (near, folded):
        if kind := next((kind for kind, pattern in KINDS if pattern.search(text)), None):
            return kind
    return KINDS[-1][0]


def _condition(row: _Row) -> Span | None:
    """What has to be met: the class that a sum of a list is for, else the pieces before that end in 的, or open with 经."""
    statement, folded = row.statement, row.statement.folded
    if row.label:
        return statement.span_of(row.label.start, row.label.end)
    at = statement.piece_at(row.value.start)
    pieces = [piece for piece in statement.pieces[:at] if piece.start >= row.context.start]
    named = [piece for piece in pieces if _CONDITION.search(piece.of(folded).rstrip(",;:"))]
    if named and (holder := _HELD.match(named[-1].of(folded))):
        return statement.span_of(*(named[-1].start + place for place in holder.span("holds")))
    if named and not _TO.match(named[-1].of(folded)):
        end = named[-1].end - len(named[-1].of(folded)) + len(named[-1].of(folded).rstrip(",;: 的"))
        return statement.span_of(named[-1].start, end)
    inside = _HOLDER.search(folded, row.context.start, row.value.start)
    return statement.span_of(*inside.span("holds")) if inside else None


def _features(row: _Row) -> Iterator[str]:
    statement, folded = row.statement, row.statement.folded
    run = row.run or Span(row.value.start, row.value.end)
    value = replace(row.value, start=run.start, end=run.end)  # what stands around a list stands around each of its sums
    piece = statement.pieces[statement.piece_at(value.start)]
    near = bool(_GIVES.search(folded, piece.start, max(piece.end, row.quote_end)))
    yield f"gives near {near}"
    yield f"role {row.role}"
    if row.role == "worded":
        yield from pairs(folded[row.value.start : row.value.end], "=")
    yield f"recipient {find_recipient(row.context.of(folded)) is not None}"
    yield f"cap {row.cap is not None}"
    yield f"kind of aid {_kind(folded, row)}"
    yield "rules yes" if near and not _PAST.search(folded) else "rules no"
    yield from context_features(statement, value, piece)
