"""The command that asks one question, or a batch of them."""

import sys
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from bot.cli.help import command
from bot.cli.options import (
    NOT_FOUND,
    WrongUseError,
    cited,
    citing,
    exclusive,
    faint,
    filtered,
    is_piped,
    narrowed,
    saved,
    settled,
    strong,
)
from bot.config import Settings
from bot.output import harmless, json_line
from bot.terminal import show

if TYPE_CHECKING:
    from retrieval.answer.model import Answer
    from retrieval.question.understand import Filters

_HOW = '请给出一个问题，或者用 --batch 给出问题文件。例：wenzheng ask "南京2020年产业规模目标"'


@command()
@click.argument("words", nargs=-1, metavar="[问题]")
@click.option("--json", is_flag=True, help="输出 JSON。")
@click.option("--md", is_flag=True, help="输出 Markdown，带出处，便于粘贴。")
@click.option("--all", is_flag=True, help="答案有多项时全部列出。")
@click.option("--html", metavar="文件", help="存为一个网页：答案、原文出处，连同文件全文和目录；- 为标准输出。")
@cited
@click.option("--batch", type=click.Path(allow_dash=True), help="逐行读入 JSON 问题（- 为标准输入），逐行输出 JSON。")
@click.option("--chart", type=click.Path(path_type=Path), help="把答案里的数值画成图，存为 .png 或 .svg。")
@filtered
@settled
def ask(settings: Settings, words: tuple[str, ...], batch: str | None, **options: Any) -> None:
    """提一个问题，看答案和原文。问题写成 -，或者由管道送来，就从标准输入读入。找到返回 0，没找到返回 1。

    例：wenzheng ask "南京和大连2020年产业规模目标" --chart 规模.png
    """
    forms = _Forms(**{one.name: options.pop(one.name) for one in fields(_Forms)})
    forms.check(batch)
    question = "" if batch is not None else _question(words)
    if bool(words) if batch is not None else not question and words in {(), ("-",)}:
        raise WrongUseError(_HOW)
    filters, quotes = narrowed(settings, options)
    if batch is not None:
        _ask_batch(settings, batch, quotes, filters)
    else:
        _ask_one(settings, question, quotes, filters, forms)


@dataclass(frozen=True)
class _Forms:
    """The forms in which an answer is wanted, as the options name them."""

    json: bool
    md: bool
    all: bool
    html: str | None
    cite: str | None
    chart: Path | None

    def check(self, batch: str | None) -> None:
        """Raise ``WrongUseError`` where two exclude each other, or one excludes a batch."""
        exclusive(json=self.json, md=self.md, all=self.all)
        exclusive(json=self.json, cite=self.cite)
        for name, given in asdict(self).items():
            if name != "json":
                exclusive(batch=batch, **{name: given})
        if self.html == "-":
            exclusive(html=self.html, json=self.json, md=self.md, all=self.all)


def _ask_one(settings: Settings, question: str, quotes: int, filters: "Filters", forms: _Forms) -> NoReturn:
    """Answer a question in the forms wanted, and exit with what came of it."""
    from bot.items import answer_markdown, shown_text
    from bot.library import open_index
    from bot.render import answer_json
    from retrieval.answer.ask import ask as answer_question
    from retrieval.answer.model import Reason

    source = citing(forms.cite)
    with open_index(settings) as index:
        answer = _noted(answer_question(question, index, quotes=quotes, filters=filters))
        if answer.reason is Reason.NOT_A_QUESTION:
            from bot.examples import fitted

            answer = fitted(answer, index)
        if forms.html is not None:
            from bot.page.page import answer_page

            saved(forms.html, answer_page(answer, index))
    if forms.json:
        click.echo(json_line(answer_json(answer)))
    elif forms.md:
        click.echo(answer_markdown(answer, source))
    elif forms.html != "-":
        show(shown_text(answer, strong, faint, forms.all, source))
    if forms.chart is not None:
        _draw(answer, forms.chart)
    sys.exit(0 if answer.found else NOT_FOUND)


def _question(words: tuple[str, ...]) -> str:
    """The question: the words, or what is piped in where there are none."""
    if words and words != ("-",):
        return " ".join(words)
    return sys.stdin.read().strip() if words or is_piped() else ""


def _ask_batch(settings: Settings, batch: str, quotes: int, filters: "Filters") -> NoReturn:
    from bot.cli.batch import ERROR, answer_lines, open_batch
    from bot.library import open_index

    with open_batch(batch) as lines, open_index(settings) as index:
        wrong = 0
        for reply in answer_lines(lines, index, quotes, filters):
            click.echo(json_line(reply))
            wrong += reply["status"] == ERROR
    sys.exit(NOT_FOUND if wrong else 0)


def _noted(answer: "Answer") -> "Answer":
    """The answer with a word on what the options and the question say against each other."""
    question = answer.question
    only, year = question.only_places, question.only_year
    notes = []
    if (
        only
        and question.places
        and not any(one.holds(place) or place.holds(one) for one in only for place in question.regions)
    ):
        notes.append(f"问题里说的是{question.regions[0].name}，--region 只问{only[0].name}：按 --region 回答。")
    if year and question.years and year not in question.years:
        notes.append(f"问题里说的是{question.years[0]}年，--year 只问{year}年：按 --year 回答。")
    return replace(answer, message="".join([*notes, answer.message or ""])) if notes else answer


def _draw(answer: "Answer", file: Path) -> None:
    from bot.chart import draw_chart
    from bot.facts import value_bars

    if not answer.values:
        raise WrongUseError("这个问题的答案里没有可以画成图的数值。请问目标数值，例如：南京和大连2020年产业规模目标。")
    draw_chart(file, answer.question.text, value_bars(answer.values), answer.message or "")
    click.echo(f"图已存到 {harmless(str(file))}", err=True)


COMMANDS: dict[str, click.Command] = {"ask": ask}
