import click
import pytest

from bot.conversation import read_command
from tests.bot.conftest import BEDS, Command, Library, going_on
from tests.conftest import PLAN

NANJING = "南京2020年产业规模目标"


def test_a_conversation_takes_follow_ups_and_ends_with_q(wenzheng: Command) -> None:
    result = wenzheng("chat", typed="南京产业规模目标\n\n那中山呢\nq\n大连产业规模目标\n")
    assert (result.returncode, result.stderr) == (0, "")
    assert (
        result.stdout.index("匹配: 南京市")
        < result.stdout.index("接着上文理解为: 中山市")
        < result.stdout.index("征求意见稿")
    )
    assert "大连" not in result.stdout


def test_a_conversation_ends_with_its_input(wenzheng: Command) -> None:
    assert wenzheng("chat", typed=NANJING).returncode == 0


def test_a_conversation_goes_on_after_a_question_that_cannot_be_asked(wenzheng: Command) -> None:
    result = wenzheng("chat", typed=f"{'产' * 10_000}\n{NANJING}\n")
    assert "问题太长" in result.stdout
    assert "100亿元" in result.stdout


@pytest.mark.parametrize(
    "errors",
    [
        "surrogateescape",
        "strict",
    ],
)
def test_a_conversation_goes_on_after_bytes_that_are_no_text(wenzheng: Command, errors: str) -> None:
    typed = b"\xff\xfe\n" + NANJING.encode() + b"\n"
    result = wenzheng.having(PYTHONIOENCODING=f"utf-8:{errors}")("chat", typed=typed)
    assert "残缺" in result.stdout
    assert "100亿元" in result.stdout


def test_small_talk_gets_one_line_and_is_no_context(wenzheng: Command) -> None:
    said = wenzheng("chat", typed=f"你好\n{NANJING}\n谢谢\n那2025年呢\n").stdout
    assert said.count("不客气") == 1
    assert "500亿元" in said.partition("不客气")[2]
    assert "接着上文理解为: 南京市" in said.partition("不客气")[2]


def test_a_line_that_is_a_command_is_one_however_it_is_typed(wenzheng: Command) -> None:
    chat = wenzheng(
        "chat", typed=f"/targets 南京 2020\n/目标 南京 2020\ntargets 南京 2020\n/ask {NANJING}\n那2025年呢\n"
    )
    assert chat.stdout.count("AI+行业创新平台  约5个") == 3
    assert "接着上文理解为: 南京市 · 2025年" in chat.stdout
    assert "是不是 /targets？" in wenzheng("chat", typed="/target 南京\n").stdout


@pytest.mark.parametrize(
    "asked", ["有哪些文件", "你们都有什么文件？", "有哪些城市可以问", "可以问哪些地区的文件", "文件列表"]
)
def test_what_can_be_asked_is_listed(wenzheng: Command, asked: str) -> None:
    listed = wenzheng("docs").stdout
    assert listed in wenzheng("chat", typed=f"{NANJING}\n{asked}\n").stdout
    assert wenzheng(asked).stdout == listed


@pytest.mark.parametrize("asked", ["南京有哪些文件？", "南京的文件有哪些", "你们能查南京的吗", "有南京市的文件吗"])
def test_the_documents_of_a_place_are_listed(wenzheng: Command, asked: str) -> None:
    assert wenzheng(asked).stdout == wenzheng("docs", "南京").stdout
    assert wenzheng("docs", "南京").stdout in wenzheng("chat", typed=f"{asked}\n").stdout


@pytest.mark.parametrize("asked", ["南京有哪些文件提到数据开放", "办理入户有哪些文件", "/foo/bar 南京"])
def test_what_asks_of_more_than_documents_is_a_question(asked: str) -> None:
    command = read_command(asked, ("docs",))
    assert command is None or command[0] != "docs"


def test_a_quote_that_is_pointed_at_is_shown_once(wenzheng: Command) -> None:
    before, _, pointed = wenzheng("chat", typed=f"{NANJING}\n第二条\n").stdout.rpartition("匹配: 南京市")
    assert pointed.count("到2025年") == 1
    assert before.count("到2025年") == 1


def test_the_examples_fit_the_documents(library: Library) -> None:
    for said in (library("你好").stdout, library("chat", typed="你好\n").stdout):
        assert "例如：苏州2023年社区助餐点目标" in said
        assert "南京" not in said


def test_no_colour_codes_in_a_conversation_in_a_pipe(wenzheng: Command) -> None:
    assert "\x1b" not in wenzheng("chat", typed=NANJING).stdout


def test_a_conversation_answers_whole_clauses_though_its_index_is_renewed(library: Library) -> None:
    grant = "苏州新建养老机构每张床位补助多少"
    chat, typing, saying = going_on(library, "chat", python=("-u",), heard=None)
    typing.write(f"{BEDS}\n")
    typing.flush()
    assert any("一、发展目标" in line for line in saying)  # reads on until the first question is answered
    library.file.write_text("苏州 >> " + PLAN, encoding="utf-8")
    assert library("index").returncode == 0
    said, _ = chat.communicate(f"{grant}\n")
    assert library(grant).stdout in click.unstyle(said)


def test_a_conversation_goes_on_when_a_source_is_mended(library: Library) -> None:
    chat, typing, saying = going_on(library, "chat", python=("-u",), heard=None)
    assert "请提问" in saying.readline()
    library.file.write_bytes(b"")
    typing.write(f"{BEDS}\n")
    typing.flush()
    assert any("文件是空的" in line for line in saying)
    library.file.write_text(PLAN, encoding="utf-8")
    assert "新增养老床位5000张" in chat.communicate(f"{BEDS}\n")[0]
