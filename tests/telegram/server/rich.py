"""The HTML of rich messages (Bot API 10.1): blocks such as tables, read for balance and for the tags that there are."""

from html.parser import HTMLParser

from tests.telegram.server.errors import wrong

TAGS = {
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "table", "caption", "tr", "th", "td", "ul", "ol", "li", "blockquote",
    "details", "summary", "b", "i", "u", "s", "a", "code", "pre", "mark", "sub", "sup",
}  # fmt: skip
ALONE = {"br", "hr"}
#: In a table there are rows only, in a row cells.
PARENTS = {"tr": "table", "th": "tr", "td": "tr", "summary": "details"}
MOST = 32768


class Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # named by HTMLParser
        if tag in ALONE:
            return
        if tag not in TAGS:
            raise wrong(f"can't parse rich message: unsupported tag {tag!r}")
        if tag in PARENTS and (not self.open or self.open[-1] != PARENTS[tag]):
            raise wrong(f"can't parse rich message: {tag!r} outside of {PARENTS[tag]!r}")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise wrong(f"can't parse rich message: unexpected end of {tag!r}")
        self.text += "\n" if tag not in {"b", "i", "u", "s", "a", "code"} else ""

    def handle_data(self, data: str) -> None:
        self.text += data


def read_rich(html: str) -> str:
    """The text of a rich message, a line for each block and cell."""
    reader = Reader(html)
    if reader.open:
        raise wrong(f"can't parse rich message: {reader.open[-1]!r} is not closed")
    if not reader.text.strip():
        raise wrong("rich message is empty")
    if len(reader.text) > MOST:
        raise wrong("rich message is too long")
    return reader.text.strip()
