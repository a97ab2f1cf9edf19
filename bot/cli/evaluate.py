"""The commands that judge answers: eval, feedback."""

import sys
from pathlib import Path
from typing import Any

import click

from bot.cli.help import command
from bot.cli.options import NOT_FOUND, WrongUseError, settled
from bot.config import Settings
from bot.output import harmless, json_line


@command()
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


@command("eval")
@click.argument("gold", metavar="[问题集]", required=False, type=click.Path(path_type=Path))
@click.option("--ablate", "ablated", is_flag=True, help="逐一去掉排序的各个特征和把握的各个信号，看每一个的作用。")
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


COMMANDS: dict[str, click.Command] = {"feedback": feedback, "eval": evaluate}
