"""How a question's time grows with the number of documents, ranking aside: many small plans and laws of real places.

    python -m tests.benchmarks.documents [--documents 2000 20000] [--keep FOLDER]

Each question is asked of an index opened for it (fresh) and of one that has been asked it before (warm); what the
posting lists take (``PostingsRanker.best``, ``Index.postings``, ``Index.counts``) is told apart. Times are of the
processor. With ``--keep`` an index that is there already is used again.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from retrieval.answer.ask import ask
from retrieval.document.source import find_sources, seed_folder
from retrieval.index.build.indexer import build_index
from retrieval.index.ranking.maxscore import PostingsRanker
from retrieval.index.store import Index
from tests.benchmarks.machine import describe
from tests.benchmarks.places import here

_TOPICS = (
    *("养老服务", "燃气", "人工智能", "垃圾分类", "数字经济", "城市绿化", "文明行为", "物业", "食品安全", "学前教育"),
    *("公共交通", "科技创新", "住房保障", "电动自行车", "志愿服务", "社会信用", "氢能产业", "冷链物流", "跨境电商"),
)
_QUESTIONS = (
    *("南京2020年产业规模目标", "宁波养老服务由谁负责", "产业规模突破多少亿元", "养老补助多少钱", "四川省氢能产业规模"),
    *("南京和杭州的产业规模", "广东2024年目标", "杭州市燃气条例第三条", "燃气条例第二条", "城市绿化条例第五条"),
    *("个保法第二十八条", "第三条是什么", "文明行为促进条例什么时候施行", "什么是敏感个人信息", "违反规定怎么处罚"),
    *("有哪些文件", "2019年发布的文件有哪些", "哪些是征求意见稿", "宁政发〔2019〕37号是什么文件", "2050年目标是多少"),
    *("国发〔2017〕35号的文件有哪些", "西湖区垃圾分类行动计划什么时候印发", "哪些文件引用了新一代人工智能发展规划"),
    *("各市养老服务产业规模目标", "哪个城市数字经济补助最多", "火星移民计划", "杭洲产业规模", "谁发布灾情信息"),
)
_ARTICLES = ("为了规范{topic},制定本条例。", "本市行政区域内的{topic}适用本条例。", "市人民政府负责{topic}工作。")


def make(folder: Path, count: int) -> None:
    """Write so many documents, one of five a law, one of fifty a copy of another and one of forty an older version."""
    chance = random.Random(6)
    places = [place.name for place in here()]
    texts = (file.read_text(encoding="utf-8") for file in find_sources([seed_folder()]))
    paragraphs = [line.strip() for text in texts for line in text.splitlines() if 40 < len(line.strip()) < 300]
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        place, topic, year = chance.choice(places), chance.choice(_TOPICS), chance.randrange(2012, 2026)
        title = f"{place}{topic}{chance.choice(('条例', '促进条例') if number % 5 == 0 else ('行动计划', '实施方案'))}"
        day = f"{year}年{chance.randrange(1, 13)}月{chance.randrange(1, 29)}日"
        if number % 5 == 0:
            said = [f"第{'一二三'[at]}条 {one.format(topic=topic)}" for at, one in enumerate(_ARTICLES)]
            body = [title, f"({day}通过)", *said]
        else:
            draft = "(征求意见稿)" if number % 30 == 1 else ""
            head = [
                f"{place}人民政府关于印发{title}{draft}的通知",
                f"{place[0]}政发〔{year}〕{chance.randrange(1, 99)}号",
            ]
            goal = f"到{year + 3}年,全市{topic}产业规模突破{chance.randrange(10, 900)}亿元。(责任单位:市财政局)"
            plain = [chance.choice(paragraphs).replace("人工智能", topic) for _ in range(2)]
            body = [*head, "各有关单位:", f"{place}人民政府", day, title, *plain, goal]
        text = "\n".join(body) + "\n"
        (folder / f"d{number:06}.txt").write_text(text, encoding="utf-8")
        if number % 50 == 0:
            (folder / f"d{number:06}copy.txt").write_text(f"首页\n{text}", encoding="utf-8")
        if number % 40 == 1:
            old = text.replace(day, f"{year - 4}年1月5日")
            (folder / f"d{number:06}old.txt").write_text(old, encoding="utf-8")


class Aside:
    """Counts the processor time of some methods apart."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._inside = False
        for owner, name in ((PostingsRanker, "best"), (Index, "postings"), (Index, "counts")):
            setattr(owner, name, self._counted(getattr(owner, name)))

    def _counted(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any) -> Any:
            if self._inside:
                return method(*given)
            self._inside, started = True, time.thread_time()
            try:
                return method(*given)
            finally:
                self._inside = False
                self.seconds += time.thread_time() - started

        return counted


def measure(db: Path, aside: Aside) -> Iterator[tuple[str, float, float]]:
    """Yield each question with its fresh and its warm time in milliseconds, posting lists aside."""

    def timed(asked: Callable[[], object]) -> float:
        before, started = aside.seconds, time.thread_time()
        asked()
        return 1e3 * (time.thread_time() - started - (aside.seconds - before))

    def fresh(question: str) -> None:
        with Index(db) as index:
            ask(question, index)

    with Index(db) as warm:
        for question in _QUESTIONS:
            ask(question, warm)
            yield (
                question,
                statistics.median(timed(lambda: fresh(question)) for _ in range(3)),  # noqa: B023  # called at once
                statistics.median(timed(lambda: ask(question, warm)) for _ in range(5)),  # noqa: B023
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[2000, 20000])
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    print(describe())
    aside = Aside()
    with tempfile.TemporaryDirectory() as temporary:
        for count in given.documents:
            folder = (given.keep or Path(temporary)) / str(count)
            db = folder.with_suffix(".db")
            if not db.exists():
                make(folder, count)
                build_index(db, find_sources([folder]))
            started = time.thread_time()
            with Index(db) as index:
                opened = 1e3 * (time.thread_time() - started)
                totals = index.catalogue.totals
            rows = list(measure(db, aside))
            print(f"\n{totals.documents} documents, {totals.clauses} clauses; opened in {opened:.1f} ms")
            for question, *times in rows:
                print(f"  fresh {times[0]:6.1f} ms  warm {times[1]:6.1f} ms  {question}")
            for name, column in (("fresh", 1), ("warm", 2)):
                values = sorted(row[column] for row in rows)
                print(f"{name}: median {statistics.median(values):.1f} ms, longest {values[-1]:.1f} ms")


if __name__ == "__main__":
    main()
