"""The ``wenzheng`` command: each command checks its input, calls one function, prints."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import click
from click_default_group import DefaultGroup

from bot import manage
from bot.complaints import in_chinese
from bot.config import Settings, default_file
from bot.options import INTERRUPTED, NOT_FOUND, WRONG_USE, WrongUseError, faint, filtered, settled, strong
from bot.output import give_up_output, harmless, json_line, prepare_streams
from retrieval.errors import WenzhengError, reason_of

#: So many documents are named where one is asked for that is not there.
_NAMED = 10


def main() -> None:
    """Run the command; what a person did wrong is one sentence and exit code 2, never a traceback."""
    prepare_streams()
    try:
        sys.exit(wenzheng.main(standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(WRONG_USE)
    except click.ClickException as error:
        _complain(in_chinese(error))
    except WenzhengError as error:
        _complain(str(error))
    except click.Abort:
        sys.exit(INTERRUPTED)
    except OSError as error:  # of the output, but for a closed pipe, which click leaves in silence; other files are
        give_up_output()  # spoken of where they are used
        named = f" {error.filename} " if error.filename else ""
        _complain(f"输出或读写{named}失败：{reason_of(error)}。请检查输出的去处和磁盘空间。")


def _complain(sentence: str) -> NoReturn:
    with suppress(OSError):  # there is no one to tell
        click.echo(f"错误：{harmless(sentence)}", err=True)
    sys.exit(WRONG_USE)


class _Group(DefaultGroup):  # type: ignore[misc]  # click-default-group ships no types
    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Name the configuration file; on a line of its own, which is not wrapped."""
        super().format_epilog(ctx, formatter)
        formatter.write(f"\n配置文件：{default_file()}\n")


@click.group(cls=_Group, default="ask", default_if_no_args=False)
@click.version_option(package_name="wenzheng", message="wenzheng %(version)s")
def wenzheng() -> None:
    """问政：用中文提问，得到政府文件里的原文答案。

    例：wenzheng "南京2020年产业规模目标"
    """


@wenzheng.command()
@click.argument("question", required=False, metavar="[问题]")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--batch", type=click.Path(allow_dash=True), help="逐行读入 JSON 问题（- 为标准输入），逐行输出 JSON。")
@click.option("--chart", type=click.Path(path_type=Path), help="把答案里的数值画成图，存为 .png 或 .svg。")
@filtered
@settled
def ask(
    settings: Settings, question: str | None, as_json: bool, batch: str | None, chart: Path | None, **narrowing: Any
) -> None:
    """提一个问题，看答案和原文。找到返回 0，没找到返回 1。

    例：wenzheng ask "南京和大连2020年产业规模目标" --chart 规模.png
    """
    from bot.batch import answer_lines, open_batch
    from bot.library import open_index
    from bot.render import answer_json, answer_text
    from retrieval.answer.ask import ask as answer_question

    if (question is None) == (batch is None):
        raise WrongUseError('请给出一个问题，或者用 --batch 给出问题文件。例：wenzheng ask "南京2020年产业规模目标"')
    filters, quotes = _narrowed(settings, narrowing)
    if batch is not None:
        with open_batch(batch) as lines, open_index(settings) as index:
            for reply in answer_lines(lines, index, quotes, filters):
                click.echo(json_line(reply))
        return
    assert question is not None
    with open_index(settings) as index:
        answer = answer_question(question, index, quotes=quotes, filters=filters)
    click.echo(json_line(answer_json(answer)) if as_json else answer_text(answer, strong, faint))
    if chart is not None:
        _draw(answer, chart)
    sys.exit(0 if answer.found else NOT_FOUND)


def _draw(answer: Any, file: Path) -> None:
    from bot.chart import draw_chart
    from bot.facts import value_bars

    if not answer.values:
        raise WrongUseError("这个问题的答案里没有可以画成图的数值。请问目标数值，例如：南京和大连2020年产业规模目标。")
    draw_chart(file, answer.question.text, value_bars(answer.values), answer.message or "")
    click.echo(f"图已存到 {harmless(str(file))}", err=True)


def _facts(view: str, shown: str, example: str) -> None:
    """Add the command that lists one kind of facts."""

    @wenzheng.command(view, help=f"列出文件里的{shown}，每一行都有原文。\n\n例：wenzheng {view} {example}")
    @click.option("--region", help="只看这个地区，例如 南京。")
    @click.option("--year", type=click.IntRange(1949, 2100), help="只看这一年（只对目标有用）。")
    @click.option("--like", help="只看含有这几个字的。")
    @click.option("--csv", "as_csv", is_flag=True, help="输出 CSV。")
    @click.option("--json", "as_json", is_flag=True, help="逐行输出 JSON。")
    @settled
    def command(
        settings: Settings, region: str | None, year: int | None, like: str | None, as_csv: bool, as_json: bool
    ) -> None:
        from bot.facts import rows_csv, rows_text
        from bot.library import open_index
        from retrieval.index.facts import list_facts
        from retrieval.question.understand import documents_of

        with open_index(settings) as index:
            rows = list(list_facts(index, view, documents_of(region, index), year, like))
        if not rows:
            click.echo(f"没有这样的{shown}。", err=True)
            sys.exit(NOT_FOUND)
        if as_json:
            for row in rows:
                click.echo(json_line(row))
        else:
            click.echo(rows_csv(rows) if as_csv else rows_text(view, rows, strong, faint))


_facts("targets", "目标（指标、数值、年份）", "--region 南京 --year 2020")
_facts("duties", "责任分工（事项、角色、单位）", "--like 市科技局")
_facts("money", "资金支持（对象、金额、上限、次数）", "--region 大连 --csv")


@wenzheng.command()
@settled
def chat(settings: Settings) -> None:
    """连续提问，可以追问（那2025年呢、谁负责）。输入 q 或按 Ctrl-D 结束。

    例：wenzheng chat
    """
    from bot.chat import converse
    from bot.library import open_index

    converse(lambda: open_index(settings), settings.answer.quotes, strong, faint)


@wenzheng.command()
@click.argument("query", metavar="词语")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--explain", is_flag=True, help="列出每个词的得分。")
@filtered
@settled
def search(settings: Settings, query: str, as_json: bool, explain: bool, **narrowing: Any) -> None:
    """按 BM25 列出最相关的条款和得分，不提取答案。

    例：wenzheng search "数据开放" --explain
    """
    from bot.library import open_index
    from bot.render import hit_json, hit_text
    from retrieval.answer.search import search as find

    filters, _ = _narrowed(settings, narrowing)
    with open_index(settings) as index:
        hits = find(query, index, narrowing["count"] or 10, filters)
    for number, hit in enumerate(hits, 1):
        click.echo(json_line(hit_json(hit)) if as_json else hit_text(number, hit, explain, faint))
    if not hits:
        click.echo("没有条款含有这些词。", err=True)
        sys.exit(NOT_FOUND)


@wenzheng.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@settled
def docs(settings: Settings, as_json: bool) -> None:
    """列出可以问的文件。

    例：wenzheng docs
    """
    from bot.library import open_index
    from bot.render import record_json, source_line

    with open_index(settings) as index:
        for entry in index.documents:
            if as_json:
                row = {
                    "id": entry.id,
                    **record_json(entry.record),
                    "clauses": entry.clauses,
                    "sha256": entry.sha256,
                    "path": entry.path,
                    "copy_of": entry.copy_of,
                }
                click.echo(json_line(row))
            else:
                region = entry.record.region.name if entry.record.region else "地区不明"
                source = source_line(entry.record, entry.id)
                same = f"  与 {harmless(entry.copy_of)} 是同一份" if entry.copy_of else ""
                click.echo(f"{harmless(entry.id)}  {region}  {source}  {entry.clauses} 条{same}")


@wenzheng.command()
@click.argument("document", metavar="文件")
@click.option("--clause", type=click.IntRange(0), help="只看这一条，连同前后各一条。")
@settled
def show(settings: Settings, document: str, clause: int | None) -> None:
    """看一份文件的全部条款，或其中一条和它的前后文。

    例：wenzheng show nanjing --clause 13
    """
    from bot.library import open_index
    from bot.render import clause_text
    from retrieval.index.selection import EVERYTHING

    with open_index(settings) as index:
        entry = index.document(document)
        if entry is None:
            known, total = index.catalogue.select(EVERYTHING, _NAMED), index.catalogue.totals.documents
            more = f"等 {total} 份，用 wenzheng docs 看全部" if total > _NAMED else ""
            raise WrongUseError(f"没有这份文件：{document}。可看的有：{'、'.join(one.id for one in known)}{more}。")
        if clause is not None and clause >= entry.clauses:
            raise WrongUseError(f"{document} 只有 {entry.clauses} 条（0 到 {entry.clauses - 1}）。")
        wanted = (
            entry.ids
            if clause is None
            else [entry.first_clause + number for number in (clause - 1, clause, clause + 1)]
        )
        places = index.places(entry.id)
        for number, found in index.clauses(number for number in wanted if number in entry.ids).items():
            place = places.at(found.start) if places else None
            click.echo(clause_text(found, number - entry.first_clause == clause, strong, faint, place))


@wenzheng.command("bot")
@click.option("--offline-demo", is_flag=True, help="不连 Telegram，在终端里看手机上会看到的消息。")
@click.option("--verbose", is_flag=True, help="日志写得更细。")
@settled
def run_bot(settings: Settings, offline_demo: bool, verbose: bool) -> None:
    """在 Telegram 里回答，直到停下它。令牌放在环境变量 WENZHENG_TELEGRAM_TOKEN 里。

    例：WENZHENG_TELEGRAM_ALLOW='*' wenzheng bot
    """
    from bot.library import refresh

    if offline_demo:
        from bot.telegram.demo import run_demo

        refresh(settings)
        run_demo(settings, strong, faint)
        return
    from bot.telegram.token import log_discreetly, read_token

    settings.index.check_shareable()
    token = read_token(settings.telegram.token_file)
    log_discreetly(token, verbose)
    refresh(settings)
    from bot.telegram.app import run_bot as run  # heavy: what is wrong with the settings is said before

    run(settings, token)


@wenzheng.command()
@click.option("--jsonl", is_flag=True, help="按标准问题集的格式逐行输出 JSON，供填写正确的原文后评测。")
@click.option("--all", "good_too", is_flag=True, help="连同评价为好的回答。")
@settled
def feedback(settings: Settings, jsonl: bool, good_too: bool) -> None:
    """列出 Telegram 里被评价为不好的回答。

    例：wenzheng feedback --jsonl > 待改进.jsonl
    """
    from bot.feedback import gold_rows
    from bot.telegram.store import Store

    path, days = settings.telegram.data_path, settings.telegram.keep_days
    if not path.is_file():
        raise WrongUseError(f"还没有评价：{path} 不存在。先运行 wenzheng bot，在回答下面点 👍 或 👎。")
    store = Store(path, days * 86400)
    rows = list(gold_rows(store.verdicts(), good_too))
    store.close()
    for row in rows:
        said = row["given"]["answer"] or "没有找到"
        click.echo(json_line(row) if jsonl else harmless(f"{row['question']}  →  {said}"))
    if not rows:
        click.echo("没有这样的评价。", err=True)
        sys.exit(NOT_FOUND)


@wenzheng.command("eval")
@click.argument("gold", metavar="[问题集]", required=False, type=click.Path(path_type=Path))
@click.option("--ablate", "ablated", is_flag=True, help="逐一去掉各个环节，看每个环节的作用。")
@click.option(
    "--beir",
    "folder",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    help="评测公开检索集（corpus.jsonl、queries.jsonl、qrels/test.tsv）的排序。",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@settled
def evaluate(settings: Settings, gold: Path | None, ablated: bool, folder: Path | None, as_json: bool) -> None:
    """用标准问题集评测：recall@1/3/10、MRR 和各类问题的通过率；或用公开检索集评测排序。

    例：wenzheng eval tests/gold/dev.jsonl
    """
    if folder and (gold or ablated):
        raise WrongUseError("--beir 只评测排序，不能和问题集或 --ablate 一起用。")
    figures: Any
    if folder:
        from bot.beir import figures_table, measure_folder

        figures = measure_folder(folder)
        click.echo(json_line(figures) if as_json else figures_table(figures))
        return
    from bot.evaluation import ablate, ablation_text, figures_text, read_gold
    from bot.evaluation import evaluate as measure
    from bot.library import open_index

    if gold is None:
        raise WrongUseError("缺少参数“问题集”；评测公开检索集请用 --beir 给出文件夹，--help 看用法。")
    questions = read_gold(gold)
    with open_index(settings) as ready:
        figures = ablate(questions, ready) if ablated else measure(questions, ready)
    text = ablation_text if ablated else figures_text
    click.echo(json_line(figures) if as_json else text(figures))


def _narrowed(settings: Settings, narrowing: dict[str, Any]) -> tuple[Any, int]:
    from retrieval.question.understand import Filters

    return Filters(narrowing["region"], narrowing["year"]), narrowing["count"] or settings.answer.quotes


for _command in (manage.add, manage.remove, manage.update, manage.export, manage.index, manage.verify):
    wenzheng.add_command(_command)
