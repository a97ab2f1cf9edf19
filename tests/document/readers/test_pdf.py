import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from retrieval.document.model import Places, Unit
from retrieval.document.readers.printed.glyphs import Box, Glyph, joined, real_character, runs_of
from retrieval.document.readers.printed.page import Column
from retrieval.document.readers.printed.paragraphs import join_pages
from retrieval.document.readers.printed.ruled import Rule, find_grids, grid_lines, rules_of
from retrieval.document.source import Source, read_source
from retrieval.errors import SourceError
from tests.conftest import needs_ocr
from tests.document.readers.conftest import FILES, squeezed

Read = Callable[[str], Source]
PDFS = ("notice.pdf", "bulletin.pdf", "rules.pdf")


@pytest.mark.parametrize("name", PDFS)
def test_every_line_is_said_to_be_on_the_page_where_it_stands(read: Read, name: str) -> None:
    source = read(name)
    assert source.places
    assert source.places.unit is Unit.PAGE
    with pdfium.PdfDocument(FILES / name) as document:
        pages = [squeezed("".join(map(real_character, page.get_textpage().get_text_range()))) for page in document]
    assert len(source.places.starts) == len(pages)
    place = 0
    for line in source.text.splitlines():
        words = squeezed(line)[:12]
        start = place + len(line) - len(line.lstrip())
        if " | " not in line:
            assert words[:6] in pages[source.places.at(start).number - 1]
        place += len(line) + 1


def test_running_heads_and_page_numbers_are_left_out(read: Read) -> None:
    assert "公报" not in read("notice.pdf").text
    assert not re.search(r"—\s*\d\s*—", read("notice.pdf").text)
    assert read("bulletin.pdf").text.count("水资源公报") == 1
    assert "内部资料" not in read("rules.pdf").text


def test_two_columns_are_read_one_after_the_other(read: Read) -> None:
    headings = re.findall(r"^[一二三四五六]、.*$", read("bulletin.pdf").text, re.MULTILINE)
    assert headings == ["一、综述", "二、降水量", "三、蓄水动态", "四、水资源质量", "五、用水管理", "六、重要水事"]


def test_a_ruled_table_is_rows_with_cells_over_several_rows_in_each(read: Read) -> None:
    assert "供给 | 每千常住人口托位数（个） | 3.2 | 4.6 | 约束性" in read("notice.pdf").text
    assert "供给 | 新增普惠托位（个） | 2600 | 5800 | 预期性" in read("notice.pdf").text


@needs_ocr
def test_a_scan_is_told_with_what_to_do() -> None:
    with pytest.raises(SourceError, match=r"scan\.pdf 是扫描件.*请换一份更清楚的"):
        read_source(FILES / "scan.pdf")


def test_a_file_that_breaks_off_is_told(tmp_path: Path) -> None:
    (tmp_path / "half.pdf").write_bytes((FILES / "rules.pdf").read_bytes()[:9000])
    with pytest.raises(SourceError, match=r"half\.pdf 不完整或已损坏"):
        read_source(tmp_path / "half.pdf")


def test_a_locked_file_is_told() -> None:
    with pytest.raises(SourceError, match="打开密码"):
        read_source(FILES / "locked.pdf")


@pytest.mark.parametrize(("turn", "matrix"), [(90, (0, 1, -1, 0)), (180, (-1, 0, 0, -1)), (270, (0, -1, 1, 0))])
def test_pages_that_lie_on_their_side_and_hold_a_form_are_read_as_they_are_seen(
    read: Read, tmp_path: Path, turn: int, matrix: tuple[int, int, int, int]
) -> None:
    with pdfium.PdfDocument(FILES / "notice.pdf") as upright, pdfium.PdfDocument.new() as turned:
        for number in range(len(upright)):
            width, height = upright[number].get_size()
            page = turned.new_page(*((height, width) if turn % 180 else (width, height)))
            form = raw.FPDF_NewFormObjectFromXObject(raw.FPDF_NewXObjectFromPage(turned, upright, number))
            moved = {90: (height, 0), 180: (width, height), 270: (0, width)}[turn]
            raw.FPDFPageObj_Transform(form, *matrix, *moved)
            raw.FPDFPage_InsertObject(page, form)
            page.gen_content()
            page.set_rotation(turn)
        turned.save(tmp_path / "turned.pdf")
    source = read_source(tmp_path / "turned.pdf")
    assert (source.text, source.places) == (read("notice.pdf").text, read("notice.pdf").places)


def test_the_heads_of_a_table_that_goes_on_over_the_page_stand_once() -> None:
    read_on = join_pages([[Column((), rows=("指标 | 数", "甲 | 1"))], [Column((), rows=("指标 | 数", "乙 | 2"))]])
    assert read_on.text == "指标 | 数\n甲 | 1\n乙 | 2\n"
    assert read_on.places == Places(Unit.PAGE, (0, 13))


def glyphs(text: str, x: float = 0.0, base: float = 10.0, step: float = 10.0) -> list[Glyph]:
    return [
        Glyph(char, Box(x + step * place, base - 8, x + step * place + 10, base + 2), base, 10.0)
        for place, char in enumerate(text)
    ]


def test_words_far_apart_are_two_runs_and_what_is_printed_twice_is_one() -> None:
    assert [run.text for run in runs_of([*glyphs("左边"), *glyphs("右边", x=100)])] == ["左边", "右边"]
    assert [run.text for run in runs_of([*glyphs("加粗"), *glyphs("加粗", x=0.4)])] == ["加粗"]


def test_the_order_of_drawing_does_not_matter() -> None:
    line = glyphs("规定的“情节严重”：")
    assert [run.text for run in runs_of([*line[4:], *line[:4]])] == ["规定的“情节严重”："]


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("产业规模", "突破100亿元", "产业规模突破100亿元"),
        ("artificial", "intelligence", "artificial intelligence"),
        ("intelli-", "gence", "intelligence"),
        ("2020", "年", "2020年"),
        ("GB/T 9704-", "2012", "GB/T 9704-2012"),
    ],
)
def test_lines_are_joined_with_a_space_between_latin_words_only(before: str, after: str, whole: str) -> None:
    assert joined(before, after) == whole


@pytest.mark.parametrize(("given", "meant"), [("⻄", "西"), ("⼀", "一"), ("⻓", "长"), ("西", "西")])
def test_a_radical_is_the_character_that_it_looks_like(given: str, meant: str) -> None:
    assert real_character(given) == meant


def test_a_frame_is_no_table_and_a_cell_may_span_columns() -> None:
    assert find_grids(rules_of(Box(0, 0, 100, 100))) == []
    rules = [Rule(Box(0, y, 100, y)) for y in (0, 20, 40)] + [Rule(Box(x, 0, x, 40)) for x in (0, 100)]
    (grid,) = find_grids([*rules, Rule(Box(50, 20, 50, 40))])
    cells = [*glyphs("标题", 5, 12), *glyphs("左", 5, 32), *glyphs("右", 60, 32)]
    assert grid_lines(grid, cells) == ["标题 |", "左 | 右"]
