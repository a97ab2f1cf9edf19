"""The buttons under messages, and what they send back (64 bytes at most: an action, a turn, a number)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, SwitchInlineQueryChosenChat

from bot.telegram.store import Preferences


class Action(StrEnum):
    """The action that a button asks for."""

    CONTEXT = "context"  # the clauses around, in place
    BACK = "back"  # the answer again, in place
    MORE = "more"  # the next passages
    ITEMS = "items"  # the further of several things
    FILE = "file"  # the source document
    WEB_PAGE = "webpage"  # the answer with its documents as a page
    COMPARE = "compare"  # the same question to the other cities
    GOOD = "good"
    BAD = "bad"
    EXAMPLE = "example"
    PAGE = "page"  # a page of a list that a command has asked for
    DOCUMENT = "document"
    QUOTES = "quotes"
    BRIEF = "brief"
    UNSUBSCRIBE = "unsubscribe"


_DATA = re.compile(r"(?P<action>[a-z]+):(?P<subject>[0-9a-f]+)(?::(?P<number>\d{1,9}))?")
_QUOTES = (1, 3, 5)
#: Characters of a question that Telegram hands on in inline mode.
_QUERY = 256


@dataclass(frozen=True)
class Press:
    """A pressed button: ``subject`` is a turn, or the beginning of a document's sha256."""

    action: Action
    subject: str
    number: int

    @property
    def turn(self) -> int:
        return int(self.subject) if self.subject.isdecimal() and len(self.subject) < 18 else 0


def read_press(data: str) -> Press | None:
    """Return what a button's data says; ``None`` for a button of another version."""
    match = _DATA.fullmatch(data)
    if not match or match["action"] not in set(Action):
        return None
    return Press(Action(match["action"]), match["subject"], int(match["number"] or 0))


def _button(label: str, action: Action, subject: int | str, number: int | None = None) -> InlineKeyboardButton:
    data = f"{action}:{subject}" if number is None else f"{action}:{subject}:{number}"
    return InlineKeyboardButton(label, callback_data=data)


def answer_keyboard(
    turn: int, comparable: bool, back: bool = False, question: str = "", quote: str = "", items: int = 0
) -> InlineKeyboardMarkup:
    """Under an answer; ``back`` where its context is shown in its place. ``quote`` can be copied, ``question`` shared, and
    so many ``items`` are not shown yet."""
    around = _button("返回", Action.BACK, turn) if back else _button("上下文", Action.CONTEXT, turn)
    below = [_button("👍", Action.GOOD, turn), _button("👎", Action.BAD, turn)]
    if comparable:
        below.insert(0, _button("对比", Action.COMPARE, turn))
    rows = [[around, _button("更多", Action.MORE, turn, 1), _button("原文文件", Action.FILE, turn)], below]
    if items > 0:
        rows.insert(0, [_button(f"还有 {items} 项", Action.ITEMS, turn)])
    taken = []
    if quote:
        taken.append(InlineKeyboardButton("复制引文", copy_text=CopyTextButton(quote)))
    if question:
        taken.extend([share_button(question), _button("网页", Action.WEB_PAGE, turn)])
    return InlineKeyboardMarkup([*rows, taken] if taken else rows)


def share_button(question: str) -> InlineKeyboardButton:
    """Opens a chat of the person's choice with the question after the bot's name."""
    chosen = SwitchInlineQueryChosenChat(
        question[:_QUERY], allow_user_chats=True, allow_group_chats=True, allow_channel_chats=True
    )
    return InlineKeyboardButton("分享", switch_inline_query_chosen_chat=chosen)


def verdict_keyboard(turn: int) -> InlineKeyboardMarkup:
    """Under a message that nothing was found."""
    return InlineKeyboardMarkup([[_button("👍", Action.GOOD, turn), _button("👎", Action.BAD, turn)]])


def more_keyboard(turn: int, page: int) -> InlineKeyboardMarkup:
    """Under further passages: the next ones."""
    return InlineKeyboardMarkup([[_button("更多", Action.MORE, turn, page)]])


def page_keyboard(turn: int, page: int, pages: int) -> list[InlineKeyboardButton]:
    """The row that turns the pages of a list; empty where there is only one."""
    if pages < 2:
        return []
    row = [_button(f"{page + 1}/{pages}", Action.PAGE, turn, page)]
    if page:
        row.insert(0, _button("‹ 上一页", Action.PAGE, turn, page - 1))
    if page + 1 < pages:
        row.append(_button("下一页 ›", Action.PAGE, turn, page + 1))
    return row


def document_button(label: str, sha256: str) -> InlineKeyboardButton:
    return _button(label, Action.DOCUMENT, sha256[:16])


def file_keyboard(sha256: str, link: str) -> InlineKeyboardMarkup:
    """Under what is known of a document: its file, and a link to it for others."""
    share = InlineKeyboardButton("分享", url=f"https://t.me/share/url?url={link}")
    return InlineKeyboardMarkup([[_button("原文文件", Action.DOCUMENT, sha256[:16], 1), share]])


def example_keyboard(turn: int, examples: tuple[str, ...]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[_button(example, Action.EXAMPLE, turn, number)] for number, example in enumerate(examples)]
    )


def subscriptions_keyboard(words: Mapping[int, str]) -> InlineKeyboardMarkup:
    """One button for each subscription, to end it."""
    return InlineKeyboardMarkup([[_button(f"✕ {text}", Action.UNSUBSCRIBE, number)] for number, text in words.items()])


def preferences_keyboard(preferences: Preferences, usual: int) -> InlineKeyboardMarkup:
    """The choices of /settings, the present ones ticked."""
    now = preferences.quotes or usual
    quotes = [_button(f"{'✓ ' if count == now else ''}{count} 条", Action.QUOTES, 0, count) for count in _QUOTES]
    lengths = [
        _button(f"{'✓ ' if preferences.brief == brief else ''}{label}", Action.BRIEF, 0, int(brief))
        for label, brief in (("详细", False), ("简短", True))
    ]
    return InlineKeyboardMarkup([quotes, lengths])
