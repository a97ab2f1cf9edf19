"""What only admins may do: rebuild the index, look at the figures (and see ``bot.telegram.adding``)."""

import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update

from bot.telegram.context import Context, Services, kept, message_of
from bot.telegram.incoming import asker, place_of, text_of
from bot.telegram.markup import text_blocks
from bot.telegram.metrics import ANSWERING
from bot.telegram.questions import on_question
from bot.telegram.sending import Progress, send
from retrieval.errors import WenzhengError

logger = logging.getLogger(__name__)

_FILES_FROM_ADMINS = "只有管理员能加入文件。要问文件里的内容，请把问题打成字发给我。"
_Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


def admins_only(handler: _Handler) -> _Handler:
    """The handler for admins, and a kind word for everybody else."""

    async def guarded(update: Update, context: Context) -> None:
        message = message_of(update)
        if context.services.access.is_admin(asker(update)):
            await handler(update, context)
        elif message.document and text_of(message).strip():
            await on_question(update, context)
        else:
            said = _FILES_FROM_ADMINS if message.document else "这件事只有管理员能做。"
            await send(context.bot, place_of(message), text_blocks(said))

    return guarded


async def on_reindex(update: Update, context: Context) -> None:
    """``/reindex``: read all documents anew."""
    message = message_of(update)
    services = context.services
    context.application.create_task(_reindex(services, Progress(context.bot, place_of(message), "重建索引")), update)


async def _reindex(services: Services, progress: Progress) -> None:
    await progress.start("开始…")
    try:
        await services.renew(progress.report, force=True)
    except WenzhengError as error:
        await progress.end(f"没有重建：{error}")
        return
    documents, clauses = await services.library.size()
    await progress.end(f"完成：{documents} 份文件，{clauses} 条。")


async def on_stats(update: Update, context: Context) -> None:
    """``/stats``: how it goes."""
    message = message_of(update)
    services = context.services
    documents, clauses = await services.library.size()
    day = await kept(services.store.counts, time.time() - 86400)
    samples = {sample.name: sample.value for sample in next(iter(ANSWERING.collect())).samples if not sample.labels}
    count, total = samples["wenzheng_answer_seconds_count"], samples["wenzheng_answer_seconds_sum"]
    hours = (time.time() - services.started) / 3600
    said = (
        f"文件 {documents} 份，{clauses} 条\n"
        f"最近一天：{day['questions']} 个提问，{day['people']} 人\n"
        f"评价：{day['good']} 个👍，{day['bad']} 个👎\n"
        f"启动以来（{hours:.1f} 小时）：查了 {count:.0f} 次，平均 {1000 * total / count if count else 0:.1f} 毫秒\n"
        f"{_memory()}"
    )
    await send(context.bot, place_of(message), text_blocks(said))


def _memory() -> str:
    """The most memory that this process had; nothing where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return ""
    return f"内存峰值 {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
