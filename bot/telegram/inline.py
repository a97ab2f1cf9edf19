"""Answers in chats that the bot is not in: inline mode (@bot question gives cards), and guest mode (a mention)."""

import hashlib

from telegram import InlineQueryResultArticle, InlineQueryResultsButton, Update
from telegram.constants import InlineQueryLimit
from telegram.error import BadRequest

from bot.render import quote_source
from bot.telegram.context import Context, kept, message_of
from bot.telegram.incoming import read_question
from bot.telegram.markup import Style, answer_blocks, block, bold, quote_blocks, text_blocks
from bot.telegram.sending import answer_guest, card
from retrieval.answer.model import Answer
from retrieval.errors import WenzhengError

#: Seconds that Telegram may give the same cards to the same question.
_CACHE = 30
_TITLE = 64
#: How a link to a stored question begins after /start.
QUESTION_LINK = "q"


async def on_inline(update: Update, context: Context) -> None:
    """Answer what is typed after the bot's name with cards; the button above them asks it in private."""
    query, services = update.inline_query, context.services
    assert query is not None
    text = query.query.strip()
    cards: list[InlineQueryResultArticle] = []
    hint = f"输入问题，例如：{services.examples[0]}" if services.examples else "输入问题"
    if text:
        try:
            answer = await services.library.ask(text)
        except WenzhengError as error:
            hint = str(error)
        else:
            cards = _cards(text, answer)
            hint = "在私聊里问" if cards else answer.message or "没有找到答案"
        if len(query.query) >= InlineQueryLimit.MAX_QUERY_LENGTH:
            hint = "问题太长，只看了前 256 个字，请到私聊里问"
    link = QUESTION_LINK + hashlib.sha256(text.encode()).hexdigest()[:24]
    if text:
        await kept(services.store.add_link, link, query.from_user.id, text)
    button = InlineQueryResultsButton(hint[:_TITLE], start_parameter=link if text else "inline")
    try:
        await query.answer(cards, cache_time=_CACHE, is_personal=True, button=button)
    except BadRequest as error:
        if "too old" not in error.message.lower():  # typed on meanwhile
            raise


def _cards(question: str, answer: Answer) -> list[InlineQueryResultArticle]:
    """The whole answer first, then each quote alone; none where nothing answers."""
    if not answer.found:
        return []
    asked = block(f"问：{bold(question)}")
    first = answer.passages[0]
    whole = card(answer.text, quote_source(first), [asked, *answer_blocks(answer, Style(brief=True))])
    single = [
        card(passage.text, quote_source(passage), [asked, *quote_blocks(passage, Style())])
        for passage in answer.passages[1:]
    ]
    return list({one.id: one for one in (whole, *single)}.values())


async def on_guest(update: Update, context: Context) -> None:
    """Answer a question by which the bot was called into a chat that it is not in; nothing of it is kept."""
    message = message_of(update)
    asked = read_question(message, context.bot.username, context.bot.id)
    try:
        answer = await context.services.library.ask(asked.text, [asked.context] if asked.context else [])
        blocks = answer_blocks(answer, Style(brief=True))
    except WenzhengError as error:
        blocks = text_blocks(str(error))
    await answer_guest(context.bot, message, blocks)
