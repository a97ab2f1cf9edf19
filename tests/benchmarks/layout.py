"""Measure the layout of real documents: sentences cut by line breaks, evidence kept in whole paragraphs.

    python -m tests.benchmarks.layout FOLDER [--sets d1,d2] [--show]

FOLDER holds ``docs/*.txt`` and, for the second figure, ``questions/*.jsonl`` and ``whole/*.jsonl``.
"""

import argparse
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from retrieval.document.body import find_body
from retrieval.document.layout.lines import Line, read_lines
from retrieval.document.layout.reflow import widths_of
from retrieval.document.model import Span
from retrieval.text.fold import fold
from retrieval.text.joined import join

_SENTENCE = re.compile(r"[^。！？；]+[。！？；]?[”’」』）】》]*")
#: Follows the last paragraph.
_NOTHING = ""


def squeeze(text: str) -> str:
    """Fold width and drop white space, as the scorers of questions do."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def is_wrapped(text: str) -> bool:
    """Whether most lines of a text are set to the width of a page."""
    lines = read_lines(text)
    return len(lines) > 20 and sum(map(bool, widths_of(lines))) > 0.8 * len(lines)


def cut_sentences(text: str) -> tuple[int, list[str]]:
    """How many sentences the paragraphs of a text hold, and the ends of paragraphs that end in mid-sentence."""
    paragraphs = [join(span.of(text)).text for span in find_body(text)]
    cut = [
        f"{before[-30:]} ⏎ {after[:20]}"
        for before, after in zip(paragraphs, [*paragraphs[1:], _NOTHING], strict=False)
        if _is_cut(before, after)
    ]
    return sum(len(_SENTENCE.findall(paragraph)) for paragraph in paragraphs), cut


def _is_cut(before: str, after: str) -> bool:
    line, following = _line(before), _line(after)
    if line.ends or line.row or after == _NOTHING or (line.enumerator and following.enumerator):
        return False  # a heading above its first item, an item above the next
    if following.goes_on or re.search(r"[,，、（《]$", before):
        return True
    tail = re.split(r"[。；：！？]", before)[-1]
    if line.ends_title or line.dated or line.names_bodies or line.numbered or re.search(r"[）)〕\]]$", before):
        return False
    return len(tail) >= 22 or "，" in tail or bool(re.search(r"[。！？；]", before))


def _line(text: str) -> Line:
    return Line(Span(0, len(text)), text, fold(text), 0, False)


def evidence(folder: Path, sets: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Each string that a question's answer must quote, with the ids of its question and of its documents."""
    for name in sets:
        for line in (folder / "questions" / f"{name}.jsonl").read_text("utf-8").splitlines():
            question = json.loads(line)
            yield from ((question["id"], string, question["docs"]) for string in question["evidence"])
        for line in (folder / "whole" / f"{name}.jsonl").read_text("utf-8").splitlines():
            question = json.loads(line)
            yield from ((question["id"], string, question["docs"]) for item in question["items"] for string in item)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", default="d1,d2,d3,d5,d6,d7")
    parser.add_argument("--show", action="store_true", help="print what is cut or lost")
    parser.add_argument("--blind", default="d4,d8", help="sets of which nothing is printed (default: %(default)s)")
    args = parser.parse_args()
    texts = {path.stem: path.read_bytes().decode("utf-8") for path in sorted((args.folder / "docs").glob("*.txt"))}
    wrapped = {name: cut_sentences(text) for name, text in texts.items() if is_wrapped(text)}
    sentences, cut = sum(count for count, _ in wrapped.values()), sum(len(ends) for _, ends in wrapped.values())
    print(f"{len(wrapped)} hard-wrapped documents: {cut} of {sentences} sentences cut ({cut / max(1, sentences):.2%})")
    if args.show:
        blind = {
            name for one in args.blind.split(",") for name in (args.folder / "sets" / f"{one}.txt").read_text().split()
        }
        for name, (count, ends) in ((name, value) for name, value in wrapped.items() if name not in blind):
            print(f"  {name} {len(ends)}/{count}", *ends, sep="\n    ")
    whole = inside = lost = 0
    for question, string, docs in evidence(args.folder, args.sets.split(",")):
        wanted = squeeze(string)
        found = [
            [squeeze(join(span.of(text)).text) for span in find_body(text)] for text in map(texts.get, docs) if text
        ]
        stands = any(wanted in squeeze(texts[name]) for name in docs if name in texts)
        if any(wanted in paragraph for paragraphs in found for paragraph in paragraphs):
            whole += 1
        elif any(wanted in "".join(paragraphs) for paragraphs in found):
            inside += 1
            if args.show:
                print(f"  over paragraphs: {question} {docs} {string}")
        else:
            lost += 1
            if args.show:
                print(f"  lost ({'stands' if stands else 'not in source'}): {question} {docs} {string}")
    total = whole + inside + lost
    print(
        f"{total} strings of evidence: {whole / max(1, total):.4f} in one paragraph, {inside} over several, {lost} lost"
    )


if __name__ == "__main__":
    main()
