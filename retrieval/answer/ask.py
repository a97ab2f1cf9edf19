"""From a question to an answer: the one way in.

What only some questions need (articles of laws, records, follow-ups) is imported where it is used: a single question on
the command line is answered sooner.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

from retrieval.answer.candidates import DEPTH, Candidate, asked_terms, find_candidates
from retrieval.answer.compose import distinct, join_passages, join_texts, part_of, side_by_side
from retrieval.answer.confidence import LENIENT, SURE, confidence
from retrieval.answer.groups import Group, name_of
from retrieval.answer.limit import limited
from retrieval.answer.match import SPOKEN
from retrieval.answer.model import Answer, Part, Passage, Reason
from retrieval.answer.passages import passage_of
from retrieval.answer.scope import Scope, find_scope, no_topic, refuse
from retrieval.answer.select import accepts, choose
from retrieval.answer.spelled import only_named
from retrieval.answer.values import compare_note, find_values
from retrieval.answer.versions import version_note
from retrieval.index.rank import Asked
from retrieval.index.ranker import ranker_of
from retrieval.index.store import Index
from retrieval.question.breath import split_questions
from retrieval.question.model import Kind, Question, Repair
from retrieval.question.parts import ALL, Parts
from retrieval.question.understand import Filters, understand

#: Further passages are shown when they score this share of the best.
_NEARLY = 0.7
#: Of documents that were too many to ask each, so many clauses are read closely.
_SHALLOW = 8
#: So many clauses of each document are offered after the first answer (还有吗).
_FURTHER = 12

_Answering = tuple[Group, Sequence[Candidate]]


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

    Returns at most ``quotes`` passages, more only where the values of the answer stand in more.
    Raises ``QuestionError`` for what cannot be a question at all.
    """

    def put(said: str, earlier: Sequence[str]) -> Asking:
        return Asking(understand(said, index, earlier, filters, parts), index, quotes)

    if not history:
        return _answer(put(text, ()), (), put)
    from retrieval.answer.refer import names_article, refer, split_history
    from retrieval.question.refer import read_reference

    asked, more = split_history(history)
    reference = read_reference(text) if asked else None
    if reference is None or names_article(text, reference, asked, index):
        return _answer(put(text, asked), asked, put)
    before = put(asked[-1], asked[:-1])
    answer = _answer(before, asked[:-1], put)
    passages = distinct([*answer.passages, *before.further()])
    return refer(reference, before.question, passages, len(answer.passages) + more * quotes, index)


def _answer(whole: "Asking", asked: Sequence[str], put: Callable[[str, Sequence[str]], "Asking"]) -> Answer:
    """Answer a question, or each of several asked in one breath, the later ones with what the earlier ones named.

    ``put`` makes a question of a text and what was ``asked`` before it.
    """
    questions = split_questions(whole.question.text)
    if len(questions) == 1:
        return whole.answer()
    answers: list[Answer] = []
    for place, question in enumerate(questions):
        asking = put(question, [*asked, *questions[:place]])
        hangs = bool(answers) and "terms" in asking.question.inherited and not answers[-1].found
        answers.append(Answer(asking.question, reason=Reason.EVIDENCE) if hangs else asking.answer())
    if not any(answer.found for answer in answers):
        return replace(answers[0], question=whole.question)
    return side_by_side(whole.question, answers, whole.quotes)


class Asking:
    """One question put to one index."""

    def __init__(self, question: Question, index: Index, quotes: int) -> None:
        self.question, self.index, self.quotes = question, index, quotes
        self.ranker = ranker_of(index)
        self._found: dict[tuple[range, ...], list[Candidate]] = {}

    @cached_property
    def asked(self) -> Asked:
        """What the clauses are ranked by."""
        return asked_terms(self.question, self.index)

    @cached_property
    def scope(self) -> Scope:
        """The documents that are asked."""
        return find_scope(
            self.question, lambda allowed, count: self.ranker.best(self.asked, allowed, count), self.index
        )

    def answer(self) -> Answer:
        if self.question.laws:
            from retrieval.answer.articles import article_answer

            if (answer := article_answer(self.question, self.index, self.quotes)) is not None:
                return answer
        refused = no_topic(self.question) or refuse(self.question, self.scope, self.index)
        if refused:
            return Answer(self.question, reason=refused[0], message=refused[1])
        if self.question.want.kind is Kind.RECORD:
            return self._from_records()
        return self._from_clauses()

    def _from_records(self) -> Answer:
        from retrieval.answer.papers import find_papers
        from retrieval.answer.records import record_parts

        papers = find_papers(self.question, self.scope, self.index)
        parts, total = record_parts(self.question, papers, self.index)
        if not parts:
            return Answer(self.question, reason=Reason.EVIDENCE, message="文件里没有写明这一项。")
        more = f"共有{total}份，这里列出{len(parts)}份；请写明地区、年份或文件的名称。" if total > len(parts) else None
        return Answer(self.question, join_texts(parts), tuple(self._passages(parts)), message=more)

    def _from_clauses(self) -> Answer:
        question = self.question
        found = [self.candidates(group) for group in self.scope.groups]
        accepted = [[one for one in some if accepts(question, one)] for some in found]
        sure = [confidence(question, some) if some else 0.0 for some in accepted]
        best = max(sure, default=0.0)
        least = self._least(best)
        answering: list[_Answering] = [
            (group, some)
            for group, some, here in zip(self.scope.groups, accepted, sure, strict=True)
            if some and here >= least and not only_named(question, some, self.index)
        ]
        if not answering:
            return self._nearest(found, best)
        if question.every:
            answering = _foremost(question, answering)
        parts = [
            self.part(one, some)
            for group, some in answering
            for one in choose(question, group.is_single, some, self.index)
        ]
        values = find_values(question, parts, self.index) if question.want.kind is Kind.AMOUNT else ()
        passages = self._passages(parts)
        more = distinct([*passages, *self._next_best([some for _, some in answering])])
        version = version_note((part.passages[0].document for part in parts), self.index)
        missing = self._missing([group for group, _ in answering])
        notes = [*map(_mended, question.repairs), missing, _left(self.scope), compare_note(values), version]
        return Answer(
            question,
            join_texts(parts),
            tuple(more[: max(self.quotes, len(passages))]),
            message="".join(filter(None, notes)) or None,
            confidence=best,
            values=values,
        )

    def _passages(self, parts: Sequence[Part]) -> list[Passage]:
        """The passages of the parts; where one document answers, as few as were asked for if that can be."""
        passages = join_passages(parts)
        if len({passage.document.id for passage in passages}) > 1:
            return passages
        first = len(distinct(part.passages[0] for part in parts))
        return limited(passages, first, join_texts(parts), self.quotes, self.index)

    def _least(self, best: float) -> float:
        """The confidence that an answer needs; who compares cities wants what each says, however loosely."""
        if not self.question.parts.refusal:
            return 0.0
        compared = len(self.scope.groups) > 1 and not self.question.every
        return LENIENT if compared and best >= SURE else SURE

    def _nearest(self, found: Sequence[Sequence[Candidate]], best: float) -> Answer:
        nearest = distinct(passage_of(one, [], self.index) for some in found for one in some[: self.quotes])
        message = "没有直接的答案，最接近的是：" if nearest else "没有找到相关的内容。换个说法试试。"
        if self.question.repairs:
            meant = "、".join(f"“{repair.meant}”" for repair in self.question.repairs)
            message = f"您要问的是不是{meant}？{message}"
        return Answer(self.question, "", tuple(nearest[: self.quotes]), Reason.EVIDENCE, message, best)

    def _missing(self, answering: Sequence[Group]) -> str | None:
        """A word on the cities asked about that do not answer."""
        if self.question.every or len(self.scope.groups) == 1:
            return None
        missing = [group for group in self.scope.groups if not any(map(group.meets, answering))]
        names = [name_of(group, self.index) for group in missing]
        return f"没有找到：{'、'.join(names)}。" if names else None

    def _next_best(self, answering: Sequence[Sequence[Candidate]]) -> list[Passage]:
        """The passages after the first of each document, where there is room: those nearly as good, best first."""
        others = [(one, some) for some in answering for one in some[1:_FURTHER] if one.score >= _NEARLY * some[0].score]
        others.sort(key=lambda pair: -pair[0].score)
        return [passage for one, some in others[: self.quotes] for passage in self.part(one, some).passages]

    def further(self) -> list[Passage]:
        """The passages of all clauses that speak of the topic, those that can answer first: what 还有吗 goes on with."""
        if self.question.provisions:
            from retrieval.answer.articles import article_passages

            return article_passages(self.question, self.index)
        if self.question.want.kind is Kind.RECORD:
            return []
        pairs = [
            (one, some) for group in self.scope.groups for some in [self.candidates(group)] for one in some[:_FURTHER]
        ]
        pairs.sort(key=lambda pair: (not accepts(self.question, pair[0]), -pair[0].score))
        return [passage for one, some in pairs for passage in self.part(one, some).passages]

    def candidates(self, group: Group) -> list[Candidate]:
        """The clauses of a group of documents that speak of the topic, best first."""
        if group.ranges not in self._found:  # 还有吗 asks for them once more
            depth = _SHALLOW if self.scope.left else DEPTH
            found = find_candidates(self.question, self.asked, group, self.index, self.ranker, depth)
            self._found[group.ranges] = found
        return self._found[group.ranges]

    def part(self, candidate: Candidate, others: Sequence[Candidate]) -> Part:
        """What a clause answers; ``others`` are the clauses that may join its passage."""
        return part_of(self.question, candidate, others, self.index, self.ranker)


def _foremost(question: Question, answering: Sequence[_Answering]) -> list[_Answering]:
    """Of all the cities, those that speak of the weightiest word that the best one speaks of, best first."""
    ranked = sorted(answering, key=lambda pair: -pair[1][0].score)
    best = ranked[0][1][0]
    spoken = [place for place, share in enumerate(best.shares) if share >= SPOKEN]
    if not spoken:
        return ranked
    key = max(spoken, key=lambda place: question.terms[place].weight)
    return [pair for pair in ranked if pair[1][0].shares[key] >= SPOKEN]


def _left(scope: Scope) -> str | None:
    """A word on the documents that were too many to ask each."""
    return f"只看了最相关的{len(scope.groups)}份文件，另有{scope.left}份没有看；请写明地区。" if scope.left else None


def _mended(repair: Repair) -> str:
    return f"“{repair.typed}”按“{repair.meant}”理解。"
