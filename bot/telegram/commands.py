"""The commands that say what the bot is: /start, /help, /about, /forget; and the menu of all."""

import hashlib
import json
import logging
import re
from collections.abc import Collection, Mapping
from importlib.metadata import version

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    Message,
    Update,
)
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot, filters

from bot.conversation import nearest
from bot.telegram.context import Context, Handler, Services, kept, message_of
from bot.telegram.documents import DOCUMENT_LINK, show_hashed
from bot.telegram.incoming import argument, asker, command_of, place_of
from bot.telegram.keyboards import example_keyboard
from bot.telegram.markup import block, plain, text_blocks
from bot.telegram.questions import QUESTION_LINK, ask_aloud
from bot.telegram.sending import send

logger = logging.getLogger(__name__)

_DESCRIPTIONS = {
    "": "用中文提问，得到政府文件里的原文答案：哪一条、什么标题、发文字号和日期都写明。文件里没有的，就说没有找到。",
    "en": "Ask in Chinese about government documents and get the exact passage that answers, with its title, number and"
    " date. What the documents do not say is said to be not found.",
}
_SHORT_DESCRIPTIONS = {"": "问政：政府文件里的原文答案", "en": "Exact answers from Chinese government documents"}
#: Each command in Chinese and in English.
_COMMANDS = {
    "ask": ("提问（群里用）", "Ask a question (in groups)"),
    "docs": ("有哪些文件可以问", "The documents that can be asked"),
    "doc": ("看一份文件的信息", "What is known of a document"),
    "targets": ("一个地区的目标", "The targets of a region"),
    "money": ("一个地区的补助资金", "Grants of a region"),
    "duties": ("一个地区的任务分工", "Who is responsible for what in a region"),
    "compare": ("比较各地的一项指标", "Compare an indicator between regions"),
    "subscribe": ("有文件写到关键词时告诉我", "Be told of new documents with some words"),
    "subscriptions": ("查看和取消订阅", "See and end subscriptions"),
    "settings": ("原文条数、详细或简短", "How answers look"),
    "forget": ("删除保存的提问", "Delete what is kept of you"),
    "help": ("怎么提问", "How to ask"),
    "about": ("关于和隐私", "About, and privacy"),
}
_ADMIN_COMMANDS = {
    "stats": ("使用情况", "Figures"),
    "remove": ("删除一份加入的文件", "Remove a document that was added"),
    "reindex": ("重建索引", "Build the index anew"),
}
_GROUP = ("ask", "docs", "compare", "help")
_LANGUAGES = ("", "en")

_HELLO = (
    "<b>问政</b>：用中文提问，得到政府文件里的原文答案。\n\n"
    "直接发问题就行，可以接着追问（“那2025年呢”“谁负责”）。"
    "群里请 @我、回复我，或用 /ask。"
)
_TRY = "\n\n点下面的例子试试："
_HELP = (
    "\n\n<b>命令</b>\n{commands}\n\n"
    "回答下面的按钮：上下文看前后文，更多看下一批原文，原文文件下载文件，对比问其他地区，"
    "复制引文连同出处，分享转给别人，网页是答案连同全文。给回答点 👍 或 👎 也是评价。\n"
    "在任何聊天里输入 @{bot} 加问题，也能直接引用原文。"
)


async def on_start(update: Update, context: Context) -> None:
    """``/start``: what this is, with examples to tap; after a link the question or the document that it stands for."""
    message = message_of(update)
    place, link = place_of(message), argument(message)
    if link.startswith(QUESTION_LINK):
        question = await kept(context.services.store.link, link)
        if question:
            await ask_aloud(context, place, asker(update), question)
            return
    elif re.fullmatch(rf"{DOCUMENT_LINK}[0-9a-f]{{16}}", link):
        await show_hashed(context, place, link.removeprefix(DOCUMENT_LINK))
        return
    await _greet(update, context)


async def on_help(update: Update, context: Context) -> None:
    """``/help``: the commands and the buttons."""
    commands = "\n".join(f"/{name} {plain(said)}" for name, (said, _) in _COMMANDS.items())
    await _greet(update, context, _HELP.format(commands=commands, bot=plain(context.bot.username)))


async def _greet(update: Update, context: Context, more: str = "") -> None:
    examples = context.services.examples
    html = _HELLO + more + (_TRY if examples else "")
    keyboard = example_keyboard(0, examples) if examples else None
    await send(context.bot, place_of(message_of(update)), [block(html)], keyboard)


async def on_about(update: Update, context: Context) -> None:
    """``/about``: who answers, from which documents, and which data of the person are kept."""
    services = context.services
    settings = services.settings.telegram
    documents, clauses = await services.library.size()
    keeping = (
        f"为了追问、按钮和改进，提问、回答和您的评价保存在运行机器人的这台机器上；提问 {settings.keep_days} 天后删除，"
        f"追问只看最近 {settings.follow_up_minutes} 分钟。用 /forget 可以随时全部删除，订阅也一并结束。"
        if settings.keep
        else "提问只留在内存里，机器人停下就没有了，不写进任何文件。用 /forget 可以随时删除。"
    )
    said = (
        f"问政 {version('wenzheng')}：{documents} 份文件，{clauses} 条。\n\n"
        "不用语言模型：每个数字都出自原文，每段原文都与文件逐字相同；文件里没有的，就说没有找到。\n\n" + keeping
    )
    await send(context.bot, place_of(message_of(update)), text_blocks(said))


async def on_forget(update: Update, context: Context) -> None:
    """Drop all that is kept: of a private chat all, of a group what this person said."""
    message = message_of(update)
    private = message.chat.type == message.chat.PRIVATE
    count = await kept(context.services.store.forget, message.chat_id, None if private else asker(update))
    where = "这个聊天" if private else "您在本群"
    said = f"已删除{where}的 {count} 条提问，以及设置、评价和订阅。"
    await send(context.bot, place_of(message), text_blocks(said))


class Said(filters.MessageFilter):
    """Messages that are a command of some names without being marked as one: /目标 南京, 有哪些文件."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__()
        self._names = names

    def filter(self, message: Message) -> bool:
        command = command_of(message, self._names)
        return command is not None and command[0] in self._names


def by_name(handlers: Mapping[str, Handler]) -> Handler:
    """The handler that hands a message to that of its command."""

    async def said(update: Update, context: Context) -> None:
        name, _ = command_of(message_of(update), handlers) or ("help", "")
        await handlers[name](update, context)

    return said


async def on_unknown(update: Update, context: Context) -> None:
    """A command that there is not; in groups it may be another bot's."""
    message = message_of(update)
    if message.chat.type == message.chat.PRIVATE:
        name, _ = command_of(message) or ("", "")
        likely = nearest(name, _COMMANDS)
        said = f"没有 /{name} 这个命令{f'，是不是 /{likely}？' if likely else '。'}用 /help 看有哪些。"
        await send(context.bot, place_of(message), text_blocks(said))


async def register(services: Services, bot: ExtBot[None]) -> None:
    """Show Telegram the commands of each kind of chat and the words above an empty chat, unless it knows them: such
    calls may be made a few times a day only."""
    admins = sorted(services.access.admins)
    told = json.dumps([bot.id, _COMMANDS, _ADMIN_COMMANDS, _GROUP, _DESCRIPTIONS, _SHORT_DESCRIPTIONS, admins])
    state = hashlib.sha256(told.encode()).hexdigest()
    if await kept(services.store.remembered, "menu") == state:
        return
    try:
        for place, language in enumerate(_LANGUAGES):
            await _register(bot, place, language, admins)
    except TelegramError as error:
        logger.warning("没能设置命令菜单：%s。下次启动再试。", error)
    else:
        await kept(services.store.remember, "menu", state)


async def _register(bot: ExtBot[None], place: int, language: str, admins: list[int]) -> None:
    menu = [BotCommand(name, said[place]) for name, said in _COMMANDS.items()]
    more = [BotCommand(name, said[place]) for name, said in _ADMIN_COMMANDS.items()]
    scopes: list[tuple[list[BotCommand], BotCommandScope]] = [
        (menu, BotCommandScopeDefault()),
        ([command for command in menu if command.command in _GROUP], BotCommandScopeAllGroupChats()),
    ]
    for commands, scope in scopes:
        await bot.set_my_commands(commands, scope, language)
    for admin in admins:
        try:
            await bot.set_my_commands([*menu, *more], BotCommandScopeChat(admin), language)
        except BadRequest:
            continue  # an admin who has never written to the bot has no chat with it yet
    await bot.set_my_description(_DESCRIPTIONS[language], language)
    await bot.set_my_short_description(_SHORT_DESCRIPTIONS[language], language)
