"""Questions: in private, in groups, called with /ask, corrected afterwards, in inline and guest mode; and what only
looks like one."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, InlineQueryResultArticle, InlineQueryResultsButton, Message, Update
from telegram.constants import InlineQueryLimit
from telegram.error import BadRequest

from bot.examples import with_example
from bot.render import answer_json, quote_source
from bot.telegram.context import Context, Services, kept, message_of
from bot.telegram.incoming import Asked, asker, place_of, read_question, thread_of
from bot.telegram.keyboards import answer_keyboard, example_keyboard, verdict_keyboard
from bot.telegram.markup import (
    ITEMS,
    Block,
    Style,
    answer_blocks,
    block,
    bold,
    quote_blocks,
    quote_to_copy,
    text_blocks,
)
from bot.telegram.sending import Place, answer_guest, busy, card, react, replace, send
from bot.telegram.store import Turn
from retrieval.answer.model import Answer, Reason
from retrieval.errors import QuestionError, WenzhengError
from retrieval.index.store import Index
from retrieval.question.normalization import MAX_LENGTH
from retrieval.question.small_talk import is_question, small_talk

_ASK_WHAT = "请把问题写在 /ask 后面"
_TOO_LONG = "这段文字有 {count} 个字，太长了：我一次只看 {most} 字以内的问题。请用一句话写出要问的事{offer}。"
_PASTED = "这段文字有 {count} 个字，看不出要问什么。请用一句话写出要问的事{offer}。"
#: A text of so many characters asks nothing unless one of these stands in it.
_LONG_TEXT = 150
_ASKING = re.compile(
    r"[?？]|[吗呢么]|多少|几|什么|啥|怎|如何|哪|谁|能否|是否|可否|多[久大高长]|[能可以有不]{1,2}不[能可以有]|没有$"
)
_OFFER = "，或点下面的一句"
#: What is offered of a text that is too long: its first sentences, each short enough for a button.
_OFFERED, _SHORTEST, _LONGEST = 2, 6, 40
_SENTENCE_END = re.compile(r"[\n。！？!?；;]")
#: Said to the further parts of a pasted article, of which the first was told about.
_SEEN = "👀"
#: Seconds that Telegram may give the same cards to the same question.
_CACHE = 30
_TITLE = 64
#: How a link to a stored question begins after /start.
QUESTION_LINK = "q"


@dataclass(frozen=True)
class Reply:
    """The messages that answer a question; ``answer`` is none where it could not be asked."""

    blocks: Sequence[Block]
    keyboard: InlineKeyboardMarkup | None
    answer: Answer | None = None

    @property
    def asks(self) -> bool:
        """Whether a later question may refer to this one."""
        return self.answer is not None and self.answer.reason is not Reason.NOT_A_QUESTION


async def on_question(update: Update, context: Context) -> None:
    """Answer a message that is a question, whether its words are a text, stand under a picture, or after /ask."""
    message, services = message_of(update), context.services
    asked = read_question(message, context.bot.username, context.bot.id)
    _is_further(services, message)  # the other pictures of an album are then passed over
    before = await kept(services.store.turn_of_message, message.chat_id, message.message_id)
    if before is not None and update.edited_message is not None:
        await _answer_again(context, before, asked.text)
    elif before is not None and before.replies:
        return  # answered by a process that was ended before it could say so
    elif update.edited_message is not None and not is_question(asked.text):
        return  # nothing was asked before, and nothing is now
    elif not asked.text:
        example = f"，例如：/ask {services.examples[0]}" if services.examples else "：/ask 问题"
        await send(context.bot, place_of(message), text_blocks(_ASK_WHAT + example))
    elif not await _met(context, message, asker(update), asked.text):
        turn = before or await _new_turn(services, message, asker(update), asked)
        await answer_turn(context, turn, place_of(message))


async def _met(context: Context, message: Message, user: int, text: str) -> bool:
    """Meet what is no question; return whether it was none. Nothing of it is kept."""
    place = place_of(message)
    try:
        said = small_talk(text)
        if len(text) > _LONG_TEXT and not _ASKING.search(text):
            await _decline(context, message, user, text, _PASTED)
            return True
    except QuestionError as error:
        await _decline(context, message, user, text, str(error))
        return True
    if said is not None:
        await send(context.bot, place, text_blocks(with_example(said, context.services.examples)))
    return said is not None


async def _decline(context: Context, message: Message, user: int, text: str, why: str) -> None:
    """Say once that a text is too long, and offer to be asked about it in short."""
    place, services = place_of(message), context.services
    if services.pastes.wait(user):
        await react(context.bot, place, message.message_id, _SEEN)
        return
    why = _TOO_LONG if len(text) > MAX_LENGTH else why
    offered = first_sentences(text) if "{offer}" in why else ()
    said = why.format(count=len(text), most=MAX_LENGTH, offer=_OFFER if offered else "") if "{count}" in why else why
    await send(context.bot, place, text_blocks(said), example_keyboard(0, offered) if offered else None)


def first_sentences(text: str) -> tuple[str, ...]:
    """The first sentences of a text that are short enough to be asked, its title among them."""
    sentences = (part.strip() for part in _SENTENCE_END.split(text))
    short = [part for part in sentences if _SHORTEST <= len(part) <= _LONGEST]
    return tuple(dict.fromkeys(short))[:_OFFERED]


async def _new_turn(services: Services, message: Message, user: int, asked: Asked) -> Turn:
    history = await _history(services, message, user, asked.context)
    thread = thread_of(message)
    return await kept(
        services.store.add_turn, message.chat_id, user, message.message_id, asked.text, history, thread
    )  # fmt: skip


async def _history(services: Services, message: Message, user: int, referred: str) -> Sequence[str]:
    """The questions that a message may refer to: those up to the answer that it replies to and the part that it quotes,
    else what it replies to, else this person's last."""
    replied = message.reply_to_message
    earlier: list[str] = []
    if replied is not None:
        turn = await kept(services.store.turn_of_reply, message.chat_id, replied.message_id)
        if turn is not None and turn.asks:
            earlier = [*turn.history, turn.question]
    if referred and is_question(referred):
        earlier.append(referred)
    if earlier:
        return earlier
    seconds = services.settings.telegram.follow_up_minutes * 60
    return await kept(services.store.history, message.chat_id, user, seconds, thread_of(message))


async def answer_turn(context: Context, turn: Turn, place: Place) -> None:
    """Find the answer to a turn's question and send it."""
    services = context.services
    async with busy(context.bot, place):
        reply = await reply_to(services, turn)
    replies = await send(context.bot, place, reply.blocks, reply.keyboard)
    await kept(services.store.set_replies, turn.id, replies)


async def ask_aloud(context: Context, place: Place, user: int, question: str) -> None:
    """Say a question that a person has not typed (a button, a link), and answer it."""
    store = context.services.store
    turn = await kept(store.add_turn, place.chat, user, None, question, [], place.thread)
    await send(context.bot, place, [block(f"问：{bold(question)}")])
    await answer_turn(context, turn, place)


async def _answer_again(context: Context, turn: Turn, text: str) -> None:
    """The question was corrected: its answer changes in place."""
    services = context.services
    if text == turn.question or not text:
        return
    await kept(services.store.change_turn, turn.id, text)
    corrected = await kept(services.store.turn, turn.id)
    if corrected is None:
        return
    reply = await reply_to(services, corrected)
    place = Place(turn.chat, turn.thread or None, None if turn.chat > 0 else turn.message)
    replies = await replace(context.bot, place, turn.replies, reply.blocks, reply.keyboard)
    await kept(services.store.set_replies, turn.id, replies)


async def reply_to(services: Services, turn: Turn) -> Reply:
    """The answer to a turn, as it is sent; what is wrong with the question is said in its place."""
    preferences = await kept(services.store.preferences, turn.chat, turn.user)
    quotes = preferences.quotes or services.settings.answer.quotes
    reply = await _reply(services, turn, quotes, Style(preferences.brief))
    await kept(services.store.set_answer, turn.id, reply.asks, answer_json(reply.answer) if reply.answer else None)
    return reply


async def _reply(services: Services, turn: Turn, quotes: int, style: Style) -> Reply:
    try:
        answer = await services.library.ask(turn.question, turn.history, quotes)
    except WenzhengError as error:
        return Reply(text_blocks(str(error)), None)
    if answer.reason is Reason.NOT_A_QUESTION:
        return Reply(text_blocks(with_example(answer.message or "", services.examples)), None, answer)
    blocks = answer_blocks(answer, style)
    if not answer.found and not answer.passages:
        return Reply(blocks, verdict_keyboard(turn.id), answer)
    return Reply(blocks, await keyboard_of(services, turn, answer), answer)


async def keyboard_of(services: Services, turn: Turn, answer: Answer, back: bool = False) -> InlineKeyboardMarkup:
    """The buttons under an answer; ``back`` where its context is shown in its place."""
    comparable = is_comparable(answer) and await services.library.read(_has_others)
    quote = quote_to_copy(answer.passages[0]) if answer.found else ""
    shared, items = turn.question if answer.found else "", 0 if back else len(answer.items) - ITEMS
    return answer_keyboard(turn.id, comparable, back, shared, quote, items)


def _has_others(index: Index) -> bool:
    """Whether there is more than one city to ask."""
    return index.catalogue.totals.places > 1


def is_comparable(answer: Answer) -> bool:
    """Whether the same can be asked of the other cities: one is named, and not all are asked about already."""
    return answer.found and len(answer.question.regions) == 1 and not answer.question.every


async def on_other(update: Update, context: Context) -> None:
    """A voice message, a sticker, a photo: say kindly what can be read; of an album once."""
    message, examples = message_of(update), context.services.examples
    if _is_further(context.services, message):
        return
    example = f"，例如：{examples[0]}" if examples else ""
    await send(context.bot, place_of(message), text_blocks(f"我只看得懂文字。请把问题打成字发给我{example}"))


def _is_further(services: Services, message: Message) -> bool:
    """Whether a message belongs to an album of which another one has been met."""
    return message.media_group_id is not None and services.albums.wait(hash(message.media_group_id)) > 0


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
            hint = "在私聊里问" if cards else _hint(answer, services)
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


def _hint(answer: Answer, services: Services) -> str:
    """Why there are no cards; what is nearest is not shown with it."""
    return with_example(answer.message or "没有找到答案", services.examples).partition("最接近的是")[0]


def _cards(question: str, answer: Answer) -> list[InlineQueryResultArticle]:
    """The whole answer first, then each quote alone; none where nothing answers."""
    if not answer.found:
        return []
    asked = block(f"问：{bold(question)}")
    first = answer.passages[0]
    whole = card(answer.text, quote_source(first), [asked, *answer_blocks(answer, Style(brief=True))])
    single = [
        card(passage.shown.text, quote_source(passage), [asked, *quote_blocks(passage, Style())])
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
