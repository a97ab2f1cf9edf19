"""From a question to an answer: the one way in."""

from collections.abc import Sequence
from dataclasses import replace

from retrieval.answer.candidates import Candidate, cites, find_candidates
from retrieval.answer.confidence import SURE, confidence
from retrieval.answer.duties import duty_part
from retrieval.answer.extract import answer_span
from retrieval.answer.fit import holds_answer
from retrieval.answer.model import Answer, Part, Passage, Reason
from retrieval.answer.passages import passage_of
from retrieval.answer.records import citing_part, record_parts
from retrieval.clause.duty import ACTS
from retrieval.clause.model import ClauseKind
from retrieval.clause.years import years_in
from retrieval.document.model import Span
from retrieval.index.rank import PostingsRanker
from retrieval.index.store import Entry, Index
from retrieval.question.model import Kind, Question, same_place
from retrieval.question.understand import Filters, understand
from retrieval.text.fold import fold

#: Without a region asked for, other documents answer too when they score this share of the best.
_ALSO = 0.93
_LEAST_TOPIC = 0.12


def ask(
    text: str, index: Index, history: Sequence[str] = (), quotes: int = 3, filters: Filters | None = None
) -> Answer:
    """Answer a question from the index. ``history`` holds earlier questions, oldest first;
    ``filters`` go before what the question itself says.

    Returns at most ``quotes`` passages unless several documents answer. Raises ``QuestionError`` for
    what cannot be a question at all.
    """
    question = understand(text, index, history, filters)
    return _Asking(question, index, quotes).answer()


class _Asking:
    def __init__(self, question: Question, index: Index, quotes: int) -> None:
        self.question, self.index, self.quotes = question, index, quotes
        self.ranker = PostingsRanker(index)

    def answer(self) -> Answer:
        question = self.question
        if self._is_chat():
            return self._none(Reason.NOT_A_QUESTION, "没看懂这个问题。可以这样问：南京2020年产业规模目标")
        groups = self._groups()
        if not groups:
            names = "、".join(regions[0].name for regions in question.foreign)
            here = "、".join(entry.record.region.name for entry in self.index.documents if entry.record.region)
            return self._none(Reason.REGION, f"没有{names}的文件；这里有：{here}。")
        entries = [entry for group in groups for entry in group]
        if question.want.kind is Kind.RECORD:
            parts = record_parts(question, entries, self.index)
            return self._found(parts) if parts else self._none(Reason.EVIDENCE, "文件里没有写明这一项。")
        if question.years and not any(self._speaks_of_years(entry) for entry in entries):
            return self._none(Reason.YEAR, f"文件没有提到{'、'.join(map(str, question.years))}年。")
        if question.outcome:
            return self._none(Reason.EVIDENCE, "这里的文件是计划,没有写实际完成的情况。")
        parts, nearest = [], []
        for group in groups:
            candidates = find_candidates(question, group, self.index, self.ranker)
            nearest.extend(candidates[: self.quotes])
            parts.extend(self._parts(group, candidates))
        if not parts:
            return self._none(Reason.EVIDENCE, "没有直接的答案。", nearest)
        return self._found(parts)

    def _is_chat(self) -> bool:
        question = self.question
        if question.want.kind is Kind.RECORD or question.numbers:
            return False
        return sum(term.weight for term in question.terms) < _LEAST_TOPIC

    def _groups(self) -> list[list[Entry]]:
        """The documents to ask, one group for each region named; none where only other regions are named."""
        documents = list(self.index.documents)
        if self.question.foreign and not self.question.regions:
            return []
        if not self.question.regions:
            if self.question.years and self.question.every:
                documents = [entry for entry in documents if self._speaks_of_years(entry)] or documents
            if self.question.every or self.question.want.kind in {Kind.CITING, Kind.RECORD}:
                return [[entry] for entry in documents]
            return [documents]
        groups = []
        for regions in self.question.regions:
            group = [
                entry
                for entry in documents
                if entry.record.region and any(same_place(region, entry.record.region) for region in regions)
            ]
            if group and group not in groups:
                groups.append(group)
        return groups

    def _speaks_of_years(self, entry: Entry) -> bool:
        years = set(self.question.years)
        return any(years & set(clause.years) for clause in self.index.clauses(entry.ids).values())

    def _parts(self, group: list[Entry], candidates: list[Candidate]) -> list[Part]:
        accepted = [candidate for candidate in candidates if self._evidence(candidate)]
        if not accepted:
            return []
        if not self.question.numbers and confidence(self.question, accepted) < SURE:
            return []
        best = self._spelled_out(accepted)
        chosen = [best]
        if len(group) > 1:
            seen = {best.entry.id}
            for candidate in accepted:
                if candidate.entry.id not in seen and candidate.score >= _ALSO * best.score:
                    chosen.append(candidate)
                    seen.add(candidate.entry.id)
        return [self._part(candidate, accepted) for candidate in chosen]

    def _spelled_out(self, accepted: Sequence[Candidate]) -> Candidate:
        """The best clause, or where that is a heading, the best of the clauses that say what it names."""
        best = accepted[0]
        if best.clause.kind is ClauseKind.TEXT or self.question.want.kind is Kind.DUTY:
            return best
        under = [
            other
            for other in accepted
            if other.clause.kind is ClauseKind.TEXT
            and other.entry.id == best.entry.id
            and 0 < other.id - best.id <= 12
            and (other.clause.path == best.clause.path)
        ]
        return under[0] if under else best

    def _evidence(self, candidate: Candidate) -> bool:
        question, own = self.question, fold(candidate.clause.text)
        if question.years and question.want.kind is Kind.AMOUNT and not self._of_years(candidate):
            return False
        if question.want.kind is Kind.CITING and not cites(candidate.clause, candidate.entry):
            return False
        if question.numbers and not candidate.features.get("number"):
            return False
        return holds_answer(question, candidate.clause, own, candidate.quantities)

    def _of_years(self, candidate: Candidate) -> bool:
        """Whether a clause is of the years asked for; one without a year is of the plan's last year."""
        years = set(candidate.clause.years)
        if not years and candidate.entry.record.period:
            years = {max(years_in(fold(candidate.entry.record.period.value)))}
        return bool(years & set(self.question.years))

    def _part(self, candidate: Candidate, others: Sequence[Candidate]) -> Part:
        if self.question.want.kind is Kind.DUTY and not ACTS.search(fold(candidate.clause.text)):
            part = duty_part(self.question, candidate, self.index, self.ranker)
            if part:
                return part
        if self.question.want.kind is Kind.CITING:
            return citing_part(self.question, candidate.clause, candidate.entry, candidate.score, self.index)
        passage = passage_of(candidate, others, self.index, self.question.years)
        clause = self._answering(candidate, passage)
        span = answer_span(
            self.question, passage.text, clause, " ".join((*candidate.clause.path, candidate.clause.lead))
        )
        passage = replace(passage, highlights=(span,))
        return Part(span.of(passage.text), (passage,), candidate.score)

    def _answering(self, candidate: Candidate, passage: Passage) -> Span:
        """The stretch of a passage that answers: the clause, with the list that it announces, or what names the kind
        of thing asked for (哪个工程: the run-in heading)."""
        start, end = candidate.clause.start - passage.start, candidate.clause.end - passage.start
        if fold(candidate.clause.text).endswith(":"):
            end = len(passage.text)
        elif any(term.names_kind and term.text in candidate.clause.lead for term in self.question.terms):
            start = 0
        return Span(start, end)

    def _found(self, parts: Sequence[Part]) -> Answer:
        first = [part.passages[0] for part in parts]
        more = [passage for part in parts for passage in part.passages[1:]]
        passages = _distinct([*first, *more])
        if len(parts) == 1:
            text = parts[0].text
        else:
            text = "\n".join(f"{_name(part.passages[0].document)}：{part.text}" for part in parts)
        return Answer(self.question.text, self._matched(), text, tuple(passages))

    def _none(self, reason: Reason, message: str, nearest: Sequence[Candidate] = ()) -> Answer:
        passages = _distinct([passage_of(candidate, [], self.index) for candidate in nearest])
        return Answer(self.question.text, self._matched(), "", tuple(passages[: self.quotes]), reason, message)

    def _matched(self) -> str:
        question = self.question
        regions = "、".join(regions[0].name for regions in question.regions)
        years = "、".join(f"{year}年" for year in question.years)
        topic = "".join(term.text for term in question.terms if "terms" not in question.inherited or term.weight)
        return " · ".join(filter(None, (regions, years, topic)))


def _name(entry: Entry) -> str:
    return (
        entry.record.region.name
        if entry.record.region
        else entry.record.title.value
        if entry.record.title
        else entry.id
    )


def _distinct(passages: Sequence[Passage]) -> list[Passage]:
    found: list[Passage] = []
    for passage in passages:
        if not any(other.document.id == passage.document.id and other.start == passage.start for other in found):
            found.append(passage)
    return found
