"""Put a page together: the answer with its quotes above the documents that they stand in, or one document alone."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from pathlib import Path

from bot.items import is_list, listed
from bot.page.document import SAID, DocumentPart, Marks, marked_html, shown
from bot.render import quote_source, source_line, stretches, understood
from retrieval.answer.model import Answer, Passage
from retrieval.document.model import Span
from retrieval.index.documents.entry import Entry
from retrieval.index.store import Index

#: Nothing runs and nothing is fetched, whatever stands in a document.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def document_page(entry: Entry, index: Index, clause: int | None = None) -> str:
    """The page of a document, with its outline beside it; a clause is marked and in view when it opens."""
    part = DocumentPart(entry, index, focus=clause)
    title = entry.record.title.value if entry.record.title else entry.id
    body = f'<h1>{shown(title)}</h1>\n<p class="soft">{shown(source_line(entry.record, entry.id))}</p>'
    return _page(title, f"{body}\n<article>\n{part.body()}\n</article>", part.outline())


def answer_page(answer: Answer, index: Index) -> str:
    """The page of an answer: what was asked, the words that answer, every quote with its source, then the documents, what
    is quoted of them marked."""
    parts = _parts(answer, index)
    head = [
        f"<h1>{shown(answer.question.text)}</h1>",
        _said(answer),
        *([f"<p>{shown(answer.message)}</p>"] if answer.found and answer.message else []),
        *(f'<p class="soft">{shown(line)}</p>' for line in understood(answer)),
        *(_quote(number, passage, parts) for number, passage in enumerate(answer.passages, 1)),
    ]
    documents = [_document(part) for part in parts]
    outline = "".join(f"{_outline_title(part) if len(parts) > 1 else ''}{part.outline()}" for part in parts)
    return _page(answer.question.text, "\n".join([*head, *documents]), outline)


def _said(answer: Answer) -> str:
    """The words that answer, several things as a numbered list, or why there are none."""
    if not is_list(answer):
        said = answer.text if answer.found else answer.message or "没有找到答案。"
        return f'<p class="answer">{marked_html(said, 0)}</p>'
    lines = (f"{line.label}：{line.text}" if line.label else line.text for line in listed(answer, None).lines)
    items = "".join(f"<li>{marked_html(line, 0)}</li>" for line in lines)
    return f'<ol class="answer">{items}</ol>'


def _parts(answer: Answer, index: Index) -> list[DocumentPart]:
    """The documents that are quoted, in the order of the quotes."""
    entries = list(dict.fromkeys(passage.document.id for passage in answer.passages))
    parts = []
    for number, name in enumerate(entries, 1):
        quotes = [passage for passage in answer.passages if passage.document.id == name]
        marks = Marks(
            tuple(Span(quote.start, quote.end) for quote in quotes),
            tuple(
                Span(quote.start + span.start, quote.start + span.end) for quote in quotes for span in quote.highlights
            ),
        )
        parts.append(DocumentPart(quotes[0].document, index, marks, "" if number == 1 else f"d{number}-"))
    return parts


def _quote(number: int, passage: Passage, parts: Sequence[DocumentPart]) -> str:
    part = next(part for part in parts if part.entry.id == passage.document.id)
    words = "".join(marked_html(text, SAID if said else 0) for text, said in stretches(passage))
    path = f'<p class="soft">{shown(" > ".join(passage.path))}</p>' if passage.path else ""
    link = f'<a class="screen" href="#{part.anchor(passage.clause)}">在原文中看</a>'
    return (
        f'<blockquote id="q{number}"><p>[{number}] {words}</p>'
        f'<p class="soft">{shown(quote_source(passage))} {link}</p>{path}</blockquote>'
    )


def _document(part: DocumentPart) -> str:
    source = source_line(part.entry.record, part.entry.id)
    return f'<h2 id="{part.prefix}top">{shown(source)}</h2>\n<article>\n{part.body()}\n</article>'


def _outline_title(part: DocumentPart) -> str:
    return f'<a href="#{part.prefix}top"><b>{shown(part.entry.name)}</b></a>'


def _page(title: str, body: str, outline: str) -> str:
    nav = f'<nav id="outline" aria-label="目录">{outline}</nav>' if outline else ""
    to_nav = '<p class="narrow screen"><a href="#outline">目录</a></p>\n' if outline else ""
    return (
        '<!DOCTYPE html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{shown(title)}</title>\n<style>\n{_style()}</style>\n</head>\n"
        f'<body class="{"beside" if outline else "alone"}">\n'
        f"<main>\n{to_nav}{body}\n</main>\n{nav}\n</body>\n</html>\n"
    )


@lru_cache(maxsize=1)
def _style() -> str:
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")
