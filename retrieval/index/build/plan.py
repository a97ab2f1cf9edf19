"""Plan adding, updating and removing of documents that are kept by name, before anything is done."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from retrieval.document.readers import readers_here, why_unread
from retrieval.document.source import Source, passed_in, source_id, unpacked, walk
from retrieval.errors import SourceError, reason_of
from retrieval.index.build.freshness import Stat, is_unchanged, stat_of
from retrieval.index.build.prepare import Job
from retrieval.index.build.worker_pool import Failure
from retrieval.index.docstore.codec import chunk_text
from retrieval.index.sqlite.file import FORMAT, exists, properties, reading
from retrieval.index.sqlite.reader import Reader
from retrieval.index.sqlite.rows import ORIGIN, only_text, origin_row

#: Documents are added by name since this format; later ones go on reading how that one kept them.
_KEPT_SINCE = 8
#: Before this format texts were kept as they are.
_CHUNKS_SINCE = 12
#: Before this format nothing was kept of how a file was read but the starts of its pages.
_READING_SINCE = 14


@dataclass(frozen=True)
class Known:
    """A document of the index: where its file is, in which state it was read, whether it was added by name, and whether
    pages of it wait for what can recognize their text."""

    id: str
    path: str
    size: int
    modified: int
    sha256: str
    added: bool
    waiting: bool = False


@dataclass
class Plan:
    """The plan of a change: documents to be read, how many need not be, files that are gone or cannot be read, those of a
    folder that are passed over, and how many failed before and have not changed."""

    jobs: list[Job] = field(default_factory=list)
    unchanged: int = 0
    gone: list[Known] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    passed: list[Failure] = field(default_factory=list)
    failed_before: int = 0


def known_documents(path: Path) -> list[Known]:
    """The documents of the index at ``path``; none where there is no index of this format."""
    waiting = "coalesce(instr(reading, 'wenzheng[ocr]'), 0) > 0"
    rows = _rows(path, f"SELECT id, path, size, modified, sha256, added, {waiting} FROM documents")
    return [
        Known(name, file, size, changed, sha256, bool(added), bool(waits))
        for name, file, size, changed, sha256, added, waits in rows
    ]


def known_places(path: Path) -> list[Path]:
    """The files and folders that were added."""
    return [Path(row[0]) for row in _rows(path, "SELECT path FROM places ORDER BY path")]


def known_failures(path: Path) -> dict[str, Stat]:
    """The files that could not be read, in their states then, by paths; of those that could be read by now none."""
    rows = _rows(path, "SELECT path, size, modified, readers FROM failures")
    return {name: Stat(size, modified) for name, size, modified, readers in rows if readers == readers_here()}


def _rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query; none where there is no index of this format."""
    if not exists(path):
        return []
    with reading(path) as connection:
        current = properties(connection, path).get("format") == str(FORMAT)
        return connection.execute(query).fetchall() if current else []


def plan_adding(path: Path, places: Sequence[Path]) -> Plan:
    """Plan the adding of files and folders to the index at ``path``. Raises ``SourceError`` for a place that is not there."""
    for place in places:
        if not _may_exist(place):
            raise SourceError(f"找不到文件或文件夹：{place}。请检查路径是否写对。")
    plan = Plan()
    _look_through(places, known_documents(path), plan)
    return plan


def plan_update(path: Path) -> Plan:
    """Plan the update of all that was added: files changed, new in the folders, or gone."""
    known = known_documents(path)
    plan = Plan()
    added = [one for one in known if one.added]
    plan.gone = [one for one in added if not _is_there(one)]
    places = [place for place in known_places(path) if _may_exist(place)]
    alone = [Path(one.path) for one in added if one not in plan.gone]
    _look_through([*places, *alone], known, plan)
    _set_aside(plan, known_failures(path))
    return plan


def _set_aside(plan: Plan, failures: dict[str, Stat]) -> None:
    """Only count the files that failed before and are as they were then: that has been told."""

    def is_new(path: Path) -> bool:
        before = failures.get(str(path.resolve()))
        if before is None or state_of(path) != before:
            return True
        plan.failed_before += 1
        return False

    plan.jobs = [job for job in plan.jobs if is_new(job.path)]
    plan.failed = [failure for failure in plan.failed if is_new(failure.path)]


def state_of(path: Path) -> Stat | None:
    """The state of a file; ``None`` of a folder, and of what cannot be looked at."""
    try:
        return None if path.is_dir() else stat_of(path)
    except (SourceError, OSError):
        return None


def _is_there(one: Known) -> bool:
    """Whether the file of a document is there; one that may not be looked at is."""
    try:
        return bool(unpacked(Path(one.path)))
    except SourceError as error:
        return isinstance(error.__cause__, PermissionError)


def _may_exist(place: Path) -> bool:
    try:
        return place.exists()
    except PermissionError:
        return True


def _look_through(places: Iterable[Path], known: Sequence[Known], plan: Plan) -> None:
    """Sort the files of the places into those to be read and those that are as they were."""
    by_path = {one.path: one for one in known}
    taken = {one.id: one.path for one in known}
    seen: set[str] = set()
    for file in _files(places, plan):
        name = str(file.resolve())
        if name in seen:
            continue
        seen.add(name)
        held = by_path.get(name)
        try:
            again = held and held.waiting and not why_unread(".png")
            if held and not again and is_unchanged(file, (held.size, held.modified, held.sha256)):
                plan.unchanged += 1
                continue
        except SourceError as error:
            plan.failed.append(Failure(file, str(error)))
            continue
        given = held.id if held else _new_id(file, taken)
        taken[given] = name
        plan.jobs.append(Job(file, given, held.added if held else True))


def _files(places: Iterable[Path], plan: Plan) -> Iterator[Path]:
    closed: set[Path] = set()

    def refuse(error: OSError) -> None:
        place = Path(error.filename)
        if not closed.intersection((place, *place.parents)):
            closed.add(place)
            said = f"读不了文件或文件夹 {place}：{reason_of(error)}。请检查路径和权限。"
            plan.failed.append(Failure(place, said))

    def skip(path: Path, reason: str) -> None:
        plan.passed.append(Failure(path, reason))

    for place in places:
        for file in walk(place, refuse, skip):
            try:
                yield from unpacked(file)
                for member, reason in passed_in(file):
                    skip(member, reason)
            except SourceError as error:
                plan.failed.append(Failure(file, str(error)))


def _new_id(file: Path, taken: dict[str, str]) -> str:
    """What a new document is called: by its file, with its folder or a number where another is called so."""
    plain = source_id(file)
    if plain not in taken:
        return plain
    within = f"{file.parent.name}/{plain}"
    number = 2
    name = within
    while name in taken:
        name, number = f"{within}~{number}", number + 1
    return name


def kept_documents(path: Path) -> list[Job]:
    """The documents that were added, with their texts as the index holds them: an index made anew keeps them so,
    whether their files are still there or not."""
    if not exists(path):
        return []
    with reading(path) as connection:
        made = int(properties(connection, path).get("format") or 0)
        if made < _KEPT_SINCE:
            return []
        reader = Reader(connection, path)
        origin = ORIGIN if made >= _READING_SINCE else "unit, starts, NULL"
        query = f"SELECT id, path, size, modified, sha256, {origin} FROM documents WHERE added = 1 ORDER BY id"
        jobs = []
        for name, file, size, modified, sha256, *columns in connection.execute(query).fetchall():
            text = "".join(_pieces(reader, name, made))
            source = Source(name, Path(file), text, sha256, *origin_row(tuple(columns)))
            jobs.append(Job(Path(file), name, True, source, Stat(size, modified)))
    return jobs


def _pieces(reader: Reader, document: str, made: int) -> list[str]:
    """The text of a document piece by piece, from an index of the format ``made``."""
    if made < _CHUNKS_SINCE:
        return reader.read(only_text, "SELECT text FROM texts WHERE document = ? ORDER BY number", document)
    return reader.read(chunk_text, "SELECT content FROM chunks WHERE document = ? ORDER BY start", document)
