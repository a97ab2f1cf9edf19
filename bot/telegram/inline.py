"""Inline mode: a question after the bot's name, in any chat, gives cards with the quote."""

import hashlib

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import InlineQueryLimit, ParseMode
from telegram.error import BadRequest

from bot.output import harmless
from bot.render import quote_source
from bot.telegram.markup import Style, answer_blocks, block, bold, messages, quote_block
from bot.telegram.services import Context, services_of
from retrieval.answer.model import Answer, Passage
from retrieval.errors import WenzhengError

#: Seconds that Telegram may give the same cards to the same question.
_CACHE = 30
_TITLE, _DESCRIPTION = 64, 120


async def on_inline(update: Update, context: Context) -> None:
    query = update.inline_query
    assert query is not None
    text = query.query.strip()
    cards: list[InlineQueryResultArticle] = []
    hint = "输入问题，例如：产业规模目标是多少"
    if text:
        try:
            answer = await services_of(context).library.ask(text)
        except WenzhengError as error:
            hint = str(error)
        else:
            cards = _cards(text, answer)
            hint = "在私聊里问" if cards else answer.message or "没有找到答案"
        if len(query.query) >= InlineQueryLimit.MAX_QUERY_LENGTH:
            hint = "问题太长，只看了前 256 个字，请到私聊里问"
    button = InlineQueryResultsButton(hint[:_TITLE], start_parameter="inline")
    try:
        await query.answer(cards, cache_time=_CACHE, is_personal=True, button=button)
    except BadRequest as error:
        if "too old" not in error.message.lower():  # typed on meanwhile
            raise


def _cards(question: str, answer: Answer) -> list[InlineQueryResultArticle]:
    """The whole answer first, then each quote alone; none where nothing answers."""
    if not answer.found:
        return []
    whole = messages([block(f"问：{bold(question)}"), *answer_blocks(answer, Style(brief=True))])[0]
    cards = [_card(answer.text, whole, answer.passages[0])]
    for passage in answer.passages[1:]:
        html = messages([block(f"问：{bold(question)}"), quote_block(passage, Style())])[0]
        cards.append(_card(passage.text, html, passage))
    return cards


def _card(title: str, html: str, passage: Passage) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        hashlib.sha256(html.encode()).hexdigest()[:32],
        harmless(title)[:_TITLE],
        InputTextMessageContent(
            html, parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
        description=quote_source(passage)[:_DESCRIPTION],
    )
