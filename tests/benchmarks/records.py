"""Score the records of annotated documents, as they are and rewritten as people's files have them.

    python -m tests.benchmarks.records ../shared/real [--failures FORM]

One row a form: the share of documents whose title, issuers, number, date, region, status, effective are right, by the rules of
``score_records.py`` of that folder.
"""

import argparse
import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from bot.render import record_json
from retrieval.document.parse import parse_document
from retrieval.document.source import Source, read_source

FIELDS = ("title", "issuers", "number", "date", "region", "status", "effective")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def one_line(text: str) -> str:
    """All of it in one line, a blank where a line ended."""
    return " ".join(_lines(text))


def run_on(text: str) -> str:
    """All of it in one line, nothing where a line ended."""
    return "".join(_lines(text))


def dump(text: str) -> str:
    """The first line, then the rest in one."""
    lines = _lines(text)
    return "\n".join((lines[0], " ".join(lines[1:])))


def wrapped(text: str) -> str:
    """Every line broken after thirty characters."""
    return "\n".join(part for line in _lines(text) for part in re.findall(".{1,30}", line))


FORMS: dict[str, Callable[[str], str]] = {
    "as they are": lambda text: text,
    "one line": one_line,
    "run on": run_on,
    "title and dump": dump,
    "wrapped": wrapped,
}


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder with records.jsonl, score_records.py and docs")
    parser.add_argument("--failures", metavar="FORM", choices=FORMS, help="print what is wrong in this form")
    args = parser.parse_args()
    right = _scorer(args.folder / "score_records.py").right
    golds = [json.loads(line) for line in (args.folder / "records.jsonl").read_text("utf-8").splitlines() if line]
    print(f"{'':16}" + "".join(f"{field:>10}" for field in FIELDS))
    for form, rewrite in FORMS.items():
        rows = [(gold, _said(args.folder / "docs" / f"{gold['id']}.txt", rewrite)) for gold in golds]
        shares = [sum(bool(right(field, gold, said)) for gold, said in rows) / len(rows) for field in FIELDS]
        print(f"{form:16}" + "".join(f"{share:10.3f}" for share in shares))
        for gold, said in rows if form == args.failures else ():
            for field in FIELDS:
                if not right(field, gold, said):
                    print(f"    {gold['id']:16} {field:9} wanted {gold.get(field)!r} got {said.get(field)!r}")


def _said(path: Path, rewrite: Callable[[str], str]) -> dict[str, Any]:
    source = read_source(path)
    text = rewrite(source.text)
    return record_json(parse_document(Source(source.id, source.path, text, source.sha256)).record)


def _scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
