"""Say why there is no answer, and what of the question the documents do not have."""

from collections.abc import Sequence

from retrieval.answer.model import Reason
from retrieval.answer.ranking import Ranked
from retrieval.index.store import Index
from retrieval.question.model import Question, Word
from retrieval.text.regions import Region, same_place

#: A word that tells so much and is said nowhere is named.
_TELLING, _SAID = 0.5, 0.45


def why_not(question: Question, ranked: Sequence[Ranked], index: Index) -> tuple[Reason, str]:
    """Return the reason for which nothing is answered, and a sentence for a person that says what is missing."""
    places = [place for place in question.places if not _has_documents(place.regions, index)]
    if not question.words and not question.numbers:
        return Reason.NOT_A_QUESTION, "没看懂这个问题。请写出要查的事，例如：南京2020年产业规模目标"
    nearest = "下面是最接近的。" if ranked else "换个说法试试。"
    if places:
        names = "、".join(place.regions[0].name for place in places)
        return Reason.REGION, f"没有{names}的文件。{nearest}"
    years = [year for year in question.years if ranked and not any(_says_year(one, year) for one in ranked)]
    if years:
        return Reason.YEAR, f"没有提到{'、'.join(f'{year}年' for year in years)}。{nearest}"
    unsaid = [word.text for word in question.own_words if word.weight >= _TELLING and _unsaid(word, ranked)]
    said = f"没有提到{'、'.join(f'“{text}”' for text in unsaid[:3])}。" if unsaid else "没有直接的答案。"
    return Reason.EVIDENCE, f"{said}{nearest}"


def _has_documents(regions: Sequence[Region], index: Index) -> bool:
    return any(same_place(region, other) for region in regions for other in index.catalogue.regions)


def _says_year(one: Ranked, year: int) -> bool:
    view = one.view
    return any(str(year) in text for text in (view.around, view.above)) or year in view.candidate.clause.years


def _unsaid(word: Word, ranked: Sequence[Ranked]) -> bool:
    return all(one.view.anywhere(word) < _SAID for one in ranked)
