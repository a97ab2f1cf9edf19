"""From a question to an answer: the one way in."""

from collections.abc import Sequence
from dataclasses import replace

from retrieval.answer.candidates import Candidate, cites, find_candidates
from retrieval.answer.confidence import LENIENT, SURE, confidence
from retrieval.answer.duties import duty_part
from retrieval.answer.extract import answer_span
from retrieval.answer.fit import holds_answer
from retrieval.answer.model import Answer, Part, Passage, Reason
from retrieval.answer.passages import passage_of
from retrieval.answer.records import citing_part, record_parts
from retrieval.answer.refer import refer, split_history
from retrieval.answer.scope import find_groups, refuse
from retrieval.answer.values import compare_note, find_values
from retrieval.clause.duty import ACTS
from retrieval.clause.model import ClauseKind
from retrieval.clause.years import years_in
from retrieval.document.model import Span
from retrieval.index.rank import PostingsRanker
from retrieval.index.store import Entry, Index
from retrieval.question.model import Kind, Question, Repair
from retrieval.question.parts import ALL, Parts
from retrieval.question.refer import read_reference
from retrieval.question.understand import Filters, understand
from retrieval.text.fold import fold

#: Without a region asked for, other documents answer too when they score this share of the best.
_ALSO = 0.93
#: Asked for several things, a second clause among so many adds this share of the topic.
_DEPTH, _GAIN = 8, 0.2
#: Further passages are shown when they score this share of the best.
_NEARLY = 0.7
#: So many clauses of each document are offered after the first answer (还有吗).
_FURTHER = 12
#: A heading is spelled out by clauses at most so far below it.
_BELOW = 12


def ask(
    text: str,
    index: Index,
    history: Sequence[str] = (),
    quotes: int = 3,
    filters: Filters | None = None,
    parts: Parts = ALL,
) -> Answer:
    """Answer a question from the index. ``history`` holds earlier questions, oldest first;
    ``filters`` go before what the question itself says, ``parts`` leaves parts of the way out.

    Returns at most ``quotes`` passages unless several documents answer. Raises ``QuestionError`` for
    what cannot be a question at all.
    """
    reference = read_reference(text) if history else None
    if reference is None:
        return Asking(understand(text, index, history, filters, parts), index, quotes).answer()
    asked, more = split_history(history)
    if not asked:
        return Asking(understand(text, index, (), filters, parts), index, quotes).answer()
    before = Asking(understand(asked[-1], index, asked[:-1], filters, parts), index, quotes)
    answer = before.answer()
    passages = _distinct([*answer.passages, *before.further()])
    return refer(reference, before.question, passages, len(answer.passages) + more * quotes, index)


class Asking:
    """One question put to one index."""

    def __init__(self, question: Question, index: Index, quotes: int) -> None:
        self.question, self.index, self.quotes = question, index, quotes
        self.ranker = PostingsRanker(index)
        self.groups = find_groups(question, index)

    def answer(self) -> Answer:
        refused = refuse(self.question, self.groups, self.index)
        if refused:
            return self._none(*refused)
        if self.question.want.kind is Kind.RECORD:
            entries = [entry for group in self.groups for entry in group]
            parts = record_parts(self.question, entries, self.index)
            return self._found(parts) if parts else self._none(Reason.EVIDENCE, "文件里没有写明这一项。")
        return self._from_clauses()

    def _from_clauses(self) -> Answer:
        found = [(group, self.candidates(group)) for group in self.groups]
        accepted = [(group, [one for one in some if self.accepts(one)]) for group, some in found]
        sure = {id(group): confidence(self.question, some) for group, some in accepted if some}
        best = max(sure.values(), default=0.0)
        asked_for = len(self.groups) > 1 and not self.question.every
        least = (
            0.0 if not self.question.parts.refusal else LENIENT if asked_for and best >= SURE else SURE
        )  # who compares wants what each says, however loosely
        parts = [
            part for group, some in accepted if some and sure[id(group)] >= least for part in self._parts(group, some)
        ]
        if not parts:
            nearest = [candidate for _, some in found for candidate in some[: self.quotes]]
            message = "没有直接的答案，最接近的是：" if nearest else "没有找到相关的内容。换个说法试试。"
            return self._none(Reason.EVIDENCE, message, nearest, best)
        missing = [name for group, _ in found if asked_for and (name := self._unanswered(group, parts))]
        message = f"没有找到：{'、'.join(missing)}。" if missing else None
        values = find_values(self.question, parts, self.index) if self.question.want.kind is Kind.AMOUNT else ()
        notes = [*map(_repaired, self.question.repairs), message, compare_note(values)]
        answer = self._found(parts)
        passages = [*answer.passages, *self._next_best([some for _, some in accepted], least)]
        return replace(
            answer,
            passages=tuple(_distinct(passages)[: max(self.quotes, len(answer.passages))]),
            confidence=best,
            message="".join(filter(None, notes)) or None,
            values=values,
        )

    def _next_best(self, accepted: Sequence[Sequence[Candidate]], least: float) -> list[Passage]:
        """The passages after the first of each document, where there is room: those nearly as good, best first."""
        others = [
            (candidate, some)
            for some in accepted
            for candidate in some[1:_FURTHER]
            if candidate.score >= _NEARLY * some[0].score and confidence(self.question, some) >= least
        ]
        others.sort(key=lambda pair: -pair[0].score)
        return [passage for one, some in others[: self.quotes] for passage in self.part(one, some).passages]

    def further(self) -> list[Passage]:
        """The passages of all clauses that speak of the topic, those that can answer first: what 还有吗 goes on with."""
        if self.question.want.kind is Kind.RECORD:
            return []
        pairs = [(one, some) for group in self.groups for some in [self.candidates(group)] for one in some[:_FURTHER]]
        pairs.sort(key=lambda pair: (not self.accepts(pair[0]), -pair[0].score))
        return [passage for one, some in pairs for passage in self.part(one, some).passages]

    def candidates(self, group: Sequence[Entry]) -> list[Candidate]:
        """The clauses of a group of documents that speak of the topic, best first."""
        return find_candidates(self.question, group, self.index, self.ranker)

    def accepts(self, candidate: Candidate) -> bool:
        """Whether a clause can answer at all: of the year, the kind of thing, the documents asked for."""
        question = self.question
        if question.years and question.want.kind is Kind.AMOUNT and not self._of_years(candidate):
            return False
        if question.want.kind is Kind.CITING and not cites(candidate.clause, candidate.entry):
            return False
        if question.numbers and not candidate.features.get("number"):
            return False
        return holds_answer(question, candidate.clause, fold(candidate.clause.text), candidate.quantities)

    def _of_years(self, candidate: Candidate) -> bool:
        """Whether a clause is of the years asked for; one without a year is of the plan's last year."""
        years = set(candidate.clause.years)
        if not years and candidate.entry.record.period:
            years = {max(years_in(fold(candidate.entry.record.period.value)))}
        return bool(years & set(self.question.years))

    def _parts(self, group: Sequence[Entry], accepted: Sequence[Candidate]) -> list[Part]:
        chosen = [self._spelled_out(accepted)]
        if self.question.several and len(group) == 1:
            chosen.extend(self._others(accepted))
        if len(group) > 1:
            seen = {chosen[0].entry.id}
            for candidate in accepted:
                if candidate.entry.id not in seen and candidate.score >= _ALSO * chosen[0].score:
                    chosen.append(candidate)
                    seen.add(candidate.entry.id)
        return [self.part(candidate, accepted) for candidate in chosen]

    def _others(self, accepted: Sequence[Candidate]) -> list[Candidate]:
        """For a question about several things at once, the best clause for what the first leaves out."""
        weights = [term.weight for term in self.question.terms]
        first = accepted[0]
        for candidate in accepted[1:_DEPTH]:
            more = [max(0.0, here - there) for here, there in zip(candidate.shares, first.shares, strict=True)]
            if sum(weight * gain for weight, gain in zip(weights, more, strict=True)) >= _GAIN * sum(weights):
                return [candidate]
        return []

    def _spelled_out(self, accepted: Sequence[Candidate]) -> Candidate:
        """The best clause, or where that is a heading, the best of the clauses that say what it names."""
        best = accepted[0]
        if best.clause.kind is not ClauseKind.HEADING or self.question.want.kind is Kind.DUTY:
            return best
        under = (
            other
            for other in accepted
            if other.clause.kind is ClauseKind.TEXT
            and other.entry.id == best.entry.id
            and 0 < other.id - best.id <= _BELOW
            and other.clause.path == best.clause.path
        )
        return next(under, best)

    def part(self, candidate: Candidate, others: Sequence[Candidate]) -> Part:
        """What a clause answers; ``others`` are the clauses that may join its passage."""
        question = self.question
        if question.want.kind is Kind.DUTY and not ACTS.search(fold(candidate.clause.text)):
            part = duty_part(question, candidate, self.index, self.ranker)
            if part:
                return part
        if question.want.kind is Kind.CITING:
            return citing_part(question, candidate.clause, candidate.entry, candidate.score, self.index)
        passage = passage_of(candidate, others, self.index, question.years)
        above = " ".join((*candidate.clause.path, candidate.clause.lead))
        span = answer_span(question, passage.text, self._answering(candidate, passage), above)
        return Part(span.of(passage.text), (replace(passage, highlights=(span,)),), candidate.score)

    def _answering(self, candidate: Candidate, passage: Passage) -> Span:
        """The stretch of a passage that answers: the clause, with the list that it announces, or what names the kind
        of thing asked for (哪个工程: the run-in heading)."""
        start, end = candidate.clause.start - passage.start, candidate.clause.end - passage.start
        if fold(candidate.clause.text).endswith(":") or self.question.several:
            end = len(passage.text)
        if self.question.several or any(
            term.names_kind and term.text in candidate.clause.lead for term in self.question.terms
        ):
            start = 0
        return Span(start, end)

    def _unanswered(self, group: Sequence[Entry], parts: Sequence[Part]) -> str:
        answered = {part.passages[0].document.id for part in parts}
        return "" if answered & {entry.id for entry in group} else group[0].name

    def _found(self, parts: Sequence[Part]) -> Answer:
        first = [part.passages[0] for part in parts]
        more = [passage for part in parts for passage in part.passages[1:]]
        if len({part.passages[0].document.id for part in parts}) == 1:
            text = "；".join(part.text for part in parts)
        else:
            text = "\n".join(f"{part.passages[0].document.name}：{part.text}" for part in parts)
        return Answer(self.question, text, tuple(_distinct([*first, *more])))

    def _none(
        self, reason: Reason, message: str, nearest: Sequence[Candidate] = (), sure: float | None = None
    ) -> Answer:
        passages = _distinct([passage_of(candidate, [], self.index) for candidate in nearest])
        return Answer(self.question, "", tuple(passages[: self.quotes]), reason, message, sure)


def _repaired(repair: Repair) -> str:
    return f"“{repair.typed}”按“{repair.meant}”理解。"


def _distinct(passages: Sequence[Passage]) -> list[Passage]:
    found: list[Passage] = []
    for passage in passages:
        if not any(other.document.id == passage.document.id and other.start == passage.start for other in found):
            found.append(passage)
    return found
