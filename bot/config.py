"""Settings: defaults, then a TOML file, then ``WENZHENG_<SECTION>_<KEY>`` in the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from bot.web.limits import MOST_MEGABYTES, FetchLimits
from retrieval.errors import WenzhengError, reason_of

#: How many passages an answer may show.
QUOTES = range(1, 101)
#: What may be set for a page from the web: its megabytes (no more than are read of a file), seconds and redirects.
MEGABYTES, SECONDS, REDIRECTS = range(1, MOST_MEGABYTES + 1), range(1, 3601), range(21)


class ConfigError(WenzhengError):
    """The configuration has an unknown key or a value of the wrong type."""


@dataclass(frozen=True)
class IndexSettings:
    """``[index]``: ``path`` of the index file; empty means the user's cache folder."""

    path: str = ""


@dataclass(frozen=True)
class DocumentSettings:
    """``[documents]``: ``places`` are files and folders to ask; empty means the documents that ship."""

    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnswerSettings:
    """``[answer]``: ``quotes`` is how many passages an answer shows."""

    quotes: int = field(default=3, metadata={"allowed": QUOTES})


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
    fetch: FetchSettings = field(default_factory=FetchSettings)

    def given(self, index_path: str | None, places: tuple[str, ...]) -> "Settings":
        """The settings with what the command line gave in place of theirs."""
        index = replace(self.index, path=index_path) if index_path else self.index
        return replace(self, index=index, documents=DocumentSettings(places) if places else self.documents)

    @property
    def index_path(self) -> Path:
        if self.index.path:
            return _expanded(self.index.path)
        from platformdirs import user_cache_path

        return user_cache_path("wenzheng", appauthor=False) / "index.db"

    @property
    def places(self) -> list[Path]:
        from retrieval.document.source import seed_folder

        return [_expanded(place) for place in self.documents.places] or [seed_folder()]


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
            values[key] = _allowed(label, _typed(label, given[key], default), entry.metadata)
        if variable in environment:
            label = f"环境变量 {variable}"
            values[key] = _allowed(label, _parsed(label, environment[variable], default), entry.metadata)
    return replace(section, **values)


def _allowed(label: str, value: Any, limits: Mapping[str, range]) -> Any:
    allowed = limits.get("allowed")
    if allowed is not None and value not in allowed:
        raise ConfigError(f"{label} 应在 {allowed[0]} 到 {allowed[-1]} 之间，而不是 {value}。")
    return value


def _typed(label: str, value: Any, default: Any) -> Any:
    if isinstance(default, tuple):
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
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
