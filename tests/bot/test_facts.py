import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.facts import rows_csv
from retrieval.answer.ranking import read_weights
from retrieval.index.store import Index
from tests.bot.conftest import Command, Library


def test_targets_are_listed_with_their_quotes(wenzheng: Command) -> None:
    done = wenzheng("targets", "--region", "南京", "--year", "2025")
    assert done.returncode == 0
    assert "南京市  2025年  人工智能核心产业规模  500亿元" in done.stdout
    assert "全市人工智能核心产业规模达到500亿元" in done.stdout
    assert "2020年" not in done.stdout


@pytest.mark.parametrize("view", ["targets", "duties", "money"])
def test_every_row_is_an_exact_quote(wenzheng: Command, seeds: Index, view: str) -> None:
    rows = [json.loads(line) for line in wenzheng(view, "--json").stdout.splitlines()]
    assert rows
    for row in rows:
        assert seeds.source(row["document"])[row["start"] : row["end"]] == row["quote"]


def test_csv_opens_in_a_spreadsheet(wenzheng: Command) -> None:
    rows = list(csv.DictReader(io.StringIO(wenzheng("money", "--region", "大连", "--csv").stdout)))
    assert {"region", "recipient", "amount", "cap", "times", "quote"} <= set(rows[0])
    assert {row["region"] for row in rows} == {"大连市"}
    assert "2000万元" in {row["cap"] for row in rows}


def test_a_table_says_where_each_row_stands(wenzheng: Command) -> None:
    rows = [json.loads(line) for line in wenzheng("money", "--region", "大连", "--json").stdout.splitlines()]
    assert {"number", "date", "section", "page"} <= set(rows[0])
    assert any("人才" in (row["section"] or "") for row in rows)


def test_no_formula_runs_in_a_spreadsheet() -> None:
    rows = [{"quote": "=1+1"}, {"quote": " @SUM(A1)"}, {"quote": "+86"}, {"quote": "到2025年"}]
    cells = [row["quote"] for row in csv.DictReader(io.StringIO(rows_csv(rows)))]
    assert cells == ["'=1+1", "' @SUM(A1)", "'+86", "到2025年"]


def test_a_csv_file_has_a_byte_order_mark(wenzheng: Command, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot", "money", "--region", "大连", "--csv"]
    with (tmp_path / "a.csv").open("wb") as file:
        subprocess.run(command, stdout=file, env=wenzheng.environment, check=True)
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfregion,")


def test_a_workbook_that_cannot_be_written_is_one_sentence(wenzheng: Command, tmp_path: Path) -> None:
    result = wenzheng("money", "--xlsx", tmp_path / "nowhere" / "a.xlsx")
    assert (result.returncode, result.stdout) == (2, "")
    (said,) = result.stderr.splitlines()
    assert "写不了" in said


def test_a_workbook_and_markdown_hold_the_same_rows(wenzheng: Command, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    done = wenzheng("money", "--region", "大连", "--md", "--xlsx", tmp_path / "a.xlsx")
    head, _, *lines = done.stdout.splitlines()
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx").active.values)
    assert head == f"| {' | '.join(rows[0])} |"
    assert len(lines) == len(rows) - 1 > 0


def test_several_regions_stand_in_one_table(wenzheng: Command) -> None:
    done = wenzheng("targets", "--region", "大连", "--region", "南京", "--json")
    assert {json.loads(line)["region"] for line in done.stdout.splitlines()} == {"大连市", "南京市"}


@pytest.mark.parametrize("view", ["money", "duties", "conditions"])
def test_a_year_is_refused_where_there_is_none(wenzheng: Command, view: str) -> None:
    done = wenzheng(view, "--year", "2020")
    assert (done.returncode, done.stdout) == (2, "")


def test_rows_are_narrowed_by_what_they_hold(wenzheng: Command) -> None:
    rows = [json.loads(line) for line in wenzheng("duties", "--like", "市金融办", "--json").stdout.splitlines()]
    assert {row["unit"] for row in rows} == {"市金融办"}


def test_no_rows_is_exit_code_1(wenzheng: Command) -> None:
    done = wenzheng("targets", "--like", "根本没有的指标")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("没有这样的目标")


def test_an_unknown_region_is_said(wenzheng: Command) -> None:
    done = wenzheng("targets", "--region", "哪里也不是")
    assert done.returncode == 2
    assert "认不出地区" in done.stderr


def test_cities_stand_side_by_side(wenzheng: Command) -> None:
    done = wenzheng("南京和大连2020年产业规模目标")
    assert "  大连市  2020年  人工智能及相关产业产值  ≥100亿元" in done.stdout.splitlines()
    assert "口径不同" in done.stdout


def test_values_are_in_the_json(wenzheng: Command) -> None:
    reply = json.loads(wenzheng("ask", "大连2020年人工智能及相关产业产值", "--json").stdout)
    assert [(value["region"], value["year"], value["value"], value["high"]) for value in reply["values"]] == [
        ("大连市", 2020, "100亿元", 1e10)
    ]
    assert 0 < reply["confidence"] <= 1


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_a_comparison_is_drawn(wenzheng: Command, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"规模.{suffix}"
    done = wenzheng("ask", "南京和大连2020年产业规模目标", "--chart", file)
    assert done.returncode == 0
    assert file.stat().st_size > 1000


def test_an_answer_without_values_cannot_be_drawn(wenzheng: Command, tmp_path: Path) -> None:
    done = wenzheng("ask", "大连谁负责数据开放", "--chart", tmp_path / "a.png")
    assert done.returncode == 2
    assert "没有可以画成图的数值" in done.stderr
    assert not (tmp_path / "a.png").exists()


def test_ablation_leaves_out_one_part_a_run(library: Library, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    row = {"id": "a", "question": "苏州2022年新增养老床位多少张", "kind": "target", "style": "natural"}
    row |= {"docs": [library.file.stem], "evidence": ["新增养老床位5000张"], "answer": ["5000张"]}
    gold.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    table = json.loads(library("eval", str(gold), "--ablate", "--json").stdout)
    assert table["all"]["pass"] == 1.0
    assert set(table) == {"all", *read_weights().names}
