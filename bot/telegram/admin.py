"""What admins do: add documents by sending them, remove them, rebuild, look at the figures."""

import asyncio
import logging
import os
import resource
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from telegram import Document, Message, Update
from telegram.constants import FileSizeLimit
from telegram.error import TelegramError

from bot.output import harmless
from bot.telegram.apart import run_apart
from bot.telegram.figures import ANSWERING
from bot.telegram.gate import place_of
from bot.telegram.markup import plain, text_blocks
from bot.telegram.sending import change, send
from bot.telegram.services import Context, Services, kept, sender, services_of
from retrieval.document.source import SUFFIXES
from retrieval.errors import SourceError, WenzhengError, reason_of

logger = logging.getLogger(__name__)

_FILES_FROM_ADMINS = "只有管理员能加入文件。要问文件里的内容，请把问题打成字发给我。"
_NOWHERE = "没有存放文件的地方：机器人是用 --docs 启动的，或配置 [documents] added 写了“-”。"
#: Bytes of a file's name, so that it fits every file system with room for a mark beside it.
_LONGEST_NAME = 200
#: Telegram takes about a change of a message a second; more often tells nobody more.
_EVERY = 1.5
_REMOVED = ".removed"


_Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


def admins_only(handler: _Handler) -> _Handler:
    """The handler for admins, and a kind word for everybody else."""

    async def guarded(update: Update, context: Context) -> None:
        message = update.effective_message
        assert message is not None
        if services_of(context).access.is_admin(sender(update)[1].id):
            await handler(update, context)
        else:
            said = _FILES_FROM_ADMINS if message.document else "这件事只有管理员能做。"
            await send(context.bot, place_of(message), text_blocks(said))

    return guarded


async def on_document_sent(update: Update, context: Context) -> None:
    """Add a document that an admin sends, or replace the one of the same name."""
    message = update.effective_message
    assert message is not None
    services, place = services_of(context), place_of(message)
    assert message.document is not None
    try:
        folder, name = _folder(services), _safe_name(message.document)
    except WenzhengError as error:
        await send(context.bot, place, text_blocks(str(error)))
        return
    progress = Progress(context, message, f"《{name}》")
    await progress.start("下载中…")
    try:
        file = await message.document.get_file()
        incoming = folder / f".{name}"
        await file.download_to_drive(incoming)
    except (TelegramError, OSError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "Telegram 没有给出文件"
        await progress.end(f"下载失败：{reason}。请稍后再发一次。")
        return
    try:
        await _take_in(services, progress, incoming, folder / name)
    except WenzhengError as error:
        await progress.end(f"没有加入：{error}")
        return
    said = await services.library.read(
        lambda index: next((entry for entry in index.documents if Path(entry.path).name == name), None)
    )
    await progress.end(f"已加入，可以问了（{said.clauses} 条）。" if said else "已加入，可以问了。")


async def _take_in(services: Services, progress: "Progress", incoming: Path, file: Path) -> None:
    """Put a file that has come in into its place and index it; where that fails all is as it was before."""
    before = file.with_name(f".{file.name}.before")
    try:
        await run_apart(_check, incoming, file.name)
        if file.exists():
            os.replace(file, before)
        os.replace(incoming, file)
        try:
            await services.rebuild(progress.report)
        except BaseException:
            if before.exists():
                os.replace(before, file)
            else:
                file.unlink(missing_ok=True)
            raise
    finally:
        incoming.unlink(missing_ok=True)
        before.unlink(missing_ok=True)


def _check(incoming: Path, name: str) -> None:
    """Read the file, as the index will; a complaint names it as its sender does."""
    from retrieval.document.source import read_source

    try:
        read_source(incoming)
    except SourceError as error:
        raise SourceError(str(error).replace(str(incoming), name)) from error


def _folder(services: Services) -> Path:
    folder = services.settings.added
    if folder is None:
        raise SourceError(_NOWHERE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SourceError(
            f"不能使用存放文件的文件夹 {folder}：{reason_of(error)}。请检查配置 [documents] added。"
        ) from error
    return folder


def _safe_name(document: Document) -> str:
    """The name of a sent file, without anything that leads out of a folder. Raises ``SourceError``."""
    name = harmless(Path((document.file_name or "").replace("\\", "/")).name).lstrip(".").strip()
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        kinds = "、".join(sorted(known.lstrip(".") for known in SUFFIXES))
        raise SourceError(f"不能加入 {name or '没有名字的文件'}：可以加入的是 {kinds}。请转成其中一种再发。")
    if len(name.encode()) > _LONGEST_NAME:
        raise SourceError("文件名太长。请改短一些再发。")
    if (document.file_size or 0) > FileSizeLimit.FILESIZE_DOWNLOAD:
        raise SourceError("文件超过 20 MB，Telegram 不让机器人下载。请拆分后再发。")
    return name


async def on_remove(update: Update, context: Context) -> None:
    """``/remove name``: take a document that was added out again; its file is kept aside."""
    message = update.effective_message
    assert message is not None
    services, place = services_of(context), place_of(message)
    name = (message.text or "").partition(" ")[2].strip()
    file = await asyncio.to_thread(_added_file, services.settings.added, name)
    if file is None:
        said = "没有加入过这份文件" if name else "请写出要删除的文件，例如：/remove 某市规划"
        added = "、".join(sorted(path.stem for path in _added_files(services.settings.added)))
        await send(
            context.bot, place, text_blocks(f"{said}。{f'加入过的有：{added}' if added else '还没有加入过文件'}。")
        )
        return
    progress = Progress(context, message, f"《{file.stem}》")
    await progress.start("删除中…")
    aside = file.parent / _REMOVED
    try:
        aside.mkdir(exist_ok=True)
        os.replace(file, aside / file.name)
        await services.rebuild(progress.report)
    except (WenzhengError, OSError) as error:
        with suppress(OSError):
            os.replace(aside / file.name, file)
        await progress.end(f"没有删除：{reason_of(error) if isinstance(error, OSError) else error}")
        return
    await progress.end(f"已删除。文件还在 {aside}，要恢复就再发给我一次。")


def _added_files(folder: Path | None) -> list[Path]:
    return (
        [path for path in folder.iterdir() if path.is_file() and path.name[0] != "."]
        if folder and folder.is_dir()
        else []
    )


def _added_file(folder: Path | None, name: str) -> Path | None:
    return next((path for path in _added_files(folder) if name in {path.name, path.stem}), None)


async def on_reindex(update: Update, context: Context) -> None:
    """``/reindex``: read all documents anew."""
    message = update.effective_message
    assert message is not None
    services = services_of(context)
    progress = Progress(context, message, "重建索引")
    await progress.start("开始…")
    try:
        await services.rebuild(progress.report)
    except WenzhengError as error:
        await progress.end(f"没有重建：{error}")
        return
    documents, clauses = await services.library.read(lambda index: (len(index.documents), index.clause_count))
    await progress.end(f"完成：{documents} 份文件，{clauses} 条。")


async def on_stats(update: Update, context: Context) -> None:
    """``/stats``: how it goes."""
    message = update.effective_message
    assert message is not None
    services = services_of(context)
    documents, clauses = await services.library.read(lambda index: (len(index.documents), index.clause_count))
    day = await kept(services.store.counts, time.time() - 86400)
    samples = {sample.name: sample.value for sample in next(iter(ANSWERING.collect())).samples if not sample.labels}
    count, total = samples["wenzheng_answer_seconds_count"], samples["wenzheng_answer_seconds_sum"]
    hours = (time.time() - services.started) / 3600
    said = (
        f"文件 {documents} 份，{clauses} 条\n"
        f"最近一天：{day['questions']} 个提问，{day['people']} 人\n"
        f"评价：{day['good']} 个👍，{day['bad']} 个👎\n"
        f"启动以来（{hours:.1f} 小时）：查了 {count:.0f} 次，平均 {1000 * total / count if count else 0:.1f} 毫秒\n"
        f"内存峰值 {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )
    await send(context.bot, place_of(message), text_blocks(said))


class Progress:
    """A message that tells how far something is, changed in place."""

    def __init__(self, context: Context, message: Message, what: str) -> None:
        self._bot, self._place, self._what = context.bot, place_of(message), what
        self._message = 0
        self._shown = 0.0
        self._change: asyncio.Task[object] | None = None

    async def start(self, said: str) -> None:
        (self._message,) = await send(self._bot, self._place, text_blocks(f"{self._what}{said}"))
        self._shown = time.monotonic()

    def report(self, done: int, total: int, name: str) -> None:
        """Show a step; not each of them, where they come fast."""
        if time.monotonic() - self._shown < _EVERY or (self._change and not self._change.done()):
            return
        self._shown = time.monotonic()
        filled = 10 * done // max(total, 1)
        text = plain(f"{self._what}：{name}\n{'▓' * filled}{'░' * (10 - filled)} {done}/{total}")
        self._change = asyncio.create_task(self._try_change(text))

    async def _try_change(self, html: str) -> None:
        with suppress(TelegramError):  # the next step will be shown
            await change(self._bot, self._place.chat, self._message, html)

    async def end(self, said: str) -> None:
        if self._change:
            await self._change
        if not await change(self._bot, self._place.chat, self._message, plain(f"{self._what}{said}")):
            await send(self._bot, self._place, text_blocks(f"{self._what}{said}"))
