"""Check an index against its sources: every clause a slice, every source unchanged."""

import hashlib
from pathlib import Path

from retrieval.index.store import Index


def find_faults(index: Index) -> list[str]:
    """Return a sentence for each clause that is no slice of its stored source and each source that changed."""
    faults = []
    for entry in index.documents:
        text = index.source(entry.id)
        for clause in index.clauses(entry.ids).values():
            if text[clause.start : clause.end] != clause.text:
                faults.append(f"{entry.id} 第 {clause.number} 条与原文不符。")
        faults.extend(_source_faults(entry.id, Path(entry.path), entry.sha256))
    return faults


def _source_faults(name: str, path: Path, sha256: str) -> list[str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        return [f"{name} 的原文件读不了：{path}（{error.strerror}）。"]
    return [] if hashlib.sha256(data).hexdigest() == sha256 else [f"{name} 的原文件已改动：{path}。"]
