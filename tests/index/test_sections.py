"""Sections in the index: as they were found, shown with their documents, gone with them."""

from contextlib import closing
from pathlib import Path

from retrieval.clause.segment import segment_sections
from retrieval.document.parse import parse_document
from retrieval.document.source import find_sources, read_source, seed_folder
from retrieval.index.build.indexer import build_index, update_index
from retrieval.index.sqlite.file import connect
from retrieval.index.store import Index
from tests.conftest import PLAN


def test_the_sections_of_a_document_come_back(seeds: Index) -> None:
    for path in find_sources([seed_folder()]):
        sections = segment_sections(parse_document(read_source(path)))[1]
        assert sections
        assert seeds.sections(path.stem) == sections


def test_every_clause_knows_a_section_that_holds_it(seeds: Index) -> None:
    for entry in seeds.documents:
        sections = {section.number: section for section in seeds.sections(entry.id)}
        for clause in seeds.clauses(entry.ids).values():
            if clause.section:
                assert sections[clause.section].start <= clause.start < sections[clause.section].end


def test_the_view_shows_documents_and_forgets_what_is_removed(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(PLAN, encoding="utf-8")
    build_index(tmp_path / "index.db", find_sources([tmp_path]))

    def shown() -> list[tuple[str, str, str]]:
        with closing(connect(tmp_path / "index.db")) as db:
            return db.execute("SELECT document, label, title FROM sections ORDER BY document, number").fetchall()

    titles = [
        ("一、", "发展目标"),
        ("二、", "重点任务"),
        ("(一)", "完善设施"),
        ("(二)", "加大扶持"),
        ("三、", "保障措施"),
    ]
    assert shown() == [(name, *title) for name in "ab" for title in titles]
    update_index(tmp_path / "index.db", [], ["a"])
    assert shown() == [("b", *title) for title in titles]
