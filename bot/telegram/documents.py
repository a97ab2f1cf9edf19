"""The documents that can be asked: /docs and /doc, and their files."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, Update
from telegram.constants import ChatAction, FileSizeLimit, MessageLimit

from bot.render import place_name, source_line
from bot.telegram.callbacks import Pressed
from bot.telegram.context import Context, Services, message_of
from bot.telegram.incoming import argument, place_of
from bot.telegram.keyboards import document_button, file_keyboard, page_keyboard
from bot.telegram.markup import Block, block, bold, plain, source_html, text_blocks
from bot.telegram.sending import Place, busy, in_topic, send
from retrieval.document.model import DRAFT, GUIDE, INTERPRETATION, ISSUED
from retrieval.index.documents.entry import Entry
from retrieval.index.store import Index

_T = TypeVar("_T")
_DOCUMENTS, _SHOWN = 8, 3
_STATUS = {
    DRAFT: "⚠️ 征求意见稿，尚未正式印发",
    ISSUED: "已印发",
    INTERPRETATION: "政策解读",
    GUIDE: "办事指南",
}
#: How a link to a document begins after /start.
DOCUMENT_LINK = "d"


@dataclass(frozen=True)
class Page:
    """A page of a list, its number (from 0) among how many, and the buttons of its rows.

    ``rich`` is the same as a rich message, where the list is a table.
    """

    blocks: Sequence[Block]
    number: int
    pages: int
    buttons: Sequence[Sequence[InlineKeyboardButton]] = ()
    rich: str = ""

    def keyboard(self, turn: int) -> InlineKeyboardMarkup | None:
        rows = [*self.buttons, page_keyboard(turn, self.number, self.pages)]
        return InlineKeyboardMarkup([row for row in rows if row]) if any(rows) else None


def cut(rows: Sequence[_T], number: int, size: int) -> tuple[int, int, Sequence[_T]]:
    """The page of that number, or the last one: its number, how many there are, and its rows."""
    pages = -(-len(rows) // size)
    number = min(number, pages - 1)
    return number, pages, rows[number * size : (number + 1) * size]


def list_documents(index: Index, like: str, number: int) -> Page:
    """A page of the documents whose title or name holds ``like``."""
    names = index.catalogue.called(like)
    if not names:
        return Page(text_blocks(f"没有名字里有“{like}”的文件。用 /docs 看全部。"), 0, 1)
    number, pages, page = cut(names, number, _DOCUMENTS)
    shown = index.catalogue.of(page).values()
    first = number * _DOCUMENTS + 1
    lines = [block(f"{bold(f'可以问的文件（{len(names)} 份）')}\n点编号看详情。")]
    lines.extend(block(f"{place}. {source_html(entry)}") for place, entry in enumerate(shown, first))
    buttons = [document_button(str(place), entry.sha256) for place, entry in enumerate(shown, first)]
    return Page(lines, number, pages, [buttons[start : start + 4] for start in range(0, len(buttons), 4)])


async def on_document(update: Update, context: Context) -> None:
    """``/doc name``: what is known of a document."""
    message = message_of(update)
    name = argument(message)
    place = place_of(message)
    entries, more = await context.services.library.read(lambda index: _named(index, name)) if name else ([], 0)
    if not entries:
        said = f"没有找到文件“{name}”。" if name else "请写出文件的编号、地区或标题里的字：/doc 标题。"
        await send(context.bot, place, text_blocks(f"{said}用 /docs 看现有的文件。"))
    for entry in entries:
        await _show_document(context, place, entry)
    if more:
        await send(context.bot, place, text_blocks(f"还有 {more} 份。用 /docs {name} 看全部。"))


def _named(index: Index, name: str) -> tuple[list[Entry], int]:
    """The first documents called so, and how many more there are: by id, else by region, number or a part of the title."""
    exact = index.document(name)
    if exact:
        return [exact], 0
    names = index.catalogue.called(name)
    return list(index.catalogue.of(names[:_SHOWN]).values()), max(0, len(names) - _SHOWN)


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
    link = f"https://t.me/{context.bot.username}?start={DOCUMENT_LINK}{entry.sha256[:16]}"
    await send(context.bot, place, [block(bold(f"《{title}》")), block(lines)], file_keyboard(entry.sha256, link))


async def show_hashed(context: Context, place: Place, sha256: str, file: bool = False) -> None:
    """Tell of the document whose sha256 begins so, or send its ``file``."""
    entry = await context.services.library.read(lambda index: index.catalogue.hashed(sha256))
    if entry is None:
        await send(context.bot, place, text_blocks("这份文件已经不在了。用 /docs 看现有的文件。"))
    elif file:
        await send_file(context, place, entry)
    else:
        await _show_document(context, place, entry)


async def open_document(pressed: Pressed) -> None:
    """Tell of a document, or send its file."""
    await show_hashed(pressed.context, pressed.place, pressed.press.subject, bool(pressed.press.number))


async def send_file(context: Context, place: Place, entry: Entry) -> None:
    """Send the document as it was added; where its file is gone, the text that is quoted from."""
    data, name = await _contents(context.services, entry)
    await send_data(context, place, data, name, source_line(entry.record, entry.id))


async def send_data(context: Context, place: Place, data: bytes, name: str, caption: str) -> None:
    """Send a file of that name, with a caption under it."""
    async with busy(context.bot, place, ChatAction.UPLOAD_DOCUMENT):
        if len(data) > FileSizeLimit.FILESIZE_UPLOAD:
            await send(context.bot, place, text_blocks(f"{name} 超过 50 MB，Telegram 不让机器人发送。"))
            return
        await in_topic(
            place,
            lambda thread: context.bot.send_document(
                place.chat,
                InputFile(data, name),
                caption=caption[: MessageLimit.CAPTION_LENGTH],
                message_thread_id=thread,
            ),
        )


async def _contents(services: Services, entry: Entry) -> tuple[bytes, str]:
    file = Path(entry.path)
    try:
        return await asyncio.to_thread(file.read_bytes), file.name
    except OSError:
        text = await services.library.read(lambda index: index.source(entry.id))
        return text.encode(), f"{entry.id}.txt"
