"""Requests checked against the machine-readable Bot API kept in ``api.json``."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.telegram.server import rules

Entry = dict[str, Any]

#: Fields beside which a length counts after parsing; ``texts.py`` measures those.
PARSED_WITH = {"parse_mode", "quote_parse_mode"}
PARSED = {"text", "caption", "message_text", "quote"}


@cache
def api() -> Entry:
    whole: Entry = json.loads(Path(__file__).with_name("api.json").read_text(encoding="utf-8"))
    return whole


@dataclass(frozen=True)
class Upload:
    """A file sent along with a request."""

    name: str
    content: bytes
    mime: str


Files = dict[str, Upload]


def faults_of_request(method: str, params: dict[str, Any], files: Files) -> list[str]:
    """What is wrong with a request to a known method."""
    return list(entry_faults(method, api()["methods"][method], params, files))


def faults_of(type_name: str, value: Any) -> list[str]:
    """What is wrong with a value that should be of an API type."""
    return list(type_faults(type_name, type_name, value, {}))


def entry_faults(where: str, entry: Entry, value: dict[str, Any], files: Files) -> Iterable[str]:
    fields = entry["fields"]
    for name in value.keys() - fields.keys():
        yield f"{where}: there is no field {name!r}"
    for name, field in fields.items():
        if name in value:
            yield from field_faults(f"{where}.{name}", field, value[name], files)
            if not (name in PARSED and PARSED_WITH & fields.keys()):
                yield from limit_faults(f"{where}.{name}", field, value[name])
        elif field.get("required"):
            yield f"{where}: required field {name!r} is missing"
    yield from rules.broken(where, value)


def field_faults(where: str, field: Entry, value: Any, files: Files) -> Iterable[str]:
    """The faults by the type that fits best, of the several that a field may have."""
    # A file may also be named, and which of the two it is only the check of files tells.
    types = ["InputFile"] if "InputFile" in field["types"] else field["types"]
    tried = [list(type_faults(where, name, value, files)) for name in types]
    yield from min(tried, key=len)
    values = field.get("values")
    if values and isinstance(value, str) and value not in values:
        yield f"{where}: {value!r} is none of {', '.join(values)}"


def type_faults(where: str, name: str, value: Any, files: Files) -> Iterable[str]:
    if name.startswith("Array of "):
        yield from array_faults(where, name.removeprefix("Array of "), value, files)
    elif name in SCALARS:
        if not SCALARS[name](value):
            yield f"{where}: {short(value)} is not {name}"
    elif name == "InputFile":
        yield from file_faults(where, value, files)
    else:
        yield from object_faults(where, api()["types"][name], value, files, name)


def array_faults(where: str, element: str, value: Any, files: Files) -> Iterable[str]:
    if not isinstance(value, list):
        yield f"{where}: {short(value)} is not an array"
        return
    for number, item in enumerate(value):
        yield from type_faults(f"{where}[{number}]", element, item, files)


def object_faults(where: str, entry: Entry, value: Any, files: Files, name: str) -> Iterable[str]:
    if not isinstance(value, dict):
        yield f"{where}: {short(value)} is not {name}"
    elif entry.get("subtypes"):
        yield from subtype_faults(where, entry["subtypes"], value, files)
    else:
        yield from entry_faults(f"{where}({name})", entry, value, files)


def subtype_faults(where: str, names: list[str], value: dict[str, Any], files: Files) -> Iterable[str]:
    """The faults by the closest subtype: the one whose constants agree, of those the one with fewest faults."""
    tried = []
    for name in names:
        fields = api()["types"][name]["fields"]
        apart = sum(
            1 for key, field in fields.items() if len(field.get("values", ())) == 1 and not agrees(field, value, key)
        )
        tried.append((apart, list(type_faults(where, name, value, files))))
    yield from min(tried, key=lambda found: (found[0], len(found[1])))[1]


def agrees(field: Entry, value: dict[str, Any], key: str) -> bool:
    return bool(value.get(key) == field["values"][0])


def file_faults(where: str, value: Any, files: Files) -> Iterable[str]:
    if isinstance(value, Upload):
        return
    if not isinstance(value, str) or not value:
        yield f"{where}: {short(value)} is neither a file nor its identifier"
    elif value.startswith("attach://") and value.removeprefix("attach://") not in files:
        yield f"{where}: {value} is not attached to the request"


def limit_faults(where: str, field: Entry, value: Any) -> Iterable[str]:
    if "limit" not in field or not isinstance(value, str | list):
        return
    least, most, unit = field["limit"]
    size = len(value.encode()) if unit == "bytes" and isinstance(value, str) else len(value)
    if not least <= size <= most:
        yield f"{where}: {size} {unit} instead of {least}-{most}"


def is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    return is_integer(value) or isinstance(value, float)


def is_string(value: Any) -> bool:
    return isinstance(value, str)


def is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


SCALARS: dict[str, Callable[[Any], bool]] = {
    "Integer": is_integer,
    "Float": is_number,
    "String": is_string,
    "Boolean": is_boolean,
}


def short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
