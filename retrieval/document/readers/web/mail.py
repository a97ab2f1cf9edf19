"""Mails (.eml) with what is attached to them, and web pages saved as one file (.mht)."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from retrieval.document.model import Extract
from retrieval.document.readers.archive import names_inside, read_member
from retrieval.document.readers.text import decoded
from retrieval.document.readers.web.html import read_html
from retrieval.errors import SourceError

#: Of what is attached to a mail so many are read.
_MOST_ATTACHED = 100
#: Mails are forwarded in mails no deeper; a page says so much as the plain text beside it, or that is the fuller one.
_DEPTH, _FULLER = 5, 0.8
_HEADS = (("Subject", ""), ("From", "发件人："), ("Date", "发送时间："))
_UNREADABLE = "文件 {name} 读不出内容。请用邮件程序或浏览器打开，另存为 .html 或打印成 PDF 后再用。"


def read_mail(data: bytes, name: str) -> Extract:
    """The text of a mail and of what is attached to it, or of a saved page."""
    try:
        message = message_from_bytes(data, policy=policy.default)
        page = _page(message)
        if page is not None and message.get_content_type() == "multipart/related" and not message.get("To"):
            return read_html(_markup(page), name)
        lines, notes = _whole(message, name, 0)
    except (LookupError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise SourceError(_UNREADABLE.format(name=name)) from error
    if not lines:
        raise SourceError(_UNREADABLE.format(name=name))
    return Extract("\n".join(lines) + "\n", notes=tuple(notes))


def _page(message: EmailMessage) -> EmailMessage | None:
    return next((part for part in message.walk() if part.get_content_type() == "text/html"), None)


def _markup(page: EmailMessage) -> bytes:
    """The HTML of a part, re-encoded with an explicit charset."""
    data = cast(bytes, page.get_payload(decode=True))
    charset = page.get_content_charset()
    return data.decode(charset, "replace").encode("utf-8-sig") if charset else data


def _plain(part: EmailMessage) -> str:
    """The text of a part, whose encoding many programs do not name."""
    text = str(part.get_content())
    if "\ufffd" in text:
        return decoded(cast(bytes, part.get_payload(decode=True))) or text
    return text


def _letter(message: EmailMessage, name: str) -> list[str]:
    """The heads of a mail that tell what it is, and its text."""
    heads = [f"{called}{message[head]}" for head, called in _HEADS if message[head]]
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    said = _plain(cast(EmailMessage, plain)).splitlines() if plain is not None else []
    if page is None:
        return [*heads, *said]
    shown = read_html(_markup(cast(EmailMessage, page)), name).text.splitlines()
    whole = sum(map(len, shown)) < _FULLER * sum(map(len, said))  # else the plain text only says that there is a page
    return [*heads, *(said if whole else shown)]


def _whole(message: EmailMessage, name: str, depth: int) -> tuple[list[str], list[str]]:
    """The lines of a mail and of what is attached to it, and notes on what of that is not read."""
    lines, notes = _letter(message, name), []
    for attached in list(message.iter_attachments())[:_MOST_ATTACHED]:
        read, note = _attachment(attached, name, depth)
        lines += read
        notes += note
    return lines, notes


def _attachment(attached: EmailMessage, name: str, depth: int) -> tuple[list[str], list[str]]:
    """The lines of what is attached, under its name; or a note why it is not read."""
    called = attached.get_filename() or "无名附件"
    if attached.get_content_type() == "message/rfc822" and depth < _DEPTH:
        return _whole(cast(EmailMessage, attached.get_content()), name, depth + 1)
    data = attached.get_payload(decode=True)
    if not isinstance(data, bytes):
        return [], [f"附件 {called} 没有读：是转发的邮件。"]
    if called.lower().endswith(".zip"):
        return _packed(Path(called), data)
    return _document(Path(called), data)


def _packed(archive: Path, data: bytes) -> tuple[list[str], list[str]]:
    """The lines of the documents in an archive that is attached."""
    lines: list[str] = []
    notes: list[str] = []
    try:
        for name in names_inside(archive, data)[:_MOST_ATTACHED]:
            read, note = _document(archive / name, read_member(archive, data, name))
            lines += read
            notes += note
    except SourceError as error:
        notes.append(f"附件没有读：{error}")
    return lines, notes


def _document(path: Path, data: bytes) -> tuple[list[str], list[str]]:
    from retrieval.document.readers import extract

    try:
        return [f"附件：{path.stem}", *extract(data, path).text.splitlines()], []
    except SourceError as error:
        return [], [f"附件没有读：{error}"]
