import zipfile
from pathlib import Path

import pytest

from retrieval.document.source import find_sources, read_source
from retrieval.errors import SourceError
from tests.document.readers.conftest import FILES


def test_each_document_in_an_archive_is_a_source_with_its_name_as_windows_wrote_it() -> None:
    sources = [read_source(path) for path in find_sources([FILES / "pack.zip"])]
    assert [source.id for source in sources] == ["pack/说明", "pack/通知/正文", "pack/通知/附件：工作报告"]
    assert sources[1].text == read_source(FILES / "notice.docx").text
    assert sources[0].path == FILES / "pack.zip" / "说明.txt"


def archive(tmp_path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return tmp_path / "a.zip"


BAD: dict[str, tuple[dict[str, bytes], str]] = {
    "out of it": ({"../../etc/cron.txt": b"text"}, "指到压缩包外面"),
    "from the root": ({"/etc/cron.txt": b"text"}, "指到压缩包外面"),
    "a drive": ({"C:\\a.txt": b"text"}, "指到压缩包外面"),
    "bomb": ({"a.txt": b"0" * 600_000_000}, "压缩炸弹"),
    "nothing to read": ({"a.exe": b"MZ"}, "没有能读的文件"),
}


@pytest.mark.parametrize(("parts", "said"), BAD.values(), ids=BAD)
def test_an_archive_that_means_harm_is_told(tmp_path: Path, parts: dict[str, bytes], said: str) -> None:
    with pytest.raises(SourceError, match=said):
        find_sources([archive(tmp_path, **parts)])


def test_an_archive_that_breaks_off_or_lies_is_told(tmp_path: Path) -> None:
    file = archive(tmp_path, **{"a.txt": "正文。".encode() * 500})
    whole = file.read_bytes()
    file.write_bytes(whole[:60])
    with pytest.raises(SourceError, match="不完整或已损坏"):
        find_sources([file])
    file.write_bytes(whole[:45] + b"\xff\xff" + whole[47:])
    with pytest.raises(SourceError, match="已损坏"):
        read_source(find_sources([file])[0])


def test_a_document_called_an_archive_is_read_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes((FILES / "notice.docx").read_bytes())
    (path,) = find_sources([tmp_path])
    assert "一、总体目标" in read_source(path).text


def test_a_locked_archive_is_told(tmp_path: Path) -> None:
    data = bytearray(archive(tmp_path, **{"a.txt": "正文。".encode()}).read_bytes())
    data[6] |= 1  # the flag of the file itself, and in the list of contents
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(SourceError, match="设了密码"):
        read_source(find_sources([tmp_path / "a.zip"])[0])
