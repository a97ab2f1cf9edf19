"""Many asking one index at once, while it is added to and removed from or not: how many answers, and are they right.

Whoever asks opens the index again after some questions, as the bot does when the index has changed. What is said
between two openings must be what the index says before the change, or what it says after: all of it the same one.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from bot.render import answer_json
from retrieval.answer.ask import ask
from retrieval.index.build.indexer import update_index
from retrieval.index.build.prepare import job_of
from retrieval.index.store import Index
from tests.benchmarks.changing import NEW, new_document
from tests.benchmarks.plans import plan_of
from tests.benchmarks.processes import SPAWN, apart
from tests.benchmarks.put import Put, about, mixed

#: So many questions are asked between two openings.
_LEASE = 20
CREWS = (("threads", 1), ("threads", 2), ("threads", 8), ("processes", 1), ("processes", 2), ("processes", 8))
#: What an index says to each question.
Said = list[str]


@dataclass(frozen=True)
class Tally:
    """What one of those asking came to; ``wrong``: answers that the state of the index that is nearest to what was
    said does not give."""

    answers: int
    wrong: int
    errors: tuple[str, ...]


@dataclass(frozen=True)
class Together:
    """What all came to: answers per second, what went wrong, and how many changes were made meanwhile."""

    kind: str
    count: int
    changes: int
    rate: float
    answers: int
    wrong: int
    errors: tuple[str, ...]


def together(path: Path, folder: Path, each: int, seconds: float) -> tuple[list[Together], int]:
    """Let threads and processes ask the index at ``path`` ``each`` questions of every kind, all of them as often as
    so many ``seconds`` hold; return what they came to, and how many of the answers a change changes."""
    file = new_document(folder)
    asked = [*about(plan_of(NEW)), *mixed(each, 0)[1]]
    before, _ = apart(_said, path, asked)
    update_index(path, [job_of(file)])
    after, _ = apart(_said, path, asked)
    update_index(path, [], [file.stem])
    states = (before, after)
    found = [
        _measure(path, asked, states, seconds, kind, count, file if writing else None)
        for writing in (False, True)
        for kind, count in CREWS
    ]
    return found, sum(one != other for one, other in zip(before, after, strict=True))


def _said(path: Path, asked: list[Put]) -> Said:
    with Index(path) as index:
        return [_answer(index, put) for put in asked]


def _answer(index: Index, put: Put) -> str:
    return json.dumps(answer_json(ask(put.text, index, put.history)), ensure_ascii=False)


def _measure(
    path: Path, asked: list[Put], states: tuple[Said, Said], seconds: float, kind: str, count: int, file: Path | None
) -> Together:
    crews = [count] if kind == "threads" else [1] * count
    pipes = [_started(_crew, threads, place, path, asked, states) for place, threads in enumerate(crews)]
    for pipe in pipes:
        pipe.recv()  # all are ready
    writing = _started(_write, path, file) if file else None
    if writing:
        writing.recv()
    start = time.perf_counter()
    for pipe in pipes:
        pipe.send(seconds)
    tallies = [tally for pipe in pipes for tally in pipe.recv()]
    taken = time.perf_counter() - start
    changes, complaints = 0, ()
    if writing:
        writing.send(None)
        changes, complaints = writing.recv()
    answers = sum(tally.answers for tally in tallies)
    return Together(
        *(kind, count, changes, answers / taken, answers),
        sum(tally.wrong for tally in tallies),
        (*(error for tally in tallies for error in tally.errors), *complaints),
    )


def _started(task: object, *given: object) -> Connection:
    """Start a process that talks through a pipe, and end it with this one."""
    here, there = SPAWN.Pipe()
    SPAWN.Process(target=task, args=(there, *given), daemon=True).start()  # type: ignore[arg-type]
    there.close()  # else a process that dies is waited for without end
    return here


def _crew(pipe: Connection, threads: int, place: int, path: Path, asked: list[Put], states: tuple[Said, Said]) -> None:
    """Ask in so many threads for as long as the pipe says."""
    ask_for(path, asked[:1], states, 0, 0.0)  # what is loaded at the first question
    pipe.send(None)
    seconds = pipe.recv()
    tallies: list[Tally] = []

    def ask_from(first: int) -> None:
        tallies.append(ask_for(path, asked, states, first, seconds))

    running = [threading.Thread(target=ask_from, args=(place + number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    pipe.send(tallies)


def ask_for(path: Path, asked: list[Put], states: tuple[Said, Said], first: int, seconds: float) -> Tally:
    """Ask all the questions, from a place of its own on, and again until so many ``seconds`` are over."""
    answers, wrong, errors = 0, 0, list[str]()
    order = [(first * 31 + number) % len(asked) for number in range(len(asked))]
    start = time.perf_counter()
    while not errors and (not answers or time.perf_counter() - start < seconds):
        for lease in (order[number : number + _LEASE] for number in range(0, len(order), _LEASE)):
            try:
                with Index(path) as index:
                    said = [_answer(index, asked[place]) for place in lease]
            except Exception as error:  # whatever it is: there must be none
                errors.append(f"{type(error).__name__}: {error}")
                continue
            wrong += min(sum(one != known[place] for one, place in zip(said, lease, strict=True)) for known in states)
            answers += len(said)
    return Tally(answers, wrong, tuple(errors))


def _write(pipe: Connection, path: Path, file: Path) -> None:
    """Add a document and remove it over and over, until the pipe says so; tell how often, and of what went wrong."""
    update_index(path, [job_of(file)])
    pipe.send(None)
    changes, there, errors = 1, True, list[str]()
    while there or not pipe.poll():
        try:
            update_index(path, [] if there else [job_of(file)], [file.stem] if there else [])
        except Exception as error:  # whatever it is: there must be none
            errors.append(f"{type(error).__name__}: {error}")
            break
        there, changes = not there, changes + 1
    pipe.send((changes, tuple(errors)))
