"""Rows of tables: every cell with the head of its column, and the cell that a question asks for by row and column."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.answer.matching import match
from retrieval.clause.model import Clause
from retrieval.document.table import edges_of
from retrieval.question.intent import Shape, shows
from retrieval.question.model import Question, Word
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

#: A word that stands in a text by so much stands there.
_SAID = 0.75
_BARE = lazy_pattern(r"[-+]?\d[\d,.]{0,20}")
#: The unit that a head names for its column: 标准(元/月), 金额:万元.
_UNIT = lazy_pattern(r"[(:]\s{0,3}(?:单位:?)?\s{0,3}([^()\d]{1,8})(?:\)|$)")
_YEAR = lazy_pattern(r"(?:19|20)\d{2}")
#: What a question counts in: 多少分, 几个.
_COUNTED = lazy_pattern(r"(?:多少|几)([百千万亿]?[分个家项名人种台套间张处户万元])")
_VALUES = (Shape.MONEY, Shape.SHARE, Shape.COUNT, Shape.AMOUNT, Shape.DATE, Shape.TERM, Shape.CONTACT, Shape.OFFICE)


@dataclass(frozen=True)
class Cell:
    """A cell that is filled: the head of its column as it is written, its text folded, and where it stands in the row's
    folded text."""

    named: str
    text: str
    start: int
    end: int

    @property
    def head(self) -> str:
        """The head, folded."""
        return fold(self.named)

    @property
    def spelled(self) -> str:
        """The cell with its head, and the unit that the head names behind a bare number."""
        unit = _UNIT.search(self.head) if _BARE.fullmatch(self.text) else None
        return f"{self.head}:{self.text}{unit[1] if unit else ''}" if self.head else self.text


def cells_of(clause: Clause) -> tuple[Cell, ...]:
    """The cells of a clause that is a row below its heads; none of any other."""
    heads = clause.path[-1].split(" | ") if clause.path else []
    if len(heads) < 2 or not (" | " in clause.folded or "\n" in clause.folded):
        return ()
    edges = edges_of(clause.folded)
    if len(edges) > len(heads):
        return ()
    return tuple(
        Cell(head, clause.folded[start:end], start, end)
        for head, (start, end) in zip(heads, edges, strict=False)
        if start < end
    )


def spell(cells: Iterable[Cell], question: Question) -> str:
    """The row as one text. What is counted in the question is the unit of a bare number below a head that it names."""
    counted = _COUNTED.search(fold(question.text))
    unit = counted[1] if counted else ""
    return ",".join(
        f"{one.spelled}{unit}" if unit and one.spelled.endswith(one.text) and _is_asked(one, question) else one.spelled
        for one in cells
    )


def _is_asked(cell: Cell, question: Question) -> bool:
    return bool(_BARE.fullmatch(cell.text)) and _weight(cell.head, question.words) > 0


def _weight(text: str, words: Iterable[Word]) -> float:
    return sum(word.weight for word in words if match(word, text) >= _SAID)


def asked_cells(cells: Sequence[Cell], question: Question) -> tuple[Cell, ...]:
    """The cells of a row that name what is asked about, and last the one that answers; none where that cannot be told, all where
    it is not known which head is whose."""
    if cells and not any(cell.named for cell in cells[1:]):
        return tuple(cells)
    words = [word for word in question.words if not word.place and len(word.text) > 1]
    labels = [cell for cell in cells if _weight(cell.text, words) > 0]
    labels = labels or [cell for cell in cells if _weight(cell.text, question.words) > 0]
    others = [word for word in question.words if all(match(word, cell.text) < _SAID for cell in cells)]
    columns = _of_years(cells, question)
    weights = {cell: _weight(cell.head, others) for cell in columns}
    best = max(weights.values(), default=0.0)
    named = [cell for cell, weight in weights.items() if weight == best > 0]
    among = named or columns
    shown = ([one for one in among if shows(shape, one.spelled)] for shape in _VALUES if shape in question.shapes)
    chosen = named if len(named) == 1 else next((some for some in shown if len(some) == 1), [])
    return (*(cell for cell in labels if cell not in chosen), *chosen) if chosen and labels else ()


def _of_years(cells: Sequence[Cell], question: Question) -> Sequence[Cell]:
    """The cells without those of other years, where a column is of a year that is asked for."""
    if not any(question.is_of_year(cell.head) for cell in cells):
        return cells
    return [cell for cell in cells if question.is_of_year(cell.head) or not _YEAR.search(cell.head)]
