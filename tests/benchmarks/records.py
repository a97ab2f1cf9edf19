"""Score the records of annotated documents, as they are and rewritten as people's files have them.

    python -m tests.benchmarks.records ../shared/real [--failures FORM]

One row a form: the share of documents whose title, issuers, number, date, region, status, effective are right, by the rules of
``score_records.py`` of that folder.
"""

import argparse
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from bot.render import record_json
from retrieval.document.parse import parse_document
from retrieval.document.source import Source, read_source
from tests.benchmarks.rewriting import FORMS

FIELDS = ("title", "issuers", "number", "date", "region", "status", "effective")


#: The forms by name, the text as it is first.
_FORMS: dict[str, Callable[[str], str]] = {"as they are": str, **FORMS}


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder with records.jsonl, score_records.py and docs")
    parser.add_argument("--failures", metavar="FORM", choices=_FORMS, help="print what is wrong in this form")
    args = parser.parse_args()
    right = _scorer(args.folder / "score_records.py").right
    golds = [json.loads(line) for line in (args.folder / "records.jsonl").read_text("utf-8").splitlines() if line]
    print(f"{'':20}" + "".join(f"{field:>10}" for field in FIELDS))
    for form, rewrite in _FORMS.items():
        rows = [(gold, _said(args.folder / "docs" / f"{gold['id']}.txt", rewrite)) for gold in golds]
        shares = [sum(bool(right(field, gold, said)) for gold, said in rows) / len(rows) for field in FIELDS]
        print(f"{form:20}" + "".join(f"{share:10.3f}" for share in shares))
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
