"""Documents that admins add by sending them, and take out again, while questions go on being answered."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path

from telegram import Document, Message, Update
from telegram.constants import FileSizeLimit
from telegram.error import TelegramError

from bot.output import harmless
from bot.telegram.gate import argument, place_of
from bot.telegram.markup import text_blocks
from bot.telegram.progress import Progress
from bot.telegram.sending import send
from bot.telegram.services import Context, Services, message_of, services_of
from retrieval.document.source import SUFFIXES
from retrieval.errors import SourceError, WenzhengError, reason_of

_NOWHERE = "没有存放文件的地方：机器人是用 --docs 启动的，或配置 [documents] added 写了“-”。"
#: Bytes of a file's name, so that it fits every file system with room for a mark beside it.
_LONGEST_NAME = 200
_REMOVED = ".removed"


async def on_document_sent(update: Update, context: Context) -> None:
    """Add a document that an admin sends, or replace the one of the same name."""
    message = message_of(update)
    services, place = services_of(context), place_of(message)
    assert message.document is not None
    try:
        folder, name = _folder(services), _safe_name(message.document)
    except WenzhengError as error:
        await send(context.bot, place, text_blocks(str(error)))
        return
    # Apart from the chat's turn: the admin can go on asking meanwhile.
    context.application.create_task(_add(services, context, message, folder, name), update)


async def _add(services: Services, context: Context, message: Message, folder: Path, name: str) -> None:
    """Fetch a document and index it; the progress is told in one message."""
    assert message.document is not None
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
    said = await services.library.read(lambda index: index.catalogue.of_file(folder / name))
    await progress.end(f"已加入，可以问了（{said.clauses} 条）。" if said else "已加入，可以问了。")


async def _take_in(services: Services, progress: Progress, incoming: Path, file: Path) -> None:
    """Put a file that has come in into its place and index it; where that fails all is as it was before."""
    before = file.with_name(f".{file.name}.before")
    try:
        if file.exists():
            os.replace(file, before)
        os.replace(incoming, file)
        try:
            await services.renew(progress.report)
        except BaseException as error:
            if before.exists():
                os.replace(before, file)
            else:
                file.unlink(missing_ok=True)
            if isinstance(error, WenzhengError):  # named as its sender does
                raise SourceError(str(error).replace(str(file), file.name)) from error
            raise
    finally:
        incoming.unlink(missing_ok=True)
        before.unlink(missing_ok=True)


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
    message = message_of(update)
    services, place = services_of(context), place_of(message)
    name = argument(message)
    file = await asyncio.to_thread(_added_file, services.settings.added, name)
    if file is None:
        said = "没有加入过这份文件" if name else "请写出要删除的文件，例如：/remove 某市规划"
        added = "、".join(sorted(path.stem for path in _added_files(services.settings.added)))
        await send(
            context.bot, place, text_blocks(f"{said}。{f'加入过的有：{added}' if added else '还没有加入过文件'}。")
        )
        return
    context.application.create_task(_take_out(services, Progress(context, message, f"《{file.stem}》"), file), update)


async def _take_out(services: Services, progress: Progress, file: Path) -> None:
    """Lay a file aside and index the others."""
    await progress.start("删除中…")
    aside = file.parent / _REMOVED
    try:
        aside.mkdir(exist_ok=True)
        os.replace(file, aside / file.name)
        await services.renew(progress.report)
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
