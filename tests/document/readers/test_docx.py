import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from retrieval.document.model import Place, Unit
from retrieval.document.readers.word.numbering import counting
from retrieval.document.source import Source, read_source
from retrieval.errors import SourceError
from tests.document.readers.conftest import FILES

Read = Callable[[str], Source]


def test_numbers_that_stand_in_the_style_are_in_the_text(read: Read) -> None:
    lines = read("notice.docx").text.splitlines()
    assert "一、总体目标" in lines
    assert "（二）完善支持政策" in lines
    assert any(line.startswith("3.税费优惠。") for line in lines)


def test_articles_count_on_through_the_chapters(read: Read) -> None:
    lines = read("rules.docx").text.splitlines()
    assert "第四章 监督管理" in lines
    assert lines[-1].startswith("第十六条 本办法自2023年6月1日起施行")
    assert "（二）申请人身份证明或者法人登记证书复印件；" in lines


def test_a_paragraph_is_counted_as_in_the_original(read: Read) -> None:
    source = read("rules.docx")
    assert source.places
    assert source.places.at(0) == Place(Unit.PARAGRAPH, 1)
    assert source.places.at(source.text.index("第一条")) == Place(Unit.PARAGRAPH, 4)


def test_cells_over_several_rows_and_columns(read: Read) -> None:
    assert (
        "类别 | 指标 | 目标值 |  | 属性\n类别 | 指标 | 2023年 | 2025年 | 属性\n供给 | 每千" in read("notice.docx").text
    )


def document_of(tmp_path: Path, *paragraphs: str) -> Path:
    """A DOCX whose paragraphs are the given XML."""
    document = docx.Document()
    for inner in paragraphs:
        document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))
    document.save(tmp_path / "a.docx")
    return tmp_path / "a.docx"


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    file = document_of(
        tmp_path,
        '<w:r><w:t>补助</w:t></w:r><w:del w:id="1" w:author="a"><w:r><w:delText>100</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="a"><w:r><w:t>200</w:t></w:r></w:ins><w:r><w:t>元。</w:t></w:r>',
    )
    assert read_source(file).text == "补助200元。\n"


def test_content_controls_and_instructions_of_fields(tmp_path: Path) -> None:
    file = document_of(
        tmp_path,
        "<w:sdt><w:sdtContent><w:r><w:t>控件内</w:t></w:r></w:sdtContent></w:sdt><w:r><w:instrText> PAGE </w:instrText></w:r>"
        "<w:r><w:t>外</w:t><w:br/><w:t>下一行</w:t></w:r>",
    )
    assert read_source(file).text == "控件内外\n下一行\n"


def packed(**parts: bytes) -> bytes:
    """The notice with parts put in the place of its own."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(FILES / "notice.docx") as old,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            new.writestr(name, parts.get(Path(name).stem, old.read(name)))
    return data.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w:document xmlns:w="x">&b;</w:document>'
BAD = {
    "laughs": (packed(document=LAUGHS), "不该有的 XML 声明"),
    "bomb": (packed(document=b"<a>" + b" " * 600_000_000 + b"</a>"), "压缩炸弹"),
    "more than fits": (packed(document=random.Random(1).randbytes(70_000_000)), "文件太大"),
    "no document": (packed(document=b"not xml"), "不完整或已损坏"),
    "other xml": (packed(document=b"<a/>"), "不完整或已损坏"),
    "cut off": ((FILES / "notice.docx").read_bytes()[:20_000], "不完整或已损坏"),
}


@pytest.mark.parametrize(("data", "said"), BAD.values(), ids=BAD)
def test_a_broken_or_harmful_file_is_told(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "a.docx").write_bytes(data)
    with pytest.raises(SourceError, match=said):
        read_source(tmp_path / "a.docx")


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (101, "一百零一"), (110, "一百一十")]
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert counting(number) == words


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_no_two_numbers_have_the_same_words(one: int, other: int) -> None:
    assert (counting(one) == counting(other)) == (one == other)
