"""Send a source document as a file."""

import asyncio
from pathlib import Path

from telegram import InputFile
from telegram.constants import ChatAction, FileSizeLimit, MessageLimit

from bot.render import source_line
from bot.telegram.markup import text_blocks
from bot.telegram.sending import Place, busy, send
from bot.telegram.services import Context, Services, services_of
from retrieval.index.entry import Entry


async def send_file(context: Context, place: Place, entry: Entry) -> None:
    """Send the document as it was added; where its file is gone, the text that is quoted from."""
    async with busy(context.bot, place, ChatAction.UPLOAD_DOCUMENT):
        data, name = await _contents(services_of(context), entry)
        if len(data) > FileSizeLimit.FILESIZE_UPLOAD:
            await send(context.bot, place, text_blocks(f"{name} 超过 50 MB，Telegram 不让机器人发送。"))
            return
        await context.bot.send_document(
            place.chat,
            InputFile(data, name),
            caption=source_line(entry.record, entry.id)[: MessageLimit.CAPTION_LENGTH],
            message_thread_id=place.thread,
        )


async def _contents(services: Services, entry: Entry) -> tuple[bytes, str]:
    file = Path(entry.path)
    try:
        return await asyncio.to_thread(file.read_bytes), file.name
    except OSError:
        text = await services.library.read(lambda index: index.source(entry.id))
        return text.encode(), f"{entry.id}.txt"
