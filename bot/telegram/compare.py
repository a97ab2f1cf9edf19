"""/compare: the same target of all cities as a table, and as a chart."""

import re
import tempfile
from pathlib import Path

from telegram import Update
from telegram.constants import ChatAction

from bot.chart import MOST_BARS, Bar, draw_chart
from bot.facts import value_bars, values_text
from bot.telegram.apart import run_apart
from bot.telegram.gate import argument, place_of
from bot.telegram.markup import Style, answer_blocks, block, bold, text_blocks
from bot.telegram.sending import Place, busy, send
from bot.telegram.services import Context, message_of, services_of
from retrieval.answer.model import Answer
from retrieval.errors import WenzhengError

_BARE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?![\d年])")
_HOW = "请写出要比较的指标和年份，例如：/compare 产业规模 2020"


async def on_compare(update: Update, context: Context) -> None:
    """Ask all cities, show their values side by side, then as a photo."""
    message = message_of(update)
    asked = argument(message)
    place, services = place_of(message), services_of(context)
    if not asked:
        await send(context.bot, place, text_blocks(_HOW))
        return
    question = "各市" + _BARE_YEAR.sub(r"\1年", asked)
    try:
        async with busy(context.bot, place):
            answer = await services.library.ask(question, quotes=services.settings.answer.quotes)
    except WenzhengError as error:
        await send(context.bot, place, text_blocks(str(error)))
        return
    blocks = answer_blocks(answer, Style(brief=True))
    if answer.values:
        blocks.insert(0, block("\n".join(line.strip() for line in values_text(answer.values, bold))))
    await send(context.bot, place, [block(bold(f"比较：{asked}")), *blocks])
    if answer.values:
        await _send_chart(context, place, asked, answer)


async def _send_chart(context: Context, place: Place, asked: str, answer: Answer) -> None:
    bars = value_bars(answer.values)[:MOST_BARS]
    async with busy(context.bot, place, ChatAction.UPLOAD_PHOTO):
        try:
            chart = await run_apart(_draw, asked, bars, answer.message or "")
        except WenzhengError as error:  # the table has been sent: without a chart, say why
            await send(context.bot, place, text_blocks(str(error), ("<i>", "</i>")))
            return
        await context.bot.send_photo(place.chat, chart, caption=asked[:1024], message_thread_id=place.thread)


def _draw(title: str, bars: list[Bar], note: str) -> bytes:
    """A chart as a PNG."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "chart.png"
        draw_chart(file, title, bars, note)
        return file.read_bytes()
