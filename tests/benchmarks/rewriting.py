"""Rewrite a document's layout without changing its words: the forms in which the same text reaches people."""

import re
from collections.abc import Callable

#: Columns of a page that mails and dumps are wrapped at.
_WRAPPED = 30


#: Marks of pages are no words of the text.
_PAGE = re.compile(r"#\s*Page\s*\d+\s*:?$")


def _lines(text: str) -> list[str]:
    lines = (line.strip(" \t\r\u3000\xa0\ufeff") for line in text.split("\n"))
    return [line for line in lines if line and not _PAGE.match(line)]


def one_line(text: str) -> str:
    """All lines run into one, a blank between them."""
    return " ".join(_lines(text))


def one_line_unspaced(text: str) -> str:
    """All lines run into one, nothing between them."""
    return "".join(_lines(text))


def title_and_dump(text: str) -> str:
    """The first line, which is mostly the title, and all the others run into a second."""
    first, *others = _lines(text) or [""]
    return "\n".join(filter(None, (first, "".join(others))))


def wrapped(text: str) -> str:
    """Every line broken after so many characters, wherever that is."""
    return "\n".join("\n".join(re.findall(f".{{1,{_WRAPPED}}}", line)) for line in _lines(text))


#: The forms by name.
FORMS: dict[str, Callable[[str], str]] = {
    "one line": one_line,
    "one line, no blanks": one_line_unspaced,
    "title and dump": title_and_dump,
    "wrapped": wrapped,
}
