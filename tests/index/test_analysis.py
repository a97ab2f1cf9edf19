"""What the analysis gives is recorded: whoever changes it is reminded to raise its version."""

import hashlib
import json
from pathlib import Path

import pytest

from retrieval.document.source import find_sources, seed_folder
from retrieval.index.analysis.lexicon import load_lexicon
from retrieval.index.build import freshness
from retrieval.index.build.freshness import fingerprint
from retrieval.index.build.indexer import build_index
from retrieval.index.build.prepare import assemble, job_of, prepare
from tests.conftest import PLAN

_RECORD = Path(__file__).with_name("analysis.json")
_FILES = Path(__file__).parents[1] / "document" / "files"


def outcome() -> str:
    """A digest of the rows and counts of some documents of every kind, but for where and when their files are."""
    digest = hashlib.sha256()
    laws = sorted((Path(__file__).parents[1] / "gold" / "laws").glob("*.txt"))[:6]
    for file in [
        *find_sources([seed_folder()]),
        *laws,
        *sorted(_FILES.glob("*.docx"))[:3],
        *sorted(_FILES.glob("*.html"))[:3],
    ]:
        batch = assemble([prepare(job_of(file))], load_lexicon().cut)
        for table, rows in sorted(batch.rows.items()):
            kept = rows if table != "documents" else [(row[0], *row[4:]) for row in rows]
            digest.update(repr((table, kept)).encode())
        for field, counted in sorted(batch.counted.items()):
            digest.update(repr((field, counted.terms, counted.clauses.tolist())).encode())
        digest.update(repr(sorted(batch.words.items())).encode())
    return digest.hexdigest()


def test_whoever_changes_the_analysis_raises_its_version() -> None:
    recorded = json.loads(_RECORD.read_text(encoding="utf-8"))
    if recorded["fingerprint"].split()[1:] != fingerprint().split()[1:]:
        pytest.skip("recorded with other versions of jieba, OpenCC or Unicode")
    assert (recorded["fingerprint"], recorded["outcome"]) == (fingerprint(), outcome()), (
        "What an index holds has changed. Raise ANALYSIS in retrieval/index/build/freshness.py, so that the indexes of "
        "others are made anew, and record what it gives now: python -m tests.index.test_analysis"
    )


@pytest.mark.parametrize("changed", ["ANALYSIS", "_installed"])
def test_an_index_of_another_analysis_or_dictionary_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(PLAN, encoding="utf-8")
    build_index(tmp_path / "index.db", [file])
    assert freshness.is_current(tmp_path / "index.db", [file])
    fingerprint.cache_clear()
    monkeypatch.setattr(freshness, changed, 0 if changed == "ANALYSIS" else lambda package: f"{package}-9")
    try:
        assert not freshness.is_current(tmp_path / "index.db", [file])
    finally:
        fingerprint.cache_clear()


if __name__ == "__main__":
    _RECORD.write_text(
        json.dumps({"fingerprint": fingerprint(), "outcome": outcome()}, indent=1) + "\n", encoding="utf-8"
    )
