"""Mails (.eml) with what is attached to them, and web pages saved as one file (.mht)."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from retrieval.document.model import Extract
from retrieval.document.readers.web.html import read_html
from retrieval.errors import SourceError

#: Of what is attached to a mail so many are read.
_MOST_ATTACHED = 100
_HEADS = (("Subject", ""), ("From", "发件人："), ("Date", "发送时间："))
_UNREADABLE = "文件 {name} 读不出内容。请用邮件程序或浏览器打开，另存为 .html 或打印成 PDF 后再用。"


def read_mail(data: bytes, name: str) -> Extract:
    """The text of a mail and of what is attached to it, or of a saved page."""
    try:
        message = message_from_bytes(data, policy=policy.default)
        page = _page(message)
        if page is not None and message.get_content_type() == "multipart/related" and not message.get("To"):
            return read_html(_markup(page), name)
        lines, notes = _letter(message, name), []
        for attached in list(message.iter_attachments())[:_MOST_ATTACHED]:
            read, note = _attachment(attached)
            lines += read
            notes += note
    except (LookupError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise SourceError(_UNREADABLE.format(name=name)) from error
    if not lines:
        raise SourceError(_UNREADABLE.format(name=name))
    return Extract("\n".join(lines) + "\n", notes=tuple(notes))


def _page(message: EmailMessage) -> EmailMessage | None:
    return next((part for part in message.walk() if part.get_content_type() == "text/html"), None)


def _markup(page: EmailMessage) -> bytes:
    """The markup of a part, in an encoding that is not to be mistaken."""
    data = cast(bytes, page.get_payload(decode=True))
    charset = page.get_content_charset()
    return data.decode(charset, "replace").encode("utf-8-sig") if charset else data


def _letter(message: EmailMessage, name: str) -> list[str]:
    """The heads of a mail that tell what it is, and its text."""
    heads = [f"{called}{message[head]}" for head, called in _HEADS if message[head]]
    body = message.get_body(("plain", "html"))
    if body is None:
        return heads
    if body.get_content_type() == "text/html":
        return [*heads, *read_html(_markup(cast(EmailMessage, body)), name).text.splitlines()]
    return [*heads, *str(body.get_content()).splitlines()]


def _attachment(attached: EmailMessage) -> tuple[list[str], list[str]]:
    """The lines of what is attached, under its name; or a note why it is not read."""
    from retrieval.document.readers import extract

    called = attached.get_filename() or "无名附件"
    data = attached.get_payload(decode=True)
    if not isinstance(data, bytes):
        return [], [f"附件 {called} 没有读：是转发的邮件。"]
    try:
        return [f"附件：{Path(called).stem}", *extract(data, Path(called)).text.splitlines()], []
    except SourceError as error:
        return [], [f"附件没有读：{error}"]
