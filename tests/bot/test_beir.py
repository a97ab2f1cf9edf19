"""``wenzheng eval --beir``: a retrieval set is read whole or refused, and the figures are those computed by hand."""

import json
import math
from pathlib import Path

import pytest
from rank_bm25 import BM25Plus

from bot.beir import WAYS, RetrievalSetError, measure, measure_folder, read_grades
from retrieval.index.analysis.lexicon import load_lexicon
from retrieval.index.analysis.tokenizer import bigrams, characters, words
from retrieval.index.ranking.bm25 import rank_bm25_parameters
from retrieval.index.ranking.passages import Passages
from retrieval.text.fold import fold
from tests.bot.conftest import Command

PASSAGES = {
    "p1": "到2020年，人工智能核心产业规模突破100亿元，带动相关产业规模1000亿元。",
    "p2": "市大数据管理局负责公共数据资源的统一开放和共享。",
    "p3": "对新建养老机构，每张床位给予一次性建设补贴1万元。",
    "p4": "燃气用户应当遵守安全用气规则，使用合格的燃气燃烧器具。",
}
QUERIES = {"q1": "人工智能产业規模", "q2": "谁负责数据开放", "q3": "养老床位补多少", "q4": "没有评过的问题"}
QRELS = "query-id\tcorpus-id\tscore\nq1\tp1\t1\nq2\tp2\t2\nq3\tp3\t1\nq3\tp4\t0\nq4\tp4\t0\n"


def _lines(rows: dict[str, str], **more: str) -> str:
    return "".join(
        json.dumps({"_id": key, "text": text, **more}, ensure_ascii=False) + "\n" for key, text in rows.items()
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text(_lines(PASSAGES, title=""), encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text(_lines(QUERIES), encoding="utf-8")
    (tmp_path / "qrels" / "test.tsv").write_text(QRELS, encoding="utf-8")
    return tmp_path


def test_every_way_is_measured_over_the_judged_queries(folder: Path) -> None:
    figures = measure_folder(folder)
    assert list(figures) == list(WAYS)
    assert figures["wenzheng"] == {
        "queries": 3, "recall@1": 1.0, "recall@5": 1.0, "recall@10": 1.0, "mrr@10": 1.0, "ndcg@10": 1.0,
    }  # fmt: skip


def test_bom_and_crlf_change_nothing(folder: Path) -> None:
    expected = measure_folder(folder)
    for path in folder.rglob("*.*"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert measure_folder(folder) == expected


def test_figures_are_those_computed_by_hand() -> None:
    grades = {"a": {"x": 2, "y": 1}, "b": {"z": 1}}
    runs = {"a": ["y", "o", "x"], "b": [*"0123456789", "z"]}  # z comes eleventh: behind the cut
    ndcg = (1 + 2 / math.log2(4)) / (2 + 1 / math.log2(3))
    assert measure(runs, grades) == pytest.approx(
        {"queries": 2, "recall@1": 0.25, "recall@5": 0.5, "recall@10": 0.5, "mrr@10": 0.5, "ndcg@10": ndcg / 2}
    )


def test_the_baselines_are_ranked_as_rank_bm25_ranks_them() -> None:
    texts = list(PASSAGES.values())
    tokens = [[text[i : i + 2] for i in range(len(text) - 1)] for text in texts]
    asked = ["数据", "据开", "产业", "产业", "一次"]
    passages = Passages(({"f": some} for some in tokens), {"f": set(asked)}, rank_bm25_parameters())
    scores = BM25Plus(tokens).get_scores(asked)
    expected = sorted((i for i in range(4) if set(asked) & set(tokens[i])), key=lambda i: -scores[i])
    assert passages.best({"f": {term: asked.count(term) for term in asked}}, 10) == expected


def test_a_text_is_cut_into_words_bigrams_and_characters() -> None:
    text = fold("養老機構，給〔2019〕5 号 5G")
    assert words(text, load_lexicon().cut) == ["养老", "机构", "给", "(2019)5号", "5g"]
    assert bigrams(text) == ["养老", "老机", "机构", "给", "(2019)5号", "5g"]
    assert characters(text) == [*"养老机构给"]


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("corpus.jsonl", '{"_id": "p1", "text": "甲"}\n{"_id"\n', "corpus.jsonl 第 2 行不是 JSON。"),
        ("corpus.jsonl", '{"_id": "p1", "text": "甲"}\n[]\n', "corpus.jsonl 第 2 行应是 JSON 对象。"),
        ("corpus.jsonl", '{"_id": 1, "text": "甲"}\n', "corpus.jsonl 第 1 行的 _id、title 和 text 应是字符串。"),
        ("corpus.jsonl", '{"_id": "p1", "text": "甲"}\n' * 2, "corpus.jsonl 第 2 行的 _id p1 前面已有。"),
        ("corpus.jsonl", '{"_id": "p9", "text": "甲"}\n', "qrels/test.tsv 里的 p1 不在 corpus.jsonl 里"),
        ("queries.jsonl", '{"_id": "q9", "text": "甲"}\n', "qrels/test.tsv 里的 q1 不在 queries.jsonl 里"),
        ("qrels/test.tsv", "", "test.tsv 里没有相关的段落"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\tp1\t0\n", "test.tsv 里没有相关的段落"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1 p1 1\n", "test.tsv 第 2 行不是用制表符分开的三列"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\tp1\t好\n", "test.tsv 第 2 行的 score 应是整数。"),
    ],
)
def test_a_broken_set_is_one_sentence(folder: Path, file: str, content: str, said: str) -> None:
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(RetrievalSetError) as caught:
        measure_folder(folder)
    assert said in str(caught.value)


def test_a_set_that_is_not_there_or_not_text_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RetrievalSetError, match="不存在"):
        measure_folder(tmp_path)
    (tmp_path / "test.tsv").write_bytes(b"\xd0\xc2")
    with pytest.raises(RetrievalSetError, match="不是 UTF-8"):
        read_grades(tmp_path / "test.tsv")


def test_the_command_prints_a_table_or_json(folder: Path, wenzheng: Command) -> None:
    said = wenzheng("eval", "--beir", folder)
    assert said.returncode == 0, said.stderr
    assert [line.split()[0] for line in said.stdout.splitlines()] == ["queries", *WAYS]
    assert json.loads(wenzheng("eval", "--beir", folder, "--json").stdout) == measure_folder(folder)


def test_the_command_refuses_what_does_not_go_together(folder: Path, wenzheng: Command) -> None:
    for arguments in (["--beir", folder, folder / "x.jsonl"], ["--beir", folder, "--ablate"]):
        said = wenzheng("eval", *arguments)
        assert (said.returncode, said.stderr.count("\n")) == (2, 1)
        assert "--beir 只评测排序" in said.stderr


def test_a_broken_set_ends_the_command_with_its_sentence(folder: Path, wenzheng: Command) -> None:
    (folder / "queries.jsonl").unlink()
    said = wenzheng("eval", "--beir", folder)
    assert (said.returncode, said.stdout, said.stderr.count("\n")) == (2, "", 1)
    assert "queries.jsonl：不存在" in said.stderr
