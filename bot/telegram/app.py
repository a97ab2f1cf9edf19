"""``wenzheng bot``: put everything together, run until told to stop."""

import asyncio
import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    MessageReactionHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from bot.config import Settings
from bot.examples import find_examples
from bot.renewal import Notice, is_current, renew
from bot.telegram import (
    admin,
    answer_actions,
    commands,
    documents,
    fact_tables,
    guards,
    preferences,
    questions,
)
from bot.telegram.access import Access, Pace, read_access
from bot.telegram.callbacks import on_answer_button, on_button, on_unknown_button
from bot.telegram.context import App, Context, Handler, Services, kept
from bot.telegram.keyboards import Action
from bot.telegram.library import Library
from bot.telegram.metrics import read_address, serve_status, taken
from bot.telegram.network import Network, PatientLimiter, WatchedRequest
from bot.telegram.store import Store
from bot.telegram.token import derived, only_one
from bot.telegram.update_queue import ChatOrder, UpdateQueue
from bot.worker_process import run_in_process
from retrieval.errors import WenzhengError

logger = logging.getLogger(__name__)

#: What is asked of Telegram; the rest (polls, payments) is not sent at all.
_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MESSAGE_REACTION,
    Update.GUEST_MESSAGE,
]
#: Buttons are tapped, and inline questions typed letter by letter, faster than questions are asked.
_TAPS = 10
#: A poll is answered after so many seconds at the latest; a dead connection is noticed so many later.
_POLL_SECONDS, _POLL_SLACK = 30, 10
_CONNECTIONS = 64
#: Seconds after the start when the menu is set at the latest, and between two looks at the webhook.
_MENU_AFTER, _WEBHOOK_EVERY = 2.0, 30.0


class BotError(WenzhengError):
    """Telegram does not take the bot as it is set up."""


def run_bot(settings: Settings, token: str) -> None:
    """Bring the index up to date and answer in Telegram until SIGTERM or Ctrl-C; what is in hand then is finished.

    Raises ``WenzhengError`` where the settings, or the token, do not allow that, before anything takes long.
    """
    telegram = settings.telegram
    access, network = read_access(telegram.allow, telegram.admins), Network()
    if telegram.status_listen:
        read_address("status_listen", telegram.status_listen)
    requests = (
        WatchedRequest(network, telegram.proxy, connection_pool_size=_CONNECTIONS),
        WatchedRequest(network, telegram.proxy, connection_pool_size=2, read_timeout=_POLL_SLACK),
    )
    with only_one(token, telegram.base_url):
        admin.undo_unfinished(settings.added)
        store = Store(telegram.data_path if telegram.keep else None, telegram.keep_days * 86400)
        try:
            notices = _bring_up_to_date(settings, store)
            app = build(settings, token, store, access, network, *requests)
            if not (access.everyone or access.allowed or access.admins):
                logger.warning('还没有人可以提问：请在配置 [telegram] allow 里写上编号，或写 ["*"] 对所有人开放。')
            _run(app, settings, token, notices)
        except InvalidToken:
            raise BotError("Telegram 不认这个令牌。请向 @BotFather 核对，或要一个新的。") from None
        finally:
            store.close()


def _bring_up_to_date(settings: Settings, store: Store) -> list[Notice]:
    """Make or renew the index in a process of its own, so that what that takes is given back."""
    if is_current(settings):
        return []
    words = sorted({one.words for one in store.subscriptions()})
    notices: list[Notice] = asyncio.run(run_in_process(renew, settings, False, words, gives_way=False))
    return notices


def _run(app: App, settings: Settings, token: str, notices: list[Notice]) -> None:
    telegram = settings.telegram
    if not telegram.webhook_url:
        app.post_init = lambda app: prepare(app, notices)
        app.run_polling(timeout=_POLL_SECONDS, bootstrap_retries=-1, allowed_updates=_UPDATES)
        return
    host, port = read_address("webhook_listen", telegram.webhook_listen)
    address = f"{telegram.webhook_url.rstrip('/')}/{derived(token, 'path')}"
    secret = derived(token, "secret")

    async def prepare_webhook(app: App) -> None:
        await _set_webhook(app, telegram.webhook_url, address, secret)
        await prepare(app, notices)
        _begin(app.bot_data, _watch_webhook(app, address))

    app.post_init = prepare_webhook
    try:
        app.run_webhook(
            host,
            port,
            urlsplit(address).path,
            webhook_url=address,
            secret_token=secret,
            bootstrap_retries=-1,
            allowed_updates=_UPDATES,
        )
    except OSError as error:
        raise taken("webhook_listen", telegram.webhook_listen, error) from error


def build(
    settings: Settings,
    token: str,
    store: Store,
    access: Access,
    network: Network,
    request: BaseRequest,
    polling: BaseRequest,
) -> App:
    """The application with all its handlers, over two kinds of requests."""
    telegram, queue = settings.telegram, UpdateQueue(store)
    services = Services(
        settings,
        Library(settings),
        store,
        queue,
        access,
        Pace(telegram.per_minute),
        Pace(telegram.per_minute * _TAPS),
        time.time(),
        network,
    )
    made = cast(type[Services], lambda: services)
    builder = (
        Application.builder()
        .token(token)
        .context_types(ContextTypes(context=Context, bot_data=made))
        .update_queue(queue)
        .concurrent_updates(ChatOrder(queue))
        .rate_limiter(PatientLimiter(services.move, network))
        .request(request)
        .get_updates_request(polling)
        .job_queue(None)
        .post_shutdown(_close)
    )
    if telegram.base_url:
        base = telegram.base_url.rstrip("/")
        builder = builder.base_url(base).base_file_url(f"{base.removesuffix('/bot')}/file/bot")
    app: App = builder.build()
    _wire(app)
    return app


def _wire(app: App) -> None:
    """Which update goes to which handler; the first that fits takes it."""
    app.add_handler(TypeHandler(Update, guards.check_access), group=-1)  # before all others
    app.add_handler(MessageHandler(filters.UpdateType.GUEST_MESSAGE, questions.on_guest))
    new, edited = filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE
    named: dict[str, Handler] = {
        "start": commands.on_start,
        "help": commands.on_help,
        "about": commands.on_about,
        "forget": commands.on_forget,
        "docs": fact_tables.on_list,
        "targets": fact_tables.on_list,
        "money": fact_tables.on_list,
        "duties": fact_tables.on_list,
        "doc": documents.on_document,
        "compare": fact_tables.on_compare,
        "settings": preferences.on_settings,
        "subscribe": preferences.on_subscribe,
        "subscriptions": preferences.on_subscriptions,
        "stats": admin.admins_only(admin.on_stats),
        "remove": admin.admins_only(admin.on_remove),
        "reindex": admin.admins_only(admin.on_reindex),
    }
    for name, handler in named.items():
        app.add_handler(CommandHandler(name, handler, filters=new))
    app.add_handler(CommandHandler("ask", questions.on_question))  # corrected ones too
    app.add_handler(MessageHandler(new & filters.COMMAND, commands.on_unknown))
    app.add_handler(MessageHandler(new & filters.TEXT & commands.Said(named), commands.by_name(named)))
    app.add_handler(MessageHandler(new & filters.StatusUpdate.MIGRATE, guards.on_migration))
    app.add_handler(MessageHandler(new & filters.Document.ALL, admin.admins_only(admin.on_document_sent)))
    words = (filters.TEXT & ~filters.COMMAND) | filters.CAPTION
    app.add_handler(MessageHandler((new | edited) & words, questions.on_question))
    app.add_handler(MessageHandler(new & ~filters.StatusUpdate.ALL, questions.on_other))
    for action, do in (
        (Action.EXAMPLE, answer_actions.ask_example),
        (Action.DOCUMENT, documents.open_document),
        (Action.QUOTES, preferences.set_preference),
        (Action.BRIEF, preferences.set_preference),
        (Action.UNSUBSCRIBE, preferences.end_subscription),
    ):
        app.add_handler(on_button(action, do))
    for action, act, said in (
        (Action.CONTEXT, answer_actions.show_context, None),
        (Action.BACK, answer_actions.show_answer, None),
        (Action.MORE, answer_actions.send_more, None),
        (Action.ITEMS, answer_actions.send_items, None),
        (Action.FILE, answer_actions.send_files, None),
        (Action.WEB_PAGE, answer_actions.send_web_page, None),
        (Action.COMPARE, answer_actions.compare_cities, None),
        (Action.GOOD, answer_actions.judge, "谢谢，记下了。"),
        (Action.BAD, answer_actions.judge, "谢谢，记下了，会据此改进。"),
        (Action.PAGE, fact_tables.show_page, None),
    ):
        app.add_handler(on_answer_button(action, act, said))
    app.add_handler(CallbackQueryHandler(on_unknown_button))
    app.add_handler(InlineQueryHandler(questions.on_inline))
    app.add_handler(MessageReactionHandler(answer_actions.on_reaction))
    app.add_error_handler(guards.on_error)


async def _set_webhook(app: App, said: str, address: str, secret: str) -> None:
    """Tell Telegram where to call, so that a refusal is told; raises ``BotError``."""
    try:
        await app.bot.set_webhook(address, allowed_updates=_UPDATES, secret_token=secret)
    except BadRequest as error:
        raise BotError(
            f"Telegram 不接受 webhook 地址 {said}：{error.message}。请检查配置 [telegram] webhook_url（要用 https，公网能访问）。"
        ) from error
    except NetworkError:
        return  # it is set again, for as long as that takes, before anything arrives


async def _watch_webhook(app: App, address: str) -> None:
    """Hear from Telegram now and then that updates still come here: there may be none for hours."""
    network = app.bot_data.network
    while True:
        await asyncio.sleep(_WEBHOOK_EVERY)
        with suppress(TelegramError):
            info = await app.bot.get_webhook_info()
            if info.url != address:
                network.heard = 0.0
                logger.error("webhook 已被换成别的地址：另一个程序在用同一个令牌。请停掉另一个，再重启这里。")


async def prepare(app: App, notices: list[Notice]) -> None:
    """After Telegram is reached and before it is asked for updates: all that the first answer needs."""
    services = app.bot_data
    with suppress(NotImplementedError):  # Windows
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, _stop, services.network.closing)
    services.moved.update(await kept(services.store.moved_chats))
    services.examples = await services.library.read(find_examples)
    resumed = await services.queue.resume(app.bot)
    await admin.resume_uploads(services)
    if services.settings.telegram.status_listen:
        services.status = serve_status(services.settings.telegram.status_listen, services.network.silence)
    _begin(services, admin.take_in_uploads(app))
    _begin(services, _set_menu(app))
    _begin(services, preferences.tell_subscribers(services, app.bot, notices))
    logger.info("@%s 已就绪%s", app.bot.username, f"，先补答上次没答完的 {resumed} 条" if resumed else "")


def _stop(closing: asyncio.Event) -> None:
    """Stop as told by a signal, at once by a second one: what is in hand is put down, and done at the next start."""
    if closing.is_set():
        for process in multiprocessing.active_children():
            process.kill()
        os._exit(1)
    closing.set()
    raise SystemExit


async def _set_menu(app: App) -> None:
    """Set the menu once the first people are served: Telegram may ask to wait for a minute with it."""
    with suppress(TimeoutError):
        await asyncio.wait_for(app.bot_data.queue.served.wait(), _MENU_AFTER)
    await commands.register(app.bot_data, app.bot)


def _begin(services: Services, work: Coroutine[Any, Any, None]) -> None:
    """Do something beside the updates, until its end or that of the bot."""
    services.tasks.add(asyncio.create_task(work))


async def _close(app: App) -> None:
    services = app.bot_data
    for task in services.tasks:
        task.cancel()
    await asyncio.gather(*services.tasks, return_exceptions=True)
    if services.status is not None:
        services.status.stop()
    await asyncio.to_thread(services.library.close)
    await asyncio.to_thread(services.drawing.close)
