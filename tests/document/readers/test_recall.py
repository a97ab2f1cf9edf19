"""How much of the known text the readers give back, and how much else."""

from collections.abc import Callable

import pytest

from retrieval.document.source import Source
from tests.document.contents import ANSWERS, BULLETIN, NOTICE, REPORT, RULES, Content
from tests.document.readers.conftest import shares

PRINTED = {
    "notice.pdf": NOTICE,
    "bulletin.pdf": BULLETIN,
    "rules.pdf": RULES,
    "notice.docx": NOTICE,
    "rules.docx": RULES,
    "report.docx": REPORT,
    "report-writer.docx": REPORT,
    "report.md": REPORT,
}
WEB = {"notice.html": NOTICE, "rules.htm": RULES, "answers.html": ANSWERS}
Read = Callable[[str], Source]


@pytest.mark.parametrize(("name", "content"), PRINTED.items(), ids=PRINTED)
def test_all_of_the_text_is_there_and_hardly_more(read: Read, name: str, content: Content) -> None:
    recall, more = shares("\n".join(content.known), read(name).text)
    assert recall >= 0.99
    assert more <= 0.01


@pytest.mark.parametrize(("name", "content"), (PRINTED | WEB).items(), ids=PRINTED | WEB)
def test_paragraphs_are_lines(read: Read, name: str, content: Content) -> None:
    def words(line: str) -> str:
        return "".join(line.split())

    lines = {words(line) for line in read(name).text.splitlines()}
    wanted = [words(block.whole) for block in content.blocks if not block.rows]
    assert [line for line in wanted if line not in lines and line not in words(content.blocks[1].whole)] == []


@pytest.mark.parametrize(("name", "content"), WEB.items(), ids=WEB)
def test_of_a_page_all_of_the_document_is_kept_and_next_to_nothing_of_the_site(
    read: Read, name: str, content: Content
) -> None:
    lines = read(name).text.splitlines()
    document = "\n".join(line for line in lines if not line.startswith(STATED))
    recall, chrome = shares("\n".join(content.known), document)
    assert recall >= 0.96  # the line with the source of the answers is among the facts above
    assert chrome <= 0.025  # the name of the attached file is counted in


STATED = (
    "标题：",
    "发文机关：",
    "发文字号：",
    "成文日期：",
    "发布日期：",
    "有效性：",
    "来源：",
    "网站：",
    "索引号：",
    "主题分类：",
)


def test_what_a_page_states_of_its_document_stands_above_it(read: Read) -> None:
    assert read("notice.html").text.splitlines()[:10] == [
        "标题：绵阳市人民政府办公室关于印发《绵阳市普惠托育服务发展实施方案》的通知",
        "发文机关：绵阳市人民政府办公室",
        "发文字号：绵府办发〔2022〕18号",
        "成文日期：2022-05-16",
        "发布日期：2022-05-20",
        "有效性：有效",
        "来源：市政府办公室",
        "网站：绵阳市人民政府",
        "索引号：008391470/2022-00042",
        "主题分类：卫生、体育 / 其他",
    ]
