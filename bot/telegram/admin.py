"""The commands of admins: add documents by sending them, take them out again, make the index anew, see the figures.

Questions go on being answered meanwhile. Each document is put down before it is fetched and taken in one after the other,
in the order of sending, so that of two with one name the later stands; killed at any step, the next start finds all as
it was before and takes it up again.
"""

import asyncio
import hashlib
import json
import logging
import os
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from telegram import Document, Update
from telegram.constants import FileSizeLimit
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.output import harmless
from bot.renewal import Notice
from bot.telegram.context import App, Context, Services, kept, message_of
from bot.telegram.incoming import argument, asker, place_of, text_of
from bot.telegram.markup import text_blocks
from bot.telegram.metrics import ANSWERING
from bot.telegram.preferences import tell_subscribers
from bot.telegram.questions import on_question
from bot.telegram.sending import Place, Progress, send
from retrieval.document.source import SUFFIXES
from retrieval.errors import SourceError, WenzhengError, reason_of
from retrieval.index.store import Index

logger = logging.getLogger(__name__)

_NOWHERE = "没有存放文件的地方：机器人是用 --docs 启动的，或配置 [documents] added 写了“-”。"
_TOO_LARGE = "文件超过 20 MB，Telegram 不让机器人下载。请拆分后再发，或请管理员在服务器上用 wenzheng add 加入。"
#: Bytes of a file's name, so that it fits every file system with room for a mark beside it.
_LONGEST_NAME = 240
#: So often a document is asked for, with so many seconds between two tries: about two minutes in all.
_TRIES, _LONGEST_PAUSE = 30, 5
_REMOVED = ".removed"
#: What stands beside a file while another of its name is taken in: the file before, or nothing where there was none.
_BEFORE, _INCOMING = ".before", ".incoming"
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


@dataclass(frozen=True)
class Upload:
    """A document that was sent: where, by which message, what it is called; ``progress`` is the message that tells."""

    chat: int
    message: int
    thread: int | None
    reply: int | None
    file_id: str
    name: str
    progress: int = 0

    @property
    def place(self) -> Place:
        return Place(self.chat, self.thread, self.reply)


async def on_document_sent(update: Update, context: Context) -> None:
    """Take in a document that an admin sends, or one in place of that of the same name."""
    message, services = message_of(update), context.services
    place = place_of(message)
    assert message.document is not None
    try:
        await asyncio.to_thread(_folder, services)
        name = _safe_name(message.document)
    except WenzhengError as error:
        await send(context.bot, place, text_blocks(str(error)))
        return
    if message.message_id in {one.message for one in await _put_down(services) if one.chat == place.chat}:
        return  # an earlier process has begun with it, see ``resume_uploads``
    upload = Upload(place.chat, message.message_id, place.thread, place.message, message.document.file_id, name)
    progress = Progress(context.bot, place, f"《{name}》")
    await progress.start("收到了，处理完会告诉您。")
    upload = replace(upload, progress=progress.message)
    await kept(services.store.add_upload, upload.chat, upload.message, json.dumps(asdict(upload)))
    services.uploads.put_nowait(upload)


async def _put_down(services: Services) -> list[Upload]:
    return [Upload(**json.loads(body)) for body in await kept(services.store.uploads)]


async def resume_uploads(services: Services) -> None:
    """Queue what an earlier process did not get to the end with."""
    for upload in await _put_down(services):
        services.uploads.put_nowait(upload)


async def take_in_uploads(app: App) -> None:
    """Take in one sent document after the other, for as long as the bot runs."""
    services = app.bot_data
    while True:
        upload: Upload = await services.uploads.get()
        progress = Progress(app.bot, upload.place, f"《{upload.name}》", upload.progress)
        try:
            said = await _add(services, app.bot, progress, upload)
            await progress.end(said)
        except TelegramError as error:
            if services.network.closing.is_set():
                return  # it is put down and goes on at the next start
            logger.warning("没能告诉聊天 %d 文件 %s 的结果：%s", upload.chat, upload.name, error)
        except Exception:  # one document must not end all that come after it
            logger.exception("没能加入 %s", upload.name)
            with suppress(TelegramError):
                await progress.end("没有加入：出了意外，已经记下。请稍后再发一次。")
        await kept(services.store.end_upload, upload.chat, upload.message)
        services.uploads.task_done()


async def _add(services: Services, bot: ExtBot[None], progress: Progress, upload: Upload) -> str:
    """Fetch a document and index it; return what came of it."""
    try:
        folder = await asyncio.to_thread(_folder, services)
        data = await _fetch(bot, upload)
        await progress.start("处理中…")
        notices = await _take_in(services, progress, data, folder / upload.name)
    except WenzhengError as error:
        return f"没有加入：{error}"
    await tell_subscribers(services, bot, notices)
    return await services.library.read(lambda index: _result(index, folder / upload.name))


def _result(index: Index, file: Path) -> str:
    """What is told of a document that was added, with what could not be read of it."""
    entry = index.catalogue.of_file(file)
    if entry is None:
        return "已加入，可以问了。"
    return "\n".join([f"已加入，可以问了（{entry.clauses} 条）。", *index.notes(entry.id)])


async def _fetch(bot: ExtBot[None], upload: Upload) -> bytes:
    """The bytes of a sent document, tried for until the network is back. Raises ``SourceError``."""
    for tries in range(1, _TRIES + 1):
        try:
            file = await bot.get_file(upload.file_id)
            return bytes(await file.download_as_bytearray())
        except BadRequest as error:
            why = _TOO_LARGE if "too big" in error.message.lower() else "Telegram 没有给出文件。请再发一次。"
            raise SourceError(why) from error
        except TelegramError as error:
            logger.warning("第 %d 次没有取到 %s：%s", tries, upload.name, error)
            await asyncio.sleep(min(tries, _LONGEST_PAUSE))
    raise SourceError("下载失败：连不上 Telegram。请稍后再发一次。")


async def _take_in(services: Services, progress: Progress, data: bytes, file: Path) -> list[Notice]:
    """Put a file into its place and index it; where that fails all is as it was before. Raises ``SourceError``."""
    try:
        await asyncio.to_thread(_put, data, file)
    except OSError as error:
        await asyncio.to_thread(_put_back, file)
        raise SourceError(f"存不下这个文件：{reason_of(error)}。请管理员检查磁盘。") from error
    try:
        notices = await services.renew(progress.report)
    except BaseException as error:
        await asyncio.to_thread(_put_back, file)
        if isinstance(error, WenzhengError):  # named as its sender does
            raise SourceError(str(error).replace(str(file), file.name)) from error
        raise
    await asyncio.to_thread(_beside(file, _BEFORE).unlink, missing_ok=True)
    return notices


def _beside(file: Path, mark: str) -> Path:
    return file.with_name(f".{file.name}{mark}")


def _put(data: bytes, file: Path) -> None:
    """Put a file into its place; what stood there, or that nothing did, is kept beside it."""
    incoming, before = _beside(file, _INCOMING), _beside(file, _BEFORE)
    incoming.write_bytes(data)
    if file.exists():
        os.replace(file, before)
    else:
        before.touch()
    os.replace(incoming, file)


def _put_back(file: Path) -> None:
    """Undo ``_put``, however far it came."""
    before = _beside(file, _BEFORE)
    _beside(file, _INCOMING).unlink(missing_ok=True)
    if not before.exists():
        return
    if before.stat().st_size:
        os.replace(before, file)
    else:
        file.unlink(missing_ok=True)
        before.unlink()


def undo_unfinished(folder: Path | None) -> None:
    """Put back what a process that was killed was taking in, before anything is read: it is taken up again."""
    if folder is None or not folder.is_dir():
        return
    for mark in (_BEFORE, _INCOMING):
        for left in folder.glob(f".*{mark}"):
            _put_back(folder / left.name.removeprefix(".").removesuffix(mark))


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
    if (document.file_size or 0) > FileSizeLimit.FILESIZE_DOWNLOAD:
        raise SourceError(_TOO_LARGE)
    return _shortened(name, suffix)


def _shortened(name: str, suffix: str) -> str:
    """A name that a file system takes; of one that is too long the beginning, told apart from others that begin alike."""
    if len(name.encode()) <= _LONGEST_NAME:
        return name
    end = f"-{hashlib.sha256(name.encode()).hexdigest()[:6]}{suffix}"
    return name.encode()[: _LONGEST_NAME - len(end)].decode(errors="ignore") + end


async def on_remove(update: Update, context: Context) -> None:
    """``/remove name``: take a document that was added out again; its file is kept aside."""
    message, services = message_of(update), context.services
    place, name = place_of(message), argument(message)
    files = await asyncio.to_thread(_added_files, services.settings.added)
    file = next((path for path in files if name in {path.name, path.stem}), None)
    if file is None:
        said = "没有加入过这份文件" if name else "请写出要删除的文件，例如：/remove 某市规划"
        added = "、".join(sorted(path.stem for path in files))
        await send(
            context.bot, place, text_blocks(f"{said}。{f'加入过的有：{added}' if added else '还没有加入过文件'}。")
        )
        return
    progress = Progress(context.bot, place, f"《{file.stem}》")
    context.application.create_task(_take_out(services, progress, file), update)


async def _take_out(services: Services, progress: Progress, file: Path) -> None:
    """Lay a file aside and index the others."""
    await progress.start("删除中…")
    aside = file.parent / _REMOVED
    try:
        await asyncio.to_thread(_move, file, aside)
        await services.renew(progress.report)  # nobody is told of what is taken out
    except (WenzhengError, OSError) as error:
        with suppress(OSError):
            await asyncio.to_thread(os.replace, aside / file.name, file)
        await progress.end(f"没有删除：{reason_of(error) if isinstance(error, OSError) else error}")
        return
    await progress.end(f"已删除。文件还在 {aside}，要恢复就再发给我一次。")


def _move(file: Path, aside: Path) -> None:
    aside.mkdir(exist_ok=True)
    os.replace(file, aside / file.name)


def _added_files(folder: Path | None) -> list[Path]:
    if folder is None or not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.is_file() and path.name[0] != "."]


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
