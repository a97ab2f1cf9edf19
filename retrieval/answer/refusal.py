"""Say why there is no answer, what of the question the documents lack, and of what the nearest passages are."""

from collections.abc import Iterable, Sequence

from retrieval.answer.confidence import is_said, names_thing, says_year
from retrieval.answer.metadata import is_of_number
from retrieval.answer.model import Reason
from retrieval.answer.ranking import Ranked
from retrieval.index.store import Index
from retrieval.question.intent import Shape, shows
from retrieval.question.model import Place, Question, Word
from retrieval.question.small_talk import NOTHING_SAID

#: A word that tells so much and is said nowhere is named; no more than so many are.
_TELLING, _NAMED = 0.5, 3
#: The shapes of which it is said that the nearest passage shows none, the most telling first.
_SHAPES = {
    Shape.CONTACT: "联系方式",
    Shape.DOCUMENT_NUMBER: "文号",
    Shape.PERSON: "具体的人",
    Shape.TERM: "期限",
    Shape.DATE: "时间",
    Shape.SHARE: "比例",
    Shape.MONEY: "金额",
    Shape.COUNT: "数量",
    Shape.PLACE: "地点",
}
#: Said where nothing comes near.
_NOTHING_NEAR = "换个说法试试。"


def why_not(question: Question, nearest: Sequence[Ranked], index: Index) -> tuple[Reason, str]:
    """Return the reason for which nothing is answered, and what a person is told of it: what is missing, and of which
    place or year the nearest passages are, where these are others than asked about."""
    if not question.words and not question.numbers:
        return Reason.NOT_A_QUESTION, NOTHING_SAID
    if question.only_year and not nearest:
        return Reason.YEAR, f"没有找到{question.only_year}年的。{_NOTHING_NEAR}"
    places = [place for place in question.places if not _has_documents(place, nearest, index)]
    years = [year for year in question.years if nearest and not _is_of(year, nearest)]
    others = [place for place in question.places if place not in places and not _is_near(place, nearest)]
    missing = [
        f"没有{_and(place.regions[0].name for place in places)}的文件" if places else "",
        f"没有找到{_and(place.regions[0].name for place in others)}的" if others and nearest else "",
        _missing_years(years, nearest, index),
        _missing_numbers(question, nearest),
        _missing_words(question, nearest, index),
    ]
    said = "；".join(filter(None, missing)) or "没有找到直接的答案"
    reason = Reason.REGION if places else Reason.YEAR if years else Reason.EVIDENCE
    return reason, f"{said}。{_nearest(question, places, years, nearest)}"


def _and(names: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(names))


def _has_documents(place: Place, nearest: Sequence[Ranked], index: Index) -> bool:
    """Whether there are documents that the name of a place means, or a passage that comes near names it."""
    return any(map(index.catalogue.has, place.regions)) or _is_near(place, nearest)


def _is_near(place: Place, nearest: Sequence[Ranked]) -> bool:
    """Whether a passage that comes near is of a place, or names it."""
    return any(one.view.names(place) for one in nearest)


def _is_of(year: int, nearest: Sequence[Ranked]) -> bool:
    """Whether a passage that comes near states a year, is governed by it, or is of a document of it."""
    return any(
        year in one.view.candidate.clause.years
        or any(str(year) in text for text in (one.view.around, one.view.above, one.view.head))
        or (one.view.candidate.entry.record.iso_date or "").startswith(str(year))
        for one in nearest
    )


def _missing_years(years: Sequence[int], nearest: Sequence[Ranked], index: Index) -> str:
    """What is said of years: that the documents do not mention them, or have nothing of the kind for them."""
    if not years:
        return ""
    mentioned = any(says_year(one.view, set(years), index) for one in nearest)
    return f"没有{'找到' if mentioned else '提到'}{'、'.join(f'{year}年' for year in years)}{'的' if mentioned else ''}"


def _missing_numbers(question: Question, nearest: Sequence[Ranked]) -> str:
    """What is said of 发文字号 that nothing near bears or names."""
    if any(is_of_number(question, one.view) for one in nearest):
        return ""
    return (
        f"没有提到{_and(number.replace('(', '〔').replace(')', '〕') for number in question.numbers)}"
        if question.numbers
        else ""
    )


def _missing_words(question: Question, nearest: Sequence[Ranked], index: Index) -> str:
    """What is said of the words for things that nothing near says, or else of the kind of answer that it does not show."""
    unsaid = [
        word
        for word in question.own_words
        if not word.place
        and word.weight >= _TELLING
        and names_thing(word, index)
        and not any(is_said(word, one.view) for one in nearest)
    ]
    if unsaid:
        return f"没有提到{_and([f'“{text}”' for text in _joined(unsaid, question)][:_NAMED])}"
    if not nearest:
        return ""
    shape = next((one for one in _SHAPES if one in question.shapes and not shows(one, nearest[0].view.around)), None)
    return f"没有写明{_SHAPES[shape]}" if shape else ""


def _joined(words: Sequence[Word], question: Question) -> list[str]:
    """Words as they were typed, those that stand side by side as one, with the letters right before them (5G基站)."""
    joined: list[str] = []
    letters = [word.text for word in question.own_words if word.text.isascii()]
    for word in words:
        if joined and joined[-1] + word.text in question.folded:
            joined[-1] += word.text
        else:
            joined.append(next((one for one in letters if one + word.text in question.folded), "") + word.text)
    return [_as_typed(text, question.text) for text in joined]


def _as_typed(folded: str, text: str) -> str:
    place = text.lower().find(folded)
    return text[place : place + len(folded)] if place >= 0 else folded


def _nearest(question: Question, places: Sequence[Place], years: Sequence[int], nearest: Sequence[Ranked]) -> str:
    """How the nearest passages are offered: as those of the place or the years that they are of, where others were asked
    about."""
    if not nearest:
        return _NOTHING_NEAR
    view = nearest[0].view
    entry = view.candidate.entry
    region = entry.record.region
    theirs = [str(year) for year in view.candidate.clause.years]
    if question.places and region and not any(asked.holds(region) for asked in question.regions):
        return f"最接近的是{region.name}的："
    if places:
        return f"最接近的是《{entry.record.title.value}》：" if entry.record.title else "最接近的是："
    return f"最接近的是{'、'.join(f'{year}年' for year in theirs)}的：" if years and theirs else "最接近的是："
