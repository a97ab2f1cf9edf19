"""Rows of spreadsheets as text, and where each cell stands."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from retrieval.document.readers.sheet import grid
from retrieval.document.source import Source, read_source
from retrieval.errors import SourceError


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[[Callable[[Any], None]], Source]:
    """Read a workbook whose one sheet is filled by a function."""

    def read(fill: Callable[[Any], None]) -> Source:
        book, data = openpyxl.Workbook(), io.BytesIO()
        book.active.title = "表1"
        fill(book.active)
        book.save(data)
        (tmp_path / "a.xlsx").write_bytes(data.getvalue())
        return read_source(tmp_path / "a.xlsx")

    return read


Sheet = Callable[[Callable[[Any], None]], Source]


def places(source: Source) -> dict[str, str]:
    assert source.places
    return {
        source.text[start:].partition(" |")[0].partition("\n")[0]: source.places.at(start).name
        for start in source.places.starts
    }


def test_every_cell_has_its_place_also_where_rows_and_columns_are_empty(sheet: Sheet) -> None:
    def fill(one: Any) -> None:
        for place, value in {"B2": "项目", "D2": "标准", "B3": "床位", "D3": "8000元", "B9": "附注"}.items():
            one[place] = value

    source = sheet(fill)
    assert "项目 | 标准\n床位 | 8000元" in source.text
    assert {text: place for text, place in places(source).items() if text in {"床位", "8000元", "附注"}} == {
        "床位": "表1!B3",
        "8000元": "表1!D3",
        "附注": "表1!B9",
    }


def test_values_are_written_as_the_sheet_shows_them(sheet: Sheet) -> None:
    def fill(one: Any) -> None:
        one.append(["指标", "数值", "占比", "日期", "达标"])
        one.append(["床位", 8000.0, 0.655, __import__("datetime").date(2024, 5, 1), True])
        one["C2"].number_format = "0.0%"

    assert "床位 | 8000 | 65.5% | 2024-05-01 | 是" in sheet(fill).text


def test_tables_behind_a_blank_row_have_heads_of_their_own(sheet: Sheet) -> None:
    def fill(one: Any) -> None:
        for row in (["项目", "标准"], ["床位", "1元"], [], ["部门", "电话"], ["民政", "123"], [], ["财政", "456"]):
            one.append(row)

    lines = sheet(fill).text.splitlines()
    assert lines[lines.index("部门 | 电话") - 1] == ""
    assert lines[lines.index("财政 | 456") - 1] == "民政 | 123"


def test_a_large_sheet_is_read_as_far_as_is_said(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MAX_CELLS", 100)

    def fill(one: Any) -> None:
        for block in range(40):
            one.append(["项目", "标准"])
            one.append([f"第{block}项", f"{block}元"])
            one.append([])

    source = sheet(fill)
    assert "第39项" not in source.text
    assert any("最多 100 个格子" in note for note in source.notes)


def test_an_empty_or_a_broken_workbook_is_told(sheet: Sheet, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="表格是空的"):
        sheet(lambda _: None)
    whole = (tmp_path / "a.xlsx").read_bytes()
    (tmp_path / "a.xlsx").write_bytes(whole[:2000] + b"\0" * 500 + whole[2500:])
    with pytest.raises(SourceError, match="已损坏"):
        read_source(tmp_path / "a.xlsx")
