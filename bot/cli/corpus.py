"""The commands that look after the documents: add, remove, update, index, verify."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.help import command
from bot.cli.options import INTERRUPTED, NOT_FOUND, WrongUseError, kept, settled
from bot.cli.progress import Progress
from bot.cli.skipped import passed_line, passed_over
from bot.config import Settings
from bot.output import harmless, json_line

if TYPE_CHECKING:
    from retrieval.clause.difference import Sentence
    from retrieval.index.build.indexer import Outcome
    from retrieval.index.build.plan import Plan
    from retrieval.index.build.worker_pool import Failure


@command()
@click.argument("places", metavar="文件、文件夹或网址...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@kept
def add(settings: Settings, places: tuple[str, ...], as_json: bool) -> None:
    """加入文件、文件夹里（连同下级文件夹）的全部文件，或一个网址上的文件。没有改动过的跳过，改动过的替换。

    中途停下也不要紧，再运行一次会接着做。有读不了的文件时返回 1，其余照常加入。

    例：wenzheng add ~/政策 通知.pdf --corpus 养老
    """
    from bot.library import refresh
    from retrieval.index.build.indexer import remember_places
    from retrieval.index.build.plan import plan_adding

    refresh(settings)
    fetched, refused = _fetch(settings, [place for place in places if _is_address(place)])
    paths = [Path(place) for place in places if not _is_address(place)]
    plan = plan_adding(settings.index_path, [*paths, *fetched])
    plan.failed.extend(refused)
    remember_places(settings.index_path, [path.resolve() for path in paths])
    _carry_out(settings, plan, as_json)


def _is_address(place: str) -> bool:
    return place.lower().startswith(("http://", "https://"))


def _fetch(settings: Settings, addresses: Sequence[str]) -> tuple[list[Path], list["Failure"]]:
    """Fetch what stands at addresses into the folder of what was fetched; return the files, and what could not be."""
    if not addresses:
        return [], []
    from bot.fetch import Fetcher, FetchError
    from retrieval.index.build.worker_pool import Failure

    files, refused = [], []
    fetcher = Fetcher(settings.fetch.limits)
    for address in addresses:
        try:
            files.append(fetcher.fetch(address, settings.fetched))
        except FetchError as error:
            refused.append(Failure(Path(address), str(error)))
    return files, refused


@command()
@click.option("--prune", is_flag=True, help="原文件已经不在的，也从索引里去掉。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@kept
def update(settings: Settings, prune: bool, as_json: bool) -> None:
    """把加入过的文件和文件夹重新看一遍：新的加入，改动过的替换，不在了的报告出来。

    例：wenzheng update --corpus 养老
    """
    from bot.library import refresh
    from retrieval.index.build.plan import plan_update

    refresh(settings)
    plan = plan_update(settings.index_path)
    _carry_out(settings, plan, as_json, [one.id for one in plan.gone] if prune else [])


def _carry_out(settings: Settings, plan: "Plan", as_json: bool, drop: Sequence[str] = ()) -> None:
    """Do what is planned, tell what came of it, and exit with 1 where a file could not be read."""
    from retrieval.index.build.indexer import remember_failures

    before = _sentences(settings, [job.id for job in plan.jobs])
    outcome, stopped = _done(settings, plan, drop)
    failed = [*plan.failed, *outcome.failed]
    changes = _changes(settings, {name: old for name, old in before.items() if name in outcome.written})
    notes = _notes(settings, outcome.written)
    remember_failures(settings.index_path, failed)
    passed = passed_over(plan.passed)
    if as_json:
        said: dict[str, object] = {"added": outcome.written, "removed": outcome.removed, "unchanged": plan.unchanged}
        said["gone"] = [{"id": one.id, "path": one.path} for one in plan.gone]
        said["passed"] = [{"path": str(one.path), "reason": one.reason} for one in plan.passed]
        said["passed_counts"] = {reason: len(files) for reason, files in passed.items()}
        said["failed"] = [{"path": str(one.path), "reason": one.reason} for one in failed]
        said |= {"failed_before": plan.failed_before, "changes": changes, "notes": notes, "stopped": stopped}
        click.echo(json_line(said))
    else:
        _tell(plan, outcome, stopped)
        for name, line in changes.items():
            click.echo(f"{harmless(name)}：{line}")
        for name, own in notes.items():
            click.echo(f"{harmless(name)}：{harmless(''.join(own))}", err=True)
    for failure in failed:
        click.echo(f"没有加入：{harmless(failure.reason)}", err=True)
    if line := passed_line(passed):
        click.echo(line, err=True)
    if stopped:
        sys.exit(INTERRUPTED)
    nothing = plan.passed and not (outcome.written or plan.unchanged)
    sys.exit(NOT_FOUND if failed or nothing else 0)


def _done(settings: Settings, plan: "Plan", drop: Sequence[str]) -> tuple["Outcome", bool]:
    """Do what is planned; what came of it, and whether it was stopped."""
    from bot.library import renew_engine
    from retrieval.index.build.indexer import Outcome, update_index

    outcome = Outcome()
    progress = Progress([job.path for job in plan.jobs])
    try:
        if plan.jobs or drop:
            update_index(settings.index_path, plan.jobs, drop, progress, settings.limits.for_a_document, into=outcome)
            renew_engine(settings)
    except KeyboardInterrupt:
        return outcome, True
    finally:
        progress.end()
    return outcome, False


def _sentences(settings: Settings, names: Sequence[str]) -> dict[str, list["Sentence"]]:
    """The sentences of those documents that there are."""
    from bot.differences import read_sentences
    from retrieval.index.sqlite.file import exists
    from retrieval.index.store import Index

    if not names or not exists(settings.index_path):
        return {}
    with Index(settings.index_path) as ready:
        return {name: found for name in names if (found := read_sentences(name, ready))}


def _changes(settings: Settings, before: "Mapping[str, list[Sentence]]") -> dict[str, str]:
    """What changed in each document that was replaced, in a line."""
    from bot.differences import changes_line

    after = _sentences(settings, list(before))
    lines = {name: changes_line(old, after.get(name, [])) for name, old in before.items()}
    return {name: line for name, line in lines.items() if line}


def _notes(settings: Settings, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What was not read of the documents, or not as it stands in their files."""
    from retrieval.index.store import Index

    if not names:
        return {}
    with Index(settings.index_path) as ready:
        return {name: notes for name in names if (notes := ready.notes(name))}


def _tell(plan: "Plan", outcome: "Outcome", stopped: bool) -> None:
    counts = ((len(outcome.written), "加入或更新"), (plan.unchanged, "没有改动"), (len(outcome.removed), "去掉"))
    said = "，".join(f"{what} {count} 份" for count, what in counts if count)
    said = f"{said or '没有要做的'}{f'（{plan.failed_before} 个以前读不了的没有改动）' if plan.failed_before else ''}"
    click.echo(said + ("。已停下，再运行一次会接着做。" if stopped else "。"))
    for one in plan.gone:
        if one.id not in outcome.removed:
            click.echo(f"原文件不在了（仍可以问；用 update --prune 去掉）：{harmless(one.path)}")


@command()
@click.argument("documents", metavar="文件...", nargs=-1, required=True)
@kept
def remove(settings: Settings, documents: tuple[str, ...]) -> None:
    """把加入过的文件从索引里去掉；原文件不动。可以写编号（见 wenzheng docs），也可以写文件或文件夹的路径。

    例：wenzheng remove 某市规划
    """
    from bot.library import renew_engine
    from retrieval.index.build.indexer import remember_places, update_index
    from retrieval.index.build.plan import known_documents, known_places

    path = settings.index_path
    known = known_documents(path)
    wanted = {name: str(Path(name).resolve()) for name in documents}
    drop = {
        one.id: one for one in known for name, place in wanted.items()
        if one.id == name or one.path == place or one.path.startswith(f"{place}{os.sep}")
    }  # fmt: skip
    fixed = [one.id for one in drop.values() if not one.added]
    if fixed:
        raise WrongUseError(f"{'、'.join(fixed)} 不是用 wenzheng add 加入的，请从配置的文件夹里移走它的文件。")
    places = [place for place in known_places(path) if str(place) in wanted.values()]
    missing = [
        name
        for name, place in wanted.items()
        if not any(name in (one.id, one.path) or one.path.startswith(place) for one in drop.values())
    ]
    if missing:
        raise WrongUseError(f"没有加入过：{'、'.join(missing)}。用 wenzheng docs{settings.corpus_option} 看有哪些。")
    outcome = update_index(path, [], list(drop))
    remember_places(path, [], places)
    renew_engine(settings)
    click.echo(f"去掉了 {len(outcome.removed)} 份：{harmless('、'.join(sorted(outcome.removed)))}。")


@command()
@settled
def index(settings: Settings) -> None:
    """重建索引（平时会自动更新，不必手动）。

    例：wenzheng index --docs 我的文件夹 --db 我的.db
    """
    from bot.library import refresh
    from retrieval.index.store import Index

    refresh(settings, force=True)
    with Index(settings.index_path) as ready:
        counted = f"{ready.catalogue.totals.documents} 份文件，{ready.clause_count} 条"
        click.echo(f"已建立索引：{harmless(str(settings.index_path))}（{counted}）")


@command()
@settled
def verify(settings: Settings) -> None:
    """核对：每份原文都没有被改动，存下的全文和每一条都与原文逐字相同，一条不缺。

    例：wenzheng verify
    """
    from retrieval.index.build.verify import find_faults
    from retrieval.index.sqlite.file import exists
    from retrieval.index.store import Index

    if not exists(settings.index_path):
        raise WrongUseError("还没有索引。先运行 wenzheng index。")
    with Index(settings.index_path) as ready:
        faults = find_faults(ready)
        for fault in faults:
            click.echo(harmless(fault), err=True)
        click.echo(
            f"核对了 {ready.catalogue.totals.documents} 份文件的 {ready.clause_count} 条：{f'{len(faults)} 处不符' if faults else '全部相符'}"
        )
    sys.exit(NOT_FOUND if faults else 0)


COMMANDS: dict[str, click.Command] = {command.name or "": command for command in (add, remove, update, index, verify)}
