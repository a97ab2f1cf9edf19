"""The commands that say what the bot is: /start, /help, /about, /forget; and the menu of all."""

from importlib.metadata import version

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeChat, BotCommandScopeDefault, Update
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.telegram.gate import place_of
from bot.telegram.keyboards import example_keyboard
from bot.telegram.markup import block, plain, text_blocks
from bot.telegram.sending import send
from bot.telegram.services import Context, kept, message_of, sender, services_of

DESCRIPTION = (
    "用中文提问，得到政府文件里的原文答案：哪一条、什么标题、发文字号和日期都写明。文件里没有的，就说没有找到。"
)
SHORT_DESCRIPTION = "问政：政府文件里的原文答案"
_COMMANDS = {
    "ask": "提问（群里用）",
    "docs": "有哪些文件可以问",
    "doc": "看一份文件的信息",
    "targets": "一个城市的目标，例如 /targets 南京",
    "compare": "比较各城市，例如 /compare 产业规模 2020",
    "settings": "原文条数、详细或简短",
    "forget": "删除保存的提问",
    "help": "怎么提问",
    "about": "关于和隐私",
}
_ADMIN_COMMANDS = {"stats": "使用情况", "remove": "删除一份加入的文件", "reindex": "重建索引"}
_GROUP = ("ask", "docs", "compare", "help")

_HELLO = (
    "<b>问政</b>：用中文提问，得到政府文件里的原文答案。\n\n"
    "直接发问题就行，可以接着追问（“那2025年呢”“谁负责”）。"
    "群里请 @我、回复我，或用 /ask。点下面的例子试试："
)
_HELP = (
    "\n\n<b>命令</b>\n{commands}\n\n"
    "回答下面的按钮：上下文看前后文，更多看下一批原文，原文文件下载文件，对比问其他城市。\n"
    "在任何聊天里输入 @{bot} 加问题，也能直接引用原文。"
)


async def on_start(update: Update, context: Context) -> None:
    """``/start``: what this is, with examples to tap."""
    await _greet(update, context, _HELLO)


async def on_help(update: Update, context: Context) -> None:
    commands = "\n".join(f"/{name} {plain(said)}" for name, said in _COMMANDS.items())
    await _greet(update, context, _HELLO + _HELP.format(commands=commands, bot=plain(context.bot.username)))


async def _greet(update: Update, context: Context, html: str) -> None:
    examples = services_of(context).examples
    await send(context.bot, place_of(message_of(update)), [block(html)], example_keyboard(0, examples))


async def on_about(update: Update, context: Context) -> None:
    """What answers, from what, and what is kept of the person who asks."""
    services = services_of(context)
    settings = services.settings.telegram
    documents, clauses = await services.library.size()
    keeping = (
        f"为了追问、按钮和改进，提问和您的评价保存在运行机器人的这台机器上；提问 {settings.keep_days} 天后删除，"
        f"追问只看最近 {settings.follow_up_minutes} 分钟。用 /forget 可以随时全部删除。"
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
    chat, user = sender(update)
    private = chat.type == chat.PRIVATE
    count = await kept(services_of(context).store.forget, chat.id, None if private else user.id)
    where = "这个聊天" if private else "您在本群"
    await send(context.bot, place_of(message), text_blocks(f"已删除{where}的 {count} 条提问，以及设置和评价。"))


async def on_unknown(update: Update, context: Context) -> None:
    """A command that there is not; in groups it may be another bot's."""
    message = message_of(update)
    if message.chat.type == message.chat.PRIVATE:
        await send(context.bot, place_of(message), text_blocks("没有这个命令。用 /help 看有哪些。"))


async def register(bot: ExtBot[None], admins: frozenset[int]) -> None:
    """Show Telegram the commands of each kind of chat, and the words above an empty chat."""
    menu = [BotCommand(name, said) for name, said in _COMMANDS.items()]
    await bot.set_my_commands(menu, BotCommandScopeDefault())
    await bot.set_my_commands(
        [command for command in menu if command.command in _GROUP], BotCommandScopeAllGroupChats()
    )
    for admin in sorted(admins):
        try:
            more = [BotCommand(name, said) for name, said in _ADMIN_COMMANDS.items()]
            await bot.set_my_commands([*menu, *more], BotCommandScopeChat(admin))
        except BadRequest:
            continue  # an admin who has never written to the bot has no chat with it yet
    await bot.set_my_description(DESCRIPTION)
    await bot.set_my_short_description(SHORT_DESCRIPTION)
