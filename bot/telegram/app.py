"""``wenzheng bot``: put everything together, run until told to stop."""

import asyncio
import logging
import time
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.config import Settings
from bot.telegram import adding, admin, commands, compare, errors, inline, lists, questions, wishes
from bot.telegram.access import Access, Pace, read_access
from bot.telegram.buttons import on_press
from bot.telegram.examples import find_examples
from bot.telegram.gate import gate
from bot.telegram.inbox import Inbox, InTurn
from bot.telegram.library import Library
from bot.telegram.network import PatientLimiter, WatchedRequest
from bot.telegram.services import App, Services, kept
from bot.telegram.status import read_address, serve_status
from bot.telegram.store import Store
from bot.telegram.token import derived
from retrieval.errors import WenzhengError

logger = logging.getLogger(__name__)

#: What is asked of Telegram; the rest (reactions, polls, payments) is not sent at all.
_UPDATES = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY]
#: Buttons are tapped, and inline questions typed letter by letter, faster than questions are asked.
_TAPS = 10
_POLL_SECONDS = 30
_CONNECTIONS = 64


class BotError(WenzhengError):
    """Telegram does not take the bot as it is set up."""


def run_bot(settings: Settings, token: str) -> None:
    """Answer in Telegram until SIGTERM or Ctrl-C; what is in hand then is finished.

    Raises ``WenzhengError`` where the settings, or the token, do not allow that.
    """
    telegram = settings.telegram
    access = read_access(telegram.allow, telegram.admins)
    store = Store(telegram.data_path if telegram.keep else None, telegram.keep_days * 86400)
    watched = WatchedRequest(connection_pool_size=2, read_timeout=_POLL_SECONDS + 10, proxy=telegram.proxy or None)
    app = _build(settings, token, store, access, watched)
    if not (access.everyone or access.allowed or access.admins):
        logger.warning('还没有人可以提问：请在配置 [telegram] allow 里写上编号，或写 ["*"] 对所有人开放。')
    try:
        if telegram.webhook_url:
            host, port = read_address("webhook_listen", telegram.webhook_listen)
            address = f"{telegram.webhook_url.rstrip('/')}/{derived(token, 'path')}"
            app.run_webhook(
                host,
                port,
                urlsplit(address).path,
                webhook_url=address,
                secret_token=derived(token, "secret"),
                bootstrap_retries=-1,
                allowed_updates=_UPDATES,
            )
        else:
            app.run_polling(timeout=_POLL_SECONDS, bootstrap_retries=-1, allowed_updates=_UPDATES)
    except InvalidToken:
        raise BotError("Telegram 不认这个令牌。请向 @BotFather 核对，或要一个新的。") from None
    finally:
        store.close()


def _build(settings: Settings, token: str, store: Store, access: Access, watched: WatchedRequest) -> App:
    telegram, inbox = settings.telegram, Inbox(store)
    services = Services(
        settings,
        Library(settings),
        store,
        inbox,
        access,
        Pace(telegram.per_minute),
        Pace(telegram.per_minute * _TAPS),
        time.time(),
    )
    builder = (
        Application.builder()
        .token(token)
        .update_queue(inbox)
        .concurrent_updates(InTurn(inbox))
        .rate_limiter(PatientLimiter(services.move))
        .request(WatchedRequest(connection_pool_size=_CONNECTIONS, proxy=telegram.proxy or None))
        .get_updates_request(watched)
        .job_queue(None)
        .post_init(_prepare)
        .post_shutdown(_close)
    )
    if telegram.base_url:
        base = telegram.base_url.rstrip("/")
        builder = builder.base_url(base).base_file_url(f"{base.removesuffix('/bot')}/file/bot")
    app: App = builder.build()
    app.bot_data["services"] = services
    app.bot_data["watched"] = watched
    _wire(app)
    return app


def _wire(app: App) -> None:
    """Which update goes to which handler; the first that fits takes it."""
    app.add_handler(TypeHandler(Update, gate), group=-1)  # before all others: who is not meant to ask gets no further
    new, text = filters.UpdateType.MESSAGE, filters.TEXT & ~filters.COMMAND
    edited = filters.UpdateType.EDITED_MESSAGE
    for name, handler in (
        ("start", commands.on_start),
        ("help", commands.on_help),
        ("about", commands.on_about),
        ("forget", commands.on_forget),
        ("docs", lists.on_list),
        ("targets", lists.on_list),
        ("doc", lists.on_document),
        ("compare", compare.on_compare),
        ("settings", wishes.on_settings),
        ("stats", admin.admins_only(admin.on_stats)),
        ("remove", admin.admins_only(adding.on_remove)),
        ("reindex", admin.admins_only(admin.on_reindex)),
    ):
        app.add_handler(CommandHandler(name, handler, filters=new))
    app.add_handler(CommandHandler("ask", questions.on_ask))  # corrected ones too
    app.add_handler(MessageHandler(new & filters.COMMAND, commands.on_unknown))
    app.add_handler(MessageHandler((new | edited) & text, questions.on_question))
    app.add_handler(MessageHandler(new & filters.StatusUpdate.MIGRATE, errors.on_migration))
    app.add_handler(MessageHandler(new & filters.Document.ALL, admin.admins_only(adding.on_document_sent)))
    app.add_handler(MessageHandler(new & ~filters.StatusUpdate.ALL, questions.on_other))
    app.add_handler(CallbackQueryHandler(on_press))
    app.add_handler(InlineQueryHandler(inline.on_inline))
    app.add_error_handler(errors.on_error)


async def _prepare(app: App) -> None:
    """After Telegram is reached and before it is asked for updates: all that the first answer needs."""
    services: Services = app.bot_data["services"]
    services.moved.update(await kept(services.store.moved_chats))
    services.examples = await services.library.read(find_examples)
    try:
        await commands.register(app.bot, services.access.admins)
    except TelegramError as error:
        logger.warning("没能设置命令菜单：%s", error)
    resumed = await services.inbox.resume(app.bot)
    if services.settings.telegram.status_listen:
        watched: WatchedRequest = app.bot_data["watched"]
        app.bot_data["status"] = serve_status(services.settings.telegram.status_listen, lambda: watched.heard)
    logger.info("@%s 已就绪%s", app.bot.username, f"，先补答上次没答完的 {resumed} 条" if resumed else "")


async def _close(app: App) -> None:
    services: Services = app.bot_data["services"]
    if "status" in app.bot_data:
        app.bot_data["status"].stop()
    await asyncio.to_thread(services.library.close)
