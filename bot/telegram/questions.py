"""Questions: in private, in groups, called with /ask, corrected afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.ext import ApplicationHandlerStop

from bot.telegram.gate import argument, place_of, without_mention
from bot.telegram.keyboards import answer_keyboard, verdict_keyboard
from bot.telegram.markup import Block, Style, answer_blocks, text_blocks
from bot.telegram.sending import Place, busy, replace, send
from bot.telegram.services import Context, Services, kept, message_of, sender, services_of
from bot.telegram.store import Turn
from retrieval.answer.model import Answer
from retrieval.errors import WenzhengError
from retrieval.index.store import Index

_ASK_WHAT = "请把问题写在 /ask 后面，例如：/ask {example}"


@dataclass(frozen=True)
class Reply:
    """What is sent to answer a question."""

    blocks: Sequence[Block]
    keyboard: InlineKeyboardMarkup | None


async def on_question(update: Update, context: Context) -> None:
    """Answer a message that is a question."""
    message = message_of(update)
    text = without_mention(message.text or "", context.bot.username)
    await ask_in(update, context, text, message)


async def on_ask(update: Update, context: Context) -> None:
    """``/ask question``, for groups."""
    message = message_of(update)
    text = argument(message)
    if not text:
        examples = services_of(context).examples or ("产业规模目标是多少",)
        await send(context.bot, place_of(message), text_blocks(_ASK_WHAT.format(example=examples[0])))
        return
    await ask_in(update, context, text, message)


async def ask_in(update: Update, context: Context, text: str, message: Message) -> None:
    """Answer ``text``, which ``message`` asks (or, for a new version of it, asked)."""
    services = services_of(context)
    before = None
    if update.edited_message is not None:
        before = await kept(services.store.turn_of_message, message.chat_id, message.message_id)
    if before is not None:
        await _answer_again(context, before, text)
        return
    chat, user = sender(update)
    history = await _history(services, message, user.id)
    turn = await kept(services.store.add_turn, chat.id, user.id, message.message_id, text, history)
    await answer_turn(context, turn, place_of(message))


async def answer_turn(context: Context, turn: Turn, place: Place) -> None:
    """Find the answer to a turn's question and send it."""
    services = services_of(context)
    async with busy(context.bot, place):
        reply = await reply_to(services, turn)
    replies = await send(context.bot, place, reply.blocks, reply.keyboard)
    await kept(services.store.set_replies, turn.id, replies)


async def _answer_again(context: Context, turn: Turn, text: str) -> None:
    """The question was corrected: its answer changes in place."""
    services = services_of(context)
    if text == turn.question:
        return
    await kept(services.store.change_turn, turn.id, text)
    corrected = await kept(services.store.turn, turn.id)
    if corrected is None:
        return
    reply = await reply_to(services, corrected)
    place = Place(turn.chat, None, None if turn.chat > 0 else turn.message)
    replies = await replace(context.bot, place, turn.replies, reply.blocks, reply.keyboard)
    await kept(services.store.set_replies, turn.id, replies)


async def _history(services: Services, message: Message, user: int) -> Sequence[str]:
    """The questions that a message may refer to: those up to the answer that it replies to, else this person's last."""
    replied = message.reply_to_message
    if replied is not None:
        turn = await kept(services.store.turn_of_reply, message.chat_id, replied.message_id)
        if turn is not None:
            return [*turn.history, turn.question]
    seconds = services.settings.telegram.follow_up_minutes * 60
    return await kept(services.store.history, message.chat_id, user, seconds)


async def reply_to(services: Services, turn: Turn) -> Reply:
    """The answer to a turn, as it is sent; what is wrong with the question is said in its place."""
    wishes = await kept(services.store.wishes, turn.chat, turn.user)
    quotes = wishes.quotes or services.settings.answer.quotes
    try:
        answer = await services.library.ask(turn.question, turn.history, quotes)
    except WenzhengError as error:
        return Reply(text_blocks(str(error)), None)
    blocks = answer_blocks(answer, Style(wishes.brief))
    if not answer.found and not answer.passages:
        return Reply(blocks, verdict_keyboard(turn.id))
    comparable = is_comparable(answer) and await services.library.read(_has_others)
    return Reply(blocks, answer_keyboard(turn.id, comparable))


def _has_others(index: Index) -> bool:
    """Whether there is more than one city to ask."""
    return index.catalogue.totals.places > 1


def is_comparable(answer: Answer) -> bool:
    """Whether the same can be asked of the other cities: one is named, and not all are asked about already."""
    return answer.found and len(answer.question.regions) == 1 and not answer.question.every


async def on_other(update: Update, context: Context) -> None:
    """A voice message, a sticker, a photo: say kindly what can be read."""
    message = message_of(update)
    examples = services_of(context).examples
    example = f"，例如：{examples[0]}" if examples else ""
    await send(context.bot, place_of(message), text_blocks(f"我只看得懂文字。请把问题打成字发给我{example}"))
    raise ApplicationHandlerStop
