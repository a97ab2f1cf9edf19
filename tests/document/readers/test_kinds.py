"""Files are what their bytes say, and what has no reader is answered with what to do."""

import io
import sys
import zipfile
from pathlib import Path

import pytest

from retrieval.document.source import MAX_BYTES, read_source
from retrieval.errors import SourceError
from tests.conftest import needs_ocr
from tests.document.readers.conftest import FILES


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("rules.pdf", "a.txt"),
        ("rules.docx", "a.doc"),
        ("rules.htm", "a.doc"),
        ("rules.docx", "a.pdf"),
        ("rules.htm", "a"),
    ],
)
def test_a_renamed_file_is_read_as_what_it_is(tmp_path: Path, file: str, name: str) -> None:
    (tmp_path / name).write_bytes((FILES / file).read_bytes())
    assert read_source(tmp_path / name).text == read_source(FILES / file).text


def zipped(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, b"<a/>")
    return data.getvalue()


TOLD = {
    "cut off.wps": ((FILES / "notice.wps").read_bytes(), "另存为 .docx"),
    "locked.docx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0")
        + b"\x22\0",
        "打开密码",
    ),
    "a.ofd": (zipped("OFD.xml", "Doc_0/Document.xml"), "不完整或已损坏"),
    "a.xlsx": (zipped("xl/workbook.xml"), "不完整或已损坏"),
    "a.pptx": (zipped("ppt/presentation.xml"), "演示文件"),
    "empty.rtf": (b"{\\rtf1\\ansi }", "空"),
    "a.png": (b"\x89PNG\r\n\x1a\n\0\0", "已损坏"),
    "a.rar": (b"Rar!\x1a\x07\x00", "解压"),
    "a.mht": (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n", "读不出内容"),
    "a.txt": (zipped("a.txt"), "zip 压缩包"),
    "cut.docx": ((FILES / "notice.docx").read_bytes()[:500], "不完整或已损坏"),
    "empty.pdf": (b"", "空"),
}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [pytest.param(name, *told, marks=needs_ocr if name == "a.png" else ()) for name, told in TOLD.items()],
    ids=TOLD,
)
def test_what_cannot_be_read_is_named_with_what_to_do(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError, match=said) as told:
        read_source(tmp_path / name)
    assert str(tmp_path / name) in str(told.value)
    assert str(told.value).endswith("。")


@pytest.mark.parametrize(("file", "package", "extra"), [("rules.pdf", "pypdfium2", "pdf"), ("rules.docx", "lxml", "docx"), ("rules.htm", "lxml", "html")])  # fmt: skip
def test_a_missing_package_is_said_with_its_install_line(
    monkeypatch: pytest.MonkeyPatch, file: str, package: str, extra: str
) -> None:
    for name in [name for name in sys.modules if name.startswith("retrieval.document.readers.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)  # as Python marks what is not there
    with pytest.raises(SourceError, match=rf"pip install 'wenzheng\[{extra}\]'"):
        read_source(FILES / file)


TEXT = "为加快我市养老服务发展，制定本行动计划。到2022年，新增养老床位5000张。"
TRADITIONAL = "為加快我市養老服務發展，制定本行動計劃。到2022年，新增養老床位5000張。"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(TEXT.encode("utf-8-sig"), "\ufeff" + TEXT, id="utf-8 with a mark"),
        pytest.param(TEXT.encode("utf-16"), TEXT, id="utf-16"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT, id="utf-16 the other way round"),
        pytest.param(TEXT.encode("gb18030"), TEXT, id="gb18030"),
        pytest.param(TRADITIONAL.encode("big5"), TRADITIONAL, id="big5"),
        pytest.param("镕䶮、堃，朱镕基。".encode("gb18030"), "镕䶮、堃，朱镕基。", id="rare characters"),
    ],
)
def test_chinese_encodings_are_told_apart(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    assert read_source(tmp_path / "a.txt").text == text


def test_nothing_in_an_encoding_with_a_mark_is_empty_and_zeros_are_no_text(tmp_path: Path) -> None:
    for data, said in ((b"\xff\xfe", "空"), ("正文\0。".encode("utf-16"), "二进制"), (b"\xff\xfe\x00\xd8", "编码")):
        (tmp_path / "a.txt").write_bytes(data)
        with pytest.raises(SourceError, match=said):
            read_source(tmp_path / "a.txt")


def test_a_file_that_is_too_large_is_told_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a.pdf").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(SourceError, match="超过 64 MB"):
        read_source(tmp_path / "a.pdf")
