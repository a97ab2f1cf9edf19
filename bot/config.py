"""Settings: defaults, then a TOML file, then ``WENZHENG_<SECTION>_<KEY>`` in the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.web.limits import MOST_MEGABYTES, FetchLimits
from retrieval.errors import WenzhengError, reason_of
from retrieval.text.pattern import lazy_pattern

if TYPE_CHECKING:
    from retrieval.index.build.worker_pool import Limits

#: How many passages an answer may show.
QUOTES = range(1, 101)
#: How the folder ends that holds the indexes of files that were asked for once (``--docs``).
OWN = ".asked"
#: In place of a folder: no such folder.
NONE = "-"
#: What ranks the clauses: the index file itself, or Milvus.
FILE, MILVUS = "file", "milvus"
_NAME = lazy_pattern(r"[\w-]{1,40}")
_ADDRESSES = ("http://", "https://")
#: What may be set for a file: its megabytes (no more are ever read); for a page from the web also seconds, redirects.
MEGABYTES, SECONDS, REDIRECTS = range(1, MOST_MEGABYTES + 1), range(1, 3601), range(21)


class ConfigError(WenzhengError):
    """The configuration has an unknown key or a value of the wrong type."""


@dataclass(frozen=True)
class IndexSettings:
    """``[index]``: ``path`` of the index file; empty means one in the user's data folder. Each ``corpus`` has a file of its
    own beside it.

    ``uri`` is where Milvus is, the ``engine`` then: a server's address, or a file for Milvus Lite.
    """

    path: str = ""
    corpus: str = ""
    engine: str = field(default=FILE, metadata={"choices": (FILE, MILVUS)})
    uri: str = ""

    @property
    def milvus_uri(self) -> str | None:
        """Where Milvus is, if that is the engine. Raises ``ConfigError`` for what cannot be such a place."""
        if self.engine != MILVUS:
            return None
        if self.uri.startswith(_ADDRESSES):
            return self.uri
        if self.uri.endswith(".db"):
            return str(_expanded(self.uri))
        raise ConfigError(
            f"配置 [index] uri 应是 Milvus 的地址，例如 http://127.0.0.1:19530，或一个 .db 文件，而不是 {self.uri!r}。"
        )

    def check_shareable(self) -> None:
        """Raise ``ConfigError`` where the engine is a file that only one process can open."""
        uri = self.milvus_uri
        if uri is not None and not uri.startswith(_ADDRESSES):
            raise ConfigError(
                f"机器人不能用 Milvus Lite 的文件 {uri}：它同时只能由一个程序打开。请把配置 [index] uri 换成 Milvus 服务的地址，"
                "例如 http://127.0.0.1:19530。"
            )


@dataclass(frozen=True)
class DocumentSettings:
    """``[documents]``: ``places`` are files and folders to ask; empty means the documents that ship.

    ``added`` is the folder of the documents that admins send to the bot, asked together with the others;
    empty means one in the user's data folder, ``-`` none.
    """

    places: tuple[str, ...] = ()
    added: str = ""


@dataclass(frozen=True)
class AnswerSettings:
    """``[answer]``: ``quotes`` is how many passages an answer shows."""

    quotes: int = field(default=3, metadata={"allowed": QUOTES})


@dataclass(frozen=True)
class LimitSettings:
    """``[limits]``: what reading one document may take."""

    max_mb: int = field(default=MOST_MEGABYTES, metadata={"allowed": MEGABYTES})
    seconds: int = field(default=300, metadata={"allowed": range(1, 86401)})
    memory_mb: int = field(default=4096, metadata={"allowed": range(256, 1048577)})

    @property
    def for_a_document(self) -> "Limits":
        from retrieval.index.build.worker_pool import Limits  # heavy: only indexing needs it

        return Limits(self.max_mb * 2**20, float(self.seconds), self.memory_mb * 2**20)


@dataclass(frozen=True)
class TelegramSettings:
    """``[telegram]``: see ``config.example.toml`` for each. The token itself is no setting (``bot.telegram.token``)."""

    token_file: str = ""
    allow: tuple[str, ...] = field(default=(), metadata={"numbers": True})
    admins: tuple[str, ...] = field(default=(), metadata={"numbers": True})
    per_minute: int = field(default=20, metadata={"allowed": range(1, 1001)})
    keep: bool = True
    keep_days: int = field(default=30, metadata={"allowed": range(1, 3651)})
    follow_up_minutes: int = field(default=60, metadata={"allowed": range(1, 10081)})
    subscriptions: bool = True
    data: str = ""
    base_url: str = ""
    proxy: str = ""
    webhook_url: str = ""
    webhook_listen: str = "127.0.0.1:8443"
    status_listen: str = ""

    @property
    def data_path(self) -> Path:
        """The file of what is kept of conversations."""
        return _expanded(self.data) if self.data else _user_data() / "telegram.db"


@dataclass(frozen=True)
class FetchSettings:
    """``[fetch]``: how far to go for a page from the web, and whether into private networks."""

    max_mb: int = field(default=MOST_MEGABYTES, metadata={"allowed": MEGABYTES})
    seconds: int = field(default=60, metadata={"allowed": SECONDS})
    redirects: int = field(default=5, metadata={"allowed": REDIRECTS})
    allow_private: bool = False

    @property
    def limits(self) -> FetchLimits:
        return FetchLimits(self.max_mb * 2**20, self.seconds, self.redirects, self.allow_private)


@dataclass(frozen=True)
class Settings:
    """Every setting, by section."""

    index: IndexSettings = field(default_factory=IndexSettings)
    documents: DocumentSettings = field(default_factory=DocumentSettings)
    answer: AnswerSettings = field(default_factory=AnswerSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    telegram: TelegramSettings = field(default_factory=TelegramSettings)
    fetch: FetchSettings = field(default_factory=FetchSettings)

    def given(
        self, index_path: str | None, places: tuple[str, ...], corpus: str | None = None, beside: bool = False
    ) -> "Settings":
        """The settings with what the command line gave in place of theirs. With ``beside`` the ``places`` are indexed in
        a file of their own beside that of ``index_path``, so that nothing is touched that was kept."""
        if places and corpus:
            raise ConfigError("--docs 只问给出的文件，--corpus 问一个语料库，请只用其中一个。")
        index, documents = self.index, self.documents
        if index_path:
            index = replace(index, path=index_path)
        if corpus:
            index, documents = replace(index, corpus=corpus), DocumentSettings()
        if places:
            index, documents = replace(index, corpus=""), DocumentSettings(places, NONE)
            if beside:
                index = replace(index, path=str(_own_index(index.path, places)))
        if index.corpus and not _NAME.fullmatch(index.corpus):
            raise ConfigError(f"语料库的名字 {index.corpus} 不能用。请只用字母、数字、汉字、- 和 _，不超过 40 个字。")
        return replace(self, index=index, documents=documents)

    @property
    def corpus_option(self) -> str:
        """The option by which another command means the same corpus."""
        return f" --corpus {self.index.corpus}" if self.index.corpus else ""

    @property
    def index_path(self) -> Path:
        """The index file, or that of the corpus: in a folder beside it."""
        if not self.index.corpus:
            return _expanded(self.index.path) if self.index.path else _user_data() / "index.db"
        folder = _expanded(f"{self.index.path}.corpora") if self.index.path else _user_data() / "corpora"
        return folder / f"{self.index.corpus}.db"

    @property
    def added(self) -> Path | None:
        """The folder of the documents that admins send, where there is one; it is made with the first of them."""
        if self.documents.added == NONE:
            return None
        if self.documents.added:
            return _expanded(self.documents.added)
        return _user_data() / (f"corpora/{self.index.corpus}" if self.index.corpus else "documents")

    @property
    def fetched(self) -> Path:
        """The folder of what was fetched from the web."""
        return _user_data() / "fetched"

    @property
    def places(self) -> list[Path]:
        """The files and folders that are asked, but for what was added by name; a corpus has none unless they are given."""
        from retrieval.document.source import seed_folder

        places = [_expanded(place) for place in self.documents.places]
        if not places and not self.index.corpus:
            places = [seed_folder()]
        return [*places, self.added] if self.added and self.added.is_dir() else places


def load_settings(file: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings from ``file`` (else ``WENZHENG_CONFIG``, else the user's own) and the environment.

    Raises ``ConfigError`` with one sentence that names the key, or the file that cannot be read.
    """
    named = file or (Path(environment["WENZHENG_CONFIG"]) if environment.get("WENZHENG_CONFIG") else None)
    given = _read(named or default_file(), required=named is not None)
    known = {entry.name for entry in fields(Settings)}
    for section, values in given.items():
        if section not in known or not isinstance(values, dict):
            raise ConfigError(f"配置里有不认识的部分 [{section}]。可用的有：{'、'.join(sorted(known))}。")
    settings = Settings()
    for entry in fields(Settings):
        merged = _section(getattr(settings, entry.name), entry.name, given.get(entry.name, {}), environment)
        settings = replace(settings, **{entry.name: merged})
    return settings


def default_file() -> Path:
    """The user's own configuration file."""
    from platformdirs import user_config_path

    return user_config_path("wenzheng", appauthor=False) / "config.toml"


def _own_index(path: str, places: tuple[str, ...]) -> Path:
    """The file that just some places are indexed in: beside the index file, or in the user's cache."""
    from hashlib import sha256

    from platformdirs import user_cache_path

    resolved = "\0".join(sorted(str(_expanded(place).absolute()) for place in places))
    folder = _expanded(f"{path}{OWN}") if path else user_cache_path("wenzheng", appauthor=False) / OWN.strip(".")
    return folder / f"{sha256(resolved.encode(errors='surrogateescape')).hexdigest()[:16]}.db"


def _user_data() -> Path:
    from platformdirs import user_data_path

    return user_data_path("wenzheng", appauthor=False)


def _expanded(place: str) -> Path:
    try:
        return Path(place).expanduser()
    except RuntimeError as error:
        raise ConfigError(f"找不到 {place} 开头的用户目录。请写出完整的路径。") from error


def _read(file: Path, required: bool) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        if not required and isinstance(error, FileNotFoundError | NotADirectoryError):
            return {}
        raise ConfigError(f"读不了配置文件 {file}：{reason_of(error)}。") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"配置文件 {file} 不是 UTF-8 编码。请另存为 UTF-8。") from error
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        said = "嵌套太深" if isinstance(error, RecursionError) else error
        raise ConfigError(f"配置文件 {file} 不是正确的 TOML：{said}。") from error


def _section(section: Any, name: str, given: dict[str, Any], environment: Mapping[str, str]) -> Any:
    known = {entry.name: getattr(section, entry.name) for entry in fields(section)}
    for key in given:
        if key not in known:
            raise ConfigError(f"配置 [{name}] 里有不认识的键 {key}。可用的有：{'、'.join(known)}。")
    values: dict[str, Any] = {}
    for entry in fields(section):
        key, default = entry.name, known[entry.name]
        variable = f"WENZHENG_{name}_{key}".upper()
        if key in given:
            label = f"配置 [{name}] {key}"
            values[key] = _allowed(label, _typed(label, given[key], default, entry.metadata), entry.metadata)
        if variable in environment:
            label = f"环境变量 {variable}"
            values[key] = _allowed(label, _parsed(label, environment[variable], default), entry.metadata)
    return replace(section, **values)


def _allowed(label: str, value: Any, limits: Mapping[str, Any]) -> Any:
    allowed = limits.get("allowed")
    if allowed is not None and value not in allowed:
        raise ConfigError(f"{label} 应在 {allowed[0]} 到 {allowed[-1]} 之间，而不是 {value}。")
    choices = limits.get("choices")
    if choices is not None and value not in choices:
        raise ConfigError(f"{label} 应是 {' 或 '.join(choices)}，而不是 {value!r}。")
    return value


def _typed(label: str, value: Any, default: Any, limits: Mapping[str, Any]) -> Any:
    if isinstance(default, tuple):
        kinds = {str, int} if limits.get("numbers") else {str}
        if isinstance(value, list) and all(type(item) in kinds for item in value):
            return tuple(map(str, value))
        raise ConfigError(f'{label} 应是字符串的列表，例如 ["a", "b"]。')
    if type(value) is not type(default):
        raise ConfigError(f"{label} 应是{_KINDS[type(default)]}，而不是 {value!r}。")
    return value


def _parsed(label: str, text: str, default: Any) -> Any:
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if isinstance(default, bool):
        if text.lower() in _TRUTHS:
            return _TRUTHS[text.lower()]
        raise ConfigError(f"{label} 应是{_KINDS[bool]}，而不是 {text!r}。")
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError as error:
            raise ConfigError(f"{label} 应是整数，而不是 {text!r}。") from error
    return text


_KINDS = {str: "字符串", int: "整数", bool: " true 或 false"}
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}
