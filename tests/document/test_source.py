from pathlib import Path

import pytest

from retrieval.document.readers.text import decode
from retrieval.document.source import find_sources, read_source
from retrieval.errors import SourceError


def test_text_is_read_byte_for_byte_line_ends_included(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("第一行\r\n第二行\n".encode())
    assert read_source(tmp_path / "a.txt").text == "第一行\r\n第二行\n"


def test_gb18030_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("产业规模".encode("gb18030"))
    assert read_source(tmp_path / "a.txt").text == "产业规模"


RULES = "某市养老服务补贴办法\n第一条 新建养老机构每张床位补贴8000元，㐂村除外。\n第二条 运营补贴每人每月300元。\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_what_it_says(encoding: str) -> None:
    assert decode(RULES.encode(encoding), "a.txt") == RULES


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_broken_bytes_are_replaced(encoding: str) -> None:
    first, second, third = (line.encode(encoding) for line in RULES.splitlines())
    text = decode(b"\n".join((first, second + b"\xff\xff", third)), "a.txt")
    assert text.replace("\ufffd", "") + "\n" == RULES


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "空"), (b" \n", "空"), (b"\x00\x01plan", "二进制"), (b"\xff\xff\xfe\x81", "编码")],
)
def test_what_is_no_text_is_refused_with_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        decode(data, "a.txt")


def test_a_missing_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="没有这里"):
        find_sources([tmp_path / "没有这里"])


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text("文", encoding="utf-8")
    with pytest.raises(SourceError, match="同名"):
        find_sources([tmp_path / "a", tmp_path / "b"])


def test_of_a_folder_notes_about_it_locks_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    for name in ("README.md", "~$通知.docx", ".通知.txt", "通知.txt", "表.pptx"):
        (tmp_path / name).write_text("正文。", encoding="utf-8")
    assert find_sources([tmp_path]) == [tmp_path / "通知.txt"]
