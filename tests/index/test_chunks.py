"""A document is cut into chunks and comes back from them whole: its text, and every clause as it was."""

from pathlib import Path

import pytest

from retrieval.clause.model import Clause
from retrieval.clause.segment import segment
from retrieval.document.model import Document
from retrieval.document.parse import parse_document
from retrieval.document.source import find_sources, read_source, seed_folder
from retrieval.index.docstore.codec import Chunk, chunk_rows, read_chunk

LAWS = Path(__file__).parents[1] / "gold" / "laws"
FILES = [*find_sources([seed_folder()]), *find_sources([LAWS])]


def chunks_of(document: Document, clauses: list[Clause]) -> list[Chunk]:
    return [read_chunk(row) for row in chunk_rows(document.id, document.text, clauses, 100)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_document_comes_back_whole(file: Path) -> None:
    document = parse_document(read_source(file))
    clauses = segment(document)
    chunks = chunks_of(document, clauses)
    assert "".join(chunk.text for chunk in chunks) == document.text
    assert [clause for chunk in chunks for clause in chunk.clauses()] == clauses
    assert [number for chunk in chunks for number in chunk.ids] == list(range(100, 100 + len(clauses)))


@pytest.mark.parametrize("text", ["\n\n……", "一、总则", "字" * 100_000 + "。", "第一句。𠮷野家\U0001f600\n\n" * 2000])
def test_texts_of_any_form_come_back(tmp_path: Path, text: str) -> None:
    (tmp_path / "any.txt").write_text(text, encoding="utf-8")
    document = parse_document(read_source(tmp_path / "any.txt"))
    clauses = segment(document)
    chunks = chunks_of(document, clauses)
    assert "".join(chunk.text for chunk in chunks) == document.text
    assert [clause for chunk in chunks for clause in chunk.clauses()] == clauses


def test_three_chunks_fill_a_page() -> None:
    document = parse_document(read_source(max(FILES, key=lambda file: file.stat().st_size)))
    rows = list(chunk_rows(document.id, document.text, segment(document), 0))
    assert len(rows) > 3
    assert all(len(content) + len(numbers) < 8192 / 3 for *_, content, numbers in rows)
