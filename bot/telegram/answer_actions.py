"""Carry out the buttons under an answer. The question is asked again each time; a verdict is of what was answered."""

import re
from collections.abc import Sequence

from telegram import InlineKeyboardMarkup, MessageReactionUpdated, ReactionTypeEmoji, Update

from bot.page.page import answer_page
from bot.telegram.callbacks import Pressed
from bot.telegram.context import Context, Services, kept
from bot.telegram.documents import send_data, send_file
from bot.telegram.incoming import asker
from bot.telegram.keyboards import Action, more_keyboard
from bot.telegram.markup import ITEMS, Block, Style, block, bold, items_blocks, quote_blocks, text_blocks
from bot.telegram.questions import ask_aloud, keyboard_of, reply_to
from bot.telegram.sending import busy, replace, send
from bot.telegram.store import Turn, Verdict
from retrieval.answer.model import Answer
from retrieval.errors import WenzhengError
from retrieval.index.store import Index

#: So many other cities are compared, so many documents sent, at most.
_CITIES, _FILES = 12, 3
#: What no name of a file may hold, and how long it is at most.
_UNSAFE, _NAME = re.compile(r"[\W_]+"), 40
#: Reactions to an answer that say what somebody thinks of it.
_VERDICTS = {"👍": True, "❤": True, "👌": True, "🔥": True, "👎": False}


async def show_context(pressed: Pressed, turn: Turn) -> None:
    """Show what stands around the first quote, in place of the answer."""
    answer = await pressed.services.library.ask("上下文", [*turn.history, turn.question])
    blocks = [block(bold("上下文"))]
    for passage in answer.passages:
        blocks.extend(quote_blocks(passage, Style()))
    if not answer.passages:
        blocks = text_blocks("没有上下文可看。")
    await _show(pressed, turn, blocks, await keyboard_of(pressed.services, turn, answer, back=True))


async def show_answer(pressed: Pressed, turn: Turn) -> None:
    """Show the answer again, in place of its context."""
    reply = await reply_to(pressed.services, turn)
    await _show(pressed, turn, reply.blocks, reply.keyboard)


async def _show(pressed: Pressed, turn: Turn, blocks: Sequence[Block], keyboard: InlineKeyboardMarkup | None) -> None:
    """Put blocks in place of the messages that answered a turn."""
    here = pressed.message.message_id
    replies = turn.replies if here in turn.replies else (here,)
    shown = await replace(pressed.bot, pressed.place, replies, blocks, keyboard)
    await kept(pressed.services.store.set_replies, turn.id, shown)


async def send_more(pressed: Pressed, turn: Turn) -> None:
    """Send the next passages; ``press.number`` pages have been sent before, the answer's own included."""
    services, page = pressed.services, pressed.press.number
    answer = await services.library.ask("还有吗", [*turn.history, turn.question, *["还有吗"] * (page - 1)])
    if not answer.found:
        await send(pressed.bot, pressed.place, text_blocks(answer.message or "没有更多了。"))
        return
    preferences = await kept(services.store.preferences, turn.chat, pressed.user)
    blocks = [part for passage in answer.passages for part in quote_blocks(passage, Style(preferences.brief))]
    await send(pressed.bot, pressed.place, blocks, more_keyboard(turn.id, page + 1))


async def send_items(pressed: Pressed, turn: Turn) -> None:
    """Send the things of an answer that its list has left out."""
    items = [(item["label"], item["text"]) for item in (turn.answer or {}).get("items", ())]
    blocks = items_blocks(items[ITEMS:], ITEMS + 1)
    await send(pressed.bot, pressed.place, blocks or text_blocks("没有更多了。"))


async def send_files(pressed: Pressed, turn: Turn) -> None:
    """Send the source documents of the quotes."""
    answer = await pressed.services.library.ask(turn.question, turn.history)
    entries = {passage.document.id: passage.document for passage in answer.passages}
    for entry in list(entries.values())[:_FILES]:
        await send_file(pressed.context, pressed.place, entry)


async def send_web_page(pressed: Pressed, turn: Turn) -> None:
    """Send the answer as a page: the quotes, and the documents with what is quoted marked in them."""
    library = pressed.services.library
    answer = await library.ask(turn.question, turn.history)
    page = await library.read(lambda index: answer_page(answer, index))
    name = f"{_UNSAFE.sub('_', turn.question)[:_NAME].strip(' .') or 'answer'}.html"
    await send_data(pressed.context, pressed.place, page.encode(), name, turn.question)


async def compare_cities(pressed: Pressed, turn: Turn) -> None:
    """Put the same question to the other cities."""
    library = pressed.services.library
    async with busy(pressed.bot, pressed.place):
        asked = await library.ask(turn.question, turn.history)
        others = await library.read(lambda index: _other_regions(index, asked))
        answers = {name: await _ask_of(pressed.services, turn, name) for name in others}
    blocks = [block(bold(f"对比：{turn.question}"))]
    for name, answer in answers.items():
        if answer is not None and answer.found:
            blocks.extend(text_blocks(f"{name}：{answer.text}", ("<b>", "</b>")))
            blocks.extend(quote_blocks(answer.passages[0], Style(brief=True)))
    missing = [name for name, answer in answers.items() if answer is None or not answer.found]
    if missing:
        blocks.extend(text_blocks(f"没有找到：{'、'.join(missing)}。", ("<i>", "</i>")))
    await send(pressed.bot, pressed.place, blocks)


async def _ask_of(services: Services, turn: Turn, region: str) -> Answer | None:
    """The answer for another city, asked as a person would go on asking."""
    try:
        return await services.library.ask(f"那{region}呢", [*turn.history, turn.question], 1)
    except WenzhengError:
        return None


def _other_regions(index: Index, answer: Answer) -> list[str]:
    """The regions of which there are documents, without that which was asked about."""
    asked = answer.question.regions
    return sorted(one.name for one in index.catalogue.regions if not any(own.holds(one) for own in asked))[:_CITIES]


async def judge(pressed: Pressed, turn: Turn) -> None:
    """Keep what the person thinks of the answer that was given."""
    await _keep_verdict(pressed.services, turn, pressed.user, pressed.press.action is Action.GOOD)


async def on_reaction(update: Update, context: Context) -> None:
    """A reaction to an answer is a verdict on it; taken back, it is none."""
    reaction = update.message_reaction
    assert reaction is not None
    services = context.services
    turn = await kept(services.store.turn_of_reply, reaction.chat.id, reaction.message_id)
    if turn is None:
        return
    good = _good(reaction)
    if good is None:
        await kept(services.store.drop_verdict, asker(update), turn.id)
    else:
        await _keep_verdict(services, turn, asker(update), good)


def _good(reaction: MessageReactionUpdated) -> bool | None:
    emoji = [one.emoji for one in reaction.new_reaction if isinstance(one, ReactionTypeEmoji)]
    return next((_VERDICTS[one] for one in emoji if one in _VERDICTS), None)


async def _keep_verdict(services: Services, turn: Turn, user: int, good: bool) -> None:
    answer = turn.answer or {"answer": "", "passages": []}
    verdict = Verdict(turn, answer["answer"], tuple(answer["passages"]), good)
    await kept(services.store.add_verdict, user, verdict)


async def ask_example(pressed: Pressed) -> None:
    """Ask the question that stands on the button."""
    question = pressed.label
    if question is not None:
        await ask_aloud(pressed.context, pressed.place, pressed.user, question)
