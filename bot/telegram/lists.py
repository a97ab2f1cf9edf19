"""What is there to ask about: /docs, /doc, /targets, paged for a phone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.facts import target_line
from bot.render import place_name
from bot.telegram.files import send_file
from bot.telegram.gate import argument, place_of
from bot.telegram.keyboards import document_button, file_keyboard, page_keyboard
from bot.telegram.markup import Block, block, bold, plain, source_html, text_blocks
from bot.telegram.pressed import Pressed
from bot.telegram.sending import Place, replace, send
from bot.telegram.services import Context, kept, message_of, sender, services_of
from bot.telegram.store import Turn
from retrieval.document.model import DRAFT, GUIDE, INTERPRETATION, ISSUED
from retrieval.errors import WenzhengError
from retrieval.index.entry import Entry
from retrieval.index.facts import list_facts
from retrieval.index.store import Index
from retrieval.question.understand import documents_of

_T = TypeVar("_T")
_DOCUMENTS, _ROWS, _SHOWN = 8, 10, 3
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)年?")
_STATUS = {
    DRAFT: "⚠️ 征求意见稿，尚未正式印发",
    ISSUED: "已印发",
    INTERPRETATION: "政策解读",
    GUIDE: "办事指南",
}


@dataclass(frozen=True)
class Page:
    """A page of a list, its number (from 0) among how many, and the buttons of its rows."""

    blocks: Sequence[Block]
    number: int
    pages: int
    buttons: Sequence[Sequence[InlineKeyboardButton]] = ()

    def keyboard(self, turn: int) -> InlineKeyboardMarkup | None:
        rows = [*self.buttons, page_keyboard(turn, self.number, self.pages)]
        return InlineKeyboardMarkup([row for row in rows if row]) if any(rows) else None


async def on_list(update: Update, context: Context) -> None:
    """``/docs`` and ``/targets``: the first page."""
    message = message_of(update)
    chat, user = sender(update)
    services = services_of(context)
    turn = await kept(services.store.add_turn, chat.id, user.id, None, message.text or "", [])
    page = await _page(context, turn.question, 0)
    replies = await send(context.bot, place_of(message), page.blocks, page.keyboard(turn.id))
    await kept(services.store.set_replies, turn.id, replies)


async def show_page(pressed: Pressed, turn: Turn) -> None:
    """Turn a list to another page, in place."""
    page = await _page(pressed.context, turn.question, pressed.press.number)
    await replace(pressed.bot, pressed.place, [pressed.message.message_id], page.blocks, page.keyboard(turn.id))


async def _page(context: Context, command: str, number: int) -> Page:
    name, *rest = command.split(maxsplit=1)
    listed = _documents if name.startswith("/docs") else _targets
    try:
        return await services_of(context).library.read(lambda index: listed(index, "".join(rest).strip(), number))
    except WenzhengError as error:
        return Page(text_blocks(str(error)), 0, 1)


def _documents(index: Index, like: str, number: int) -> Page:
    """The documents, those whose title or name holds ``like``."""
    names = index.catalogue.called(like)
    if not names:
        return Page(text_blocks(f"没有名字里有“{like}”的文件。用 /docs 看全部。"), 0, 1)
    number, pages, page = _cut(names, number, _DOCUMENTS)
    shown = index.catalogue.of(page).values()
    first = number * _DOCUMENTS + 1
    lines = [block(f"{bold(f'可以问的文件（{len(names)} 份）')}\n点编号看详情。")]
    lines.extend(block(f"{place}. {source_html(entry)}") for place, entry in enumerate(shown, first))
    buttons = [document_button(str(place), entry.sha256) for place, entry in enumerate(shown, first)]
    return Page(lines, number, pages, [buttons[start : start + 4] for start in range(0, len(buttons), 4)])


def _targets(index: Index, asked: str, number: int) -> Page:
    """The targets of a region (and a year): 南京 2020."""
    found = _YEAR.search(asked)
    region = _YEAR.sub("", asked).strip() or None
    rows = list(list_facts(index, "targets", documents_of(region, index), int(found[0][:4]) if found else None))
    if not rows:
        return Page(text_blocks("没有这样的目标。例如：/targets 南京 2020"), 0, 1)
    number, pages, shown = _cut(rows, number, _ROWS)
    blocks = [block(bold(f"{asked or '全部'}：{len(rows)} 项目标"))]
    blocks.extend(
        block(f"{target_line(row, bold, plain)}\n<blockquote expandable>{plain(row['quote'])}</blockquote>")
        for row in shown
    )
    return Page(blocks, number, pages)


def _cut(rows: Sequence[_T], number: int, size: int) -> tuple[int, int, Sequence[_T]]:
    """The page of that number, or the last one: its number, how many there are, and its rows."""
    pages = -(-len(rows) // size)
    number = min(number, pages - 1)
    return number, pages, rows[number * size : (number + 1) * size]


async def on_document(update: Update, context: Context) -> None:
    """``/doc name``: what is known of a document."""
    message = message_of(update)
    name = argument(message)
    place = place_of(message)
    entries = await services_of(context).library.read(lambda index: _named(index, name))
    if not name or not entries:
        said = f"没有找到文件“{name}”。" if name else "请写出文件的编号、地区或标题里的字，例如：/doc 南京。"
        await send(context.bot, place, text_blocks(f"{said}用 /docs 看现有的文件。"))
    for entry in entries if name else []:
        await _show_document(context, place, entry)


def _named(index: Index, name: str) -> list[Entry]:
    """The documents called so: by id, else by region, number or a part of the title."""
    exact = index.document(name)
    if exact:
        return [exact]
    return list(index.catalogue.of(index.catalogue.called(name)[:_SHOWN]).values())


async def _show_document(context: Context, place: Place, entry: Entry) -> None:
    record = entry.record
    facts = [
        ("编号", entry.id),
        ("地区", place_name(record)),
        ("发文机关", record.issuer.value if record.issuer else None),
        ("发文字号", record.number.value if record.number else None),
        ("日期", record.iso_date or (record.date.value if record.date else None)),
        ("施行", record.in_force),
        ("失效", record.expires),
        ("状态", _STATUS[record.status] if record.status else None),
        ("条款", f"{entry.clauses} 条"),
    ]
    title = record.title.value if record.title else entry.id
    lines = "\n".join(f"{label}：{plain(value)}" for label, value in facts if value)
    await send(context.bot, place, [block(bold(f"《{title}》")), block(lines)], file_keyboard(entry.sha256))


async def open_document(pressed: Pressed) -> None:
    """Tell of a document, or send its file."""
    entry = await pressed.services.library.read(lambda index: index.catalogue.hashed(pressed.press.subject))
    if entry is None:
        await send(pressed.bot, pressed.place, text_blocks("这份文件已经不在了。用 /docs 看现有的文件。"))
    elif pressed.press.number:
        await send_file(pressed.context, pressed.place, entry)
    else:
        await _show_document(pressed.context, pressed.place, entry)
