"""Answers do not depend on the order in which documents were added."""

from pathlib import Path

import pytest

from bot.render import answer_json
from retrieval.answer.ask import ask
from retrieval.index.build.indexer import update_index
from retrieval.index.build.prepare import job_of
from retrieval.index.store import Index
from tests.index.test_changes import plan

QUESTIONS = (
    "领军企业政策",
    "智能制造",
    "引进多少领军企业",
    "苏州2022年新增养老床位多少张",
    "养老机构补助多少钱",
    "责任单位是谁",
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three short texts with ties among them, and two plans that differ in one value."""
    folder = tmp_path_factory.mktemp("files")
    texts = {
        "a": "一、发展目标\n培育领军企业40家。\n",
        "b": "一、发展目标\n引进领军企业50家。\n",
        "c": "".join(f"推进第{number}项智能制造工作。\n" for number in range(1, 11)),
    }
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return [folder / "a.txt", folder / "b.txt", folder / "c.txt", plan(folder, 1, 3000), plan(folder, 2, 4000)]


def test_the_order_of_adding_changes_no_answer(files: list[Path], tmp_path: Path) -> None:
    seen = set()
    orders = [(0, 1, 2, 3, 4), (0, 2, 1, 4, 3), (2, 1, 0, 3, 4), (4, 0, 3, 2, 1)]
    for number, order in enumerate(orders):
        db = tmp_path / f"{number}.db"
        if number % 2:
            update_index(db, [job_of(files[place]) for place in order])
        else:
            for place in order:
                update_index(db, [job_of(files[place])])
        with Index(db) as index:
            seen.add("\n".join(str(answer_json(ask(question, index))) for question in QUESTIONS))
    assert len(seen) == 1
