"""The bot's token: where it comes from, what is made of it, and that it is never printed."""

import hashlib
import hmac
import logging
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from retrieval.errors import WenzhengError, reason_of

VARIABLE = "WENZHENG_TELEGRAM_TOKEN"
#: BotFather gives out the bot's number, a colon and a secret; other Bot API servers take what fits into an address.
_TOKEN = re.compile(r"[\w:.-]+")
#: The same wherever it stands in a text, also within an address with its colon escaped.
_ANY_TOKEN = re.compile(r"\d{5,}(?::|%3A)[\w-]{20,}", re.IGNORECASE)
_HIDDEN = "<token>"
#: A shorter part of a token is no secret, and would be blotted out of every word.
_SHORTEST = 8


class TokenError(WenzhengError):
    """There is no token, or what is given for one is none."""


def read_token(token_file: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return the token from the environment, else from ``token_file``. Raises ``TokenError``; it never holds the token."""
    said, place = environment.get(VARIABLE, ""), f"环境变量 {VARIABLE} "
    if not said.strip() and token_file:
        place = f"文件 {token_file} "
        try:
            said = Path(token_file).expanduser().read_text(encoding="utf-8-sig")
        except (OSError, RuntimeError, UnicodeDecodeError) as error:
            reason = reason_of(error) if isinstance(error, OSError) else "不是文字或找不到用户目录"
            raise TokenError(f"读不了存放令牌的{place}：{reason}。请检查配置 [telegram] token_file。") from error
    if not said.strip():
        raise TokenError(
            f"没有 Telegram 令牌。请向 @BotFather 要一个，放进环境变量 {VARIABLE}，"
            "或放进一个文件并写在配置 [telegram] token_file 里。"
        )
    if not _TOKEN.fullmatch(said.strip()):
        raise TokenError(f"{place}里的不是 Telegram 令牌。令牌是数字、冒号和一串字母数字，中间没有空格。")
    return said.strip()


def derived(token: str, purpose: str) -> str:
    """A secret of 64 hex digits that only who has the token can make (RFC 2104), the same at every start."""
    return hmac.new(token.encode(), purpose.encode(), hashlib.sha256).hexdigest()


@contextmanager
def only_one(token: str, server: str) -> Iterator[None]:
    """Hold this machine's lock on a bot: with two, each question would be answered twice. Raises ``TokenError``."""
    try:
        import fcntl  # the lock ends with the process, however that ends
    except ImportError:  # Windows: Telegram itself tells of a conflict
        yield
        return

    file = Path(tempfile.gettempdir()) / f"wenzheng-{derived(token, f'lock {server}')[:32]}.lock"
    try:
        lock = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError:
        yield  # another user's: Telegram itself tells of a conflict
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise TokenError(
            "这台机器上已经有一个机器人在用同一个令牌运行。请先停掉那一个，或用 @BotFather 换一个令牌。"
        ) from error
    else:
        yield
    finally:
        os.close(lock)


class _Discreet(logging.Formatter):
    """Formats records, tracebacks included, without the token or anything that looks like one."""

    def __init__(self, token: str, verbose: bool) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        secret = token.rpartition(":")[2]
        self._secrets = [quote(token, safe=""), token, *([secret] if len(secret) >= _SHORTEST else [])]
        self._verbose = verbose

    def format(self, record: logging.LogRecord) -> str:
        if record.name.startswith("telegram.") and not self._verbose:
            record.exc_info = record.exc_text = None  # it is raised too, and told where it is met
        text = _ANY_TOKEN.sub(_HIDDEN, super().format(record))
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return text


def log_discreetly(token: str, verbose: bool = False) -> None:
    """Send all logging, and what ends the process, to standard error with the token blotted out."""
    level = logging.DEBUG if verbose else logging.INFO
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Discreet(token, verbose))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("httpx", "httpcore", "tornado.access", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.DEBUG if verbose else logging.WARNING)
    sys.excepthook = lambda kind, error, trace: logging.critical("意外停止", exc_info=(kind, error, trace))
