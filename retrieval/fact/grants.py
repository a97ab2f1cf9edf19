"""Money for those who apply (补助, 资助, 奖励): who gets how much for what, up to what, how often, under which condition.

Every sum and share of every sentence is a candidate, and every word of aid without a sum; small ordered rules read its
fields, and a fitted filter decides whether it is aid (see ``retrieval.fact.filter``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from retrieval.document.model import Span
from retrieval.fact.features import context_features
from retrieval.fact.filter import load_filter, pairs
from retrieval.fact.model import Grant
from retrieval.fact.recipients import Offer, find_recipient, labelled_recipient, name_features, offers_of
from retrieval.fact.statements import Statement
from retrieval.fact.sums import GIVES, GIVES_TO, Row, read_sums

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
_TIMES = re.compile(
    r"(?:补贴|贴息|补助|资助|支持)?期限?(?:为|不超过|最长)[一二三四五六两\d]{1,2}(?:年|个月)|(?:补贴|贴息|补助|资助|支持|奖励)期限?(?:不超过|最长|为)[一二三四五六两\d]{1,2}(?:年|个月)|一次性|连续(?:支持|补贴|奖励|给予)?[一二三四五六两\d]{1,2}年|最长(?:不超过)?[一二三四五六两\d]{1,2}(?:年|个月)|每年发放\d{1,2}个月|[前后][一二三四五两\d]年|第[一二三四五]年(?:、第[一二三四五]年)*|每年|每月|按月|按年|逐年|不超过[一二三四五两\d]{1,2}年|(?<=给予)[一二三四五两\d]年|/[年月]"
)
#: A piece that only says how long or how often: 给予10万元补助,连续三年.
_LASTS = re.compile(
    r"(?:连续(?:支持|补贴|奖励|给予|补助)?[一二三四五六两\d]{1,2}年|最长(?:不超过)?[一二三四五六两\d]{1,2}(?:年|个月)|(?:补[贴助]|贴息|资助|支持)?期限?(?:为|不超过|最长)*[一二三四五六两\d]{1,2}(?:年|个月)"
    r"|每年发放\d{1,2}个月)[,;。]?"
)
_CONDITION = re.compile(r"(?:的|后|者|时|且|起)[,]?$|^(?:经|对|凡|若|如|在|符合|通过|获|首次|每(?:成功|新增|引进)|自)")
_UNTIL = re.compile(
    r"(?:有效期|实施期限?|执行期限?|截止(?:日期|时间)?|申报期)?(?:至|到|截至|截止|执行至|延续至)(?P<day>20\d\d年\d{1,2}月(?:\d{1,2}日)?(?:底|前|止)?)"
)
#: What stands of the same in a piece of its own, and a piece that only names who it is for.
_HELD = re.compile(
    r"(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）.、])?(?:对于?|凡)(?P<holds>[^,;。]{3,80})的[^,;。的]{0,14}[,;:]?$"
)
_TO = re.compile(r"(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）.、])?对于?")
#: Whom a condition describes: 对[首次入选百强]的企业.
_HOLDER = re.compile(r"(?:对于?|凡)(?P<holds>[^,;。]{4,80})的[^,;。的]{1,14}(?=[,;。]|给予|予以|按)")
_PAST = re.compile(r"已(?:[有经兑发拨])|累计(?:发放|拨付|兑现|下达)|同比|去年|共(?:发放|拨付)|截至")

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
    row: Row
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
        return not values and bool(GIVES_TO.search(statement.folded, piece.start, piece.end))


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
        rows = list[Row]()
        for statement in paragraph:
            read_sums(statement, rows)
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


def _grant(row: Row) -> Grant:
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


def _end_of_quote(row: Row) -> int:
    """Where the quote ends: behind the pieces that say how long."""
    end, folded = row.quote_end, row.statement.folded
    for piece in row.statement.pieces:
        if piece.start == end and _LASTS.fullmatch(folded, piece.start, piece.end):
            end = piece.end
    return end


def _kind(folded: str, row: Row) -> str:
    """The kind of aid, told by the words nearest to the sum."""
    pieces = row.statement.pieces
    number = row.statement.piece_at(row.value.start)
    near = folded[pieces[number].start : row.quote_end]
    for text in (near, folded):
        if kind := next((kind for kind, pattern in KINDS if pattern.search(text)), None):
            return kind
    return KINDS[-1][0]


def _condition(row: Row) -> Span | None:
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


def _features(row: Row) -> Iterator[str]:
    statement, folded = row.statement, row.statement.folded
    run = row.run or Span(row.value.start, row.value.end)
    value = replace(row.value, start=run.start, end=run.end)  # what stands around a list stands around each of its sums
    piece = statement.pieces[statement.piece_at(value.start)]
    near = bool(GIVES.search(folded, piece.start, max(piece.end, row.quote_end)))
    yield f"gives near {near}"
    yield f"role {row.role}"
    if row.role == "worded":
        yield from pairs(folded[row.value.start : row.value.end], "=")
    yield f"recipient {find_recipient(row.context.of(folded)) is not None}"
    yield f"cap {row.cap is not None}"
    yield f"kind of aid {_kind(folded, row)}"
    yield "rules yes" if near and not _PAST.search(folded) else "rules no"
    yield from context_features(statement, value, piece)
