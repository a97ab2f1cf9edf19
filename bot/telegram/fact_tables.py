"""Facts as tables: /targets, /money, /duties and /compare, as rich messages where the server takes them."""

import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardMarkup, Update
from telegram.constants import ChatAction

from bot.chart import MOST_BARS, Bar, draw_chart
from bot.conversation import read_command
from bot.examples import compared_example, with_example
from bot.facts import target_line, value_bars, value_cell, value_cells
from bot.render import quote_source
from bot.telegram.callbacks import Pressed
from bot.telegram.context import Context, kept, message_of
from bot.telegram.documents import Page, cut, list_documents
from bot.telegram.incoming import argument, asker, command_of, place_of, thread_of
from bot.telegram.markup import Style, answer_blocks, block, bold, plain, text_blocks
from bot.telegram.sending import Place, busy, in_topic, replace, replace_rich, send, send_rich
from bot.telegram.store import Turn
from retrieval.answer.model import Answer, Value
from retrieval.errors import WenzhengError
from retrieval.index.facts.reader import list_facts
from retrieval.index.store import Index
from retrieval.question.understand import documents_of
from retrieval.text.fold import fold

_ROWS = 10
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)年?")
_BARE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?![\d年])")
_HOW = "请写出要比较的指标和年份"


@dataclass(frozen=True)
class _View:
    """A kind of facts: what it is called, and the columns of its table."""

    title: str
    columns: Mapping[str, Callable[[Mapping[str, Any]], str]]


def _said(*names: str) -> Callable[[Mapping[str, Any]], str]:
    """The cell of a row that holds these fields, those that are filled."""
    return lambda row: "，".join(str(row[name]) for name in names if row[name])


_VIEWS = {
    "targets": _View(
        "目标",
        {
            "地区": _said("region"),
            "年份": _said("year"),
            "指标": _said("indicator"),
            "目标值": lambda row: value_cell(row["relation"], row["value"]),
        },
    ),
    "money": _View(
        "资金",
        {"地区": _said("region"), "对象": _said("recipient"), "金额": _said("amount", "times"), "最高": _said("cap")},
    ),
    "duties": _View(
        "分工", {"地区": _said("region"), "事项": _said("item"), "角色": _said("role"), "单位": _said("unit")}
    ),
}


async def on_list(update: Update, context: Context) -> None:
    """``/docs``, ``/targets``, ``/money`` and ``/duties``: the first page."""
    message, services = message_of(update), context.services
    place, (name, asked) = place_of(message), command_of(message, ("docs", *_VIEWS)) or ("docs", "")
    turn = await kept(
        services.store.add_turn, message.chat_id, asker(update), None, f"/{name} {asked}", [], thread_of(message)
    )
    page = await _page(context, turn.question, 0)
    replies = await _send_page(context, place, page, page.keyboard(turn.id))
    await kept(services.store.set_replies, turn.id, replies)


async def _send_page(context: Context, place: Place, page: Page, keyboard: InlineKeyboardMarkup | None) -> list[int]:
    services = context.services
    if page.rich and services.takes_rich_messages:
        sent = await send_rich(context.bot, place, page.rich, keyboard)
        if sent is not None:
            return [sent]
        services.takes_rich_messages = False
    return await send(context.bot, place, page.blocks, keyboard)


async def show_page(pressed: Pressed, turn: Turn) -> None:
    """Turn a list to another page, in place."""
    page = await _page(pressed.context, turn.question, pressed.press.number)
    here, keyboard = pressed.message.message_id, page.keyboard(turn.id)
    if page.rich and pressed.message.text is None:
        await replace_rich(pressed.bot, pressed.place, here, page.rich, keyboard)
    else:
        await replace(pressed.bot, pressed.place, [here], page.blocks, keyboard)


async def _page(context: Context, command: str, number: int) -> Page:
    name, asked = read_command(command, ()) or ("docs", "")
    read = context.services.library.read
    try:
        if name in _VIEWS:
            return await read(lambda index: _facts(index, name, asked, number))
        return await read(lambda index: list_documents(index, asked, number))
    except WenzhengError as error:
        return Page(text_blocks(with_example(str(error), ())), 0, 1)


def _facts(index: Index, name: str, asked: str, number: int) -> Page:
    """A page of the facts of a region, and of a year or with a word in them: 南京 2020."""
    view = _VIEWS[name]
    found = _YEAR.search(asked)
    region, _, like = _YEAR.sub("", asked).strip().partition(" ")
    year = int(found[0][:4]) if found and name == "targets" else None
    rows = list(list_facts(index, name, documents_of(region or None, index), year, like.strip() or None))
    if not rows:
        names = sorted(region.name for region in index.catalogue.regions)
        example = f"，例如：/{name} {names[0]}" if names else ""
        return Page(text_blocks(f"没有这样的{view.title}。请写文件的地区{example}"), 0, 1)
    number, pages, shown = cut(rows, number, _ROWS)
    head = f"{asked or '全部'}：{len(rows)} 项{view.title}"
    cells = [[said(row) for said in view.columns.values()] for row in shown]
    blocks, quotes = [block(bold(head))], defaultdict[str, list[str]](list)
    for row, values in zip(shown, cells, strict=True):
        line = target_line(row, bold, plain) if name == "targets" else _line(values)
        blocks.extend(text_blocks(row["quote"], (f"{line}\n<blockquote expandable>", "</blockquote>"))[:1])
        quotes[row["title"] or row["document"]].append(row["quote"])
    same = len({values[0] for values in cells}) == 1  # one region: it stands in the question
    table = table_html(list(view.columns)[same:], [values[same:] for values in cells])
    details = "".join(_details(title, texts) for title, texts in quotes.items())
    return Page(blocks, number, pages, rich=f"<h3>{plain(head)}</h3>{table}{details}")


def _line(values: Sequence[str]) -> str:
    """The cells of a row on one line, the last in bold."""
    *first, last = filter(None, values)
    return "  ".join([*map(plain, first), bold(last)])


def _details(summary: str, quotes: Iterable[str]) -> str:
    """Quotes that open at a tap, each once."""
    shown = "".join(f"<p>{plain(quote)}</p>" for quote in dict.fromkeys(quotes))
    return f"<details><summary>{plain(summary)}</summary>{shown}</details>"


def table_html(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of a rich message."""
    lines = ["".join(f"<th>{plain(cell)}</th>" for cell in head)]
    lines.extend("".join(f"<td>{plain(cell)}</td>" for cell in row) for row in rows)
    return f"<table bordered striped>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


async def on_compare(update: Update, context: Context) -> None:
    """``/compare indicator year``: the values of all cities as a table, then as a chart."""
    message, services = message_of(update), context.services
    asked, place = argument(message), place_of(message)
    if not asked:
        example = await services.library.read(compared_example)
        await send(context.bot, place, text_blocks(f"{_HOW}，例如：/compare {example}" if example else _HOW))
        return
    question = "各市" + _BARE_YEAR.sub(r"\1年", asked)
    try:
        async with busy(context.bot, place):
            answer = await services.library.ask(question, quotes=services.settings.answer.quotes)
    except WenzhengError as error:
        await send(context.bot, place, text_blocks(str(error)))
        return
    values = tuple(value for value in answer.values if _is_of(asked, value))
    if answer.values and not values:
        await send(context.bot, place, text_blocks(f"没有找到可以比较的“{asked}”。请换一个指标或年份。"))
        return
    await _send_page(context, place, _comparison(asked, answer, values), None)
    if values:
        await _send_chart(context, place, asked, values, answer.message or "")


def _is_of(asked: str, value: Value) -> bool:
    """Whether a value is of an indicator that shares a word with what is asked to be compared."""
    wanted, indicator = fold(_YEAR.sub("", asked)), fold(value.target.indicator)
    return any(
        wanted[place : place + 2] in indicator for place in range(len(wanted) - 1) if wanted[place : place + 2].strip()
    )


def _comparison(asked: str, answer: Answer, values: Sequence[Value]) -> Page:
    blocks = answer_blocks(answer, Style(brief=True))
    head = f"比较：{asked}"
    if not values:
        return Page([block(bold(head)), *blocks], 0, 1)
    details = "".join(_details(quote_source(passage), [passage.shown.text]) for passage in answer.passages)
    note = f"<p>{plain(answer.message)}</p>" if answer.message else ""
    table = table_html(["地区", "年份", "指标", "值"], value_cells(values))
    return Page([block(bold(head)), *blocks], 0, 1, rich=f"<h3>{plain(head)}</h3>{table}{note}{details}")


async def _send_chart(context: Context, place: Place, asked: str, values: Sequence[Value], note: str) -> None:
    bars = value_bars(values)[:MOST_BARS]
    async with busy(context.bot, place, ChatAction.UPLOAD_PHOTO):
        try:
            chart = await context.services.drawing.run(_draw, asked, bars, note)
        except WenzhengError as error:  # the table has been sent: without a chart, say why
            await send(context.bot, place, text_blocks(str(error), ("<i>", "</i>")))
            return
        await in_topic(
            place,
            lambda thread: context.bot.send_photo(place.chat, chart, caption=asked[:1024], message_thread_id=thread),
        )


def _draw(title: str, bars: list[Bar], note: str) -> bytes:
    """A chart as a PNG."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "chart.png"
        draw_chart(file, title, bars, note)
        return file.read_bytes()
