"""How long a question takes beside one very long document: the seeds, and their paragraphs varied until they make 5 MB.

    python tests/benchmarks/large.py [--megabytes 5] [--max 50]

Every question is asked of an index opened for it (cold) and of one that has been asked it before (warm).
With ``--max`` it fails where one takes more milliseconds.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from retrieval.answer.ask import ask
from retrieval.document.source import find_sources, read_source, seed_folder
from retrieval.index.build.indexer import build_index
from retrieval.index.store import Index
from retrieval.text.fold import fold

_CITY = "兰州"
_TOPICS = ("人工智能", "海洋经济", "生物医药", "现代农业", "文化旅游", "轨道交通", "养老服务", "冷链物流", "绿色建筑")
_HEAD = (
    "兰州市人民政府关于印发兰州市综合发展行动计划(2021—2035年)的通知\n兰政发〔2021〕9号\n兰州市人民政府\n2021年5月6日\n"
)
#: Each with the questions before it.
_QUESTIONS = (
    ("兰州2025年海洋经济产业规模目标",),
    ("兰州2030年生物医药要达到多少亿元",),
    ("兰州2033年冷链物流规模",),
    ("兰州现代农业谁负责",),
    ("养老服务牵头单位是谁,规模多少",),
    ("兰州重点企业和创新平台有哪些",),
    ("企业能拿多少补助",),
    ("兰州轨道交通在哪里布局",),
    ("加快推进企业创新发展建设服务平台",),
    ("兰州的发文字号是多少,谁发的",),
    ("兰州的计划还有效吗",),
    ("哪些文件提到2035年",),
    ("依据什么文件制定的",),
    ("研宄绿色建筑的兰洲单位",),
    ("各市2025年产业规模目标",),
    ("各市谁负责数据开放",),
    ("南京和兰州2025年产业规模对比",),
    ("兰州轨道交通建设", "还有吗"),
    ("兰州轨道交通建设", "上下文"),
    ("兰州2025年海洋经济产业规模目标", "那2030年呢"),
    ("兰州2025年海洋经济产业规模目标", "还有吗", "还有吗"),
)


def vary(size: int) -> Iterator[str]:
    """Paragraphs of the seeds of another city, with other topics, values and years, in another order."""
    chance, made = random.Random(7), 0
    lines = [line for path in find_sources([seed_folder()]) for line in read_source(path).text.splitlines()]
    lines = [re.sub("宁波|大连|南京|中山|杭州", _CITY, line.strip()) for line in lines if len(line.strip()) > 30]
    while made < size:
        text = chance.choice(lines).replace("人工智能", chance.choice(_TOPICS))
        text = re.sub(r"(?<!\d)\d{1,4}(?=[亿家个项万%])", lambda _: str(chance.randint(1, 3000)), text)
        text = re.sub(r"20[12]\d年", lambda _: f"20{chance.choice((22, 25, 27, 30, 35))}年", text)
        sentences = re.split(r"(?<=。)", text)
        chance.shuffle(sentences)
        yield (line := "".join(sentences))
        made += len(line.encode())


def milliseconds(index: Index, asked: tuple[str, ...]) -> float:
    start = time.perf_counter()
    ask(asked[-1], index, asked[:-1])
    return (time.perf_counter() - start) * 1000


def cold(path: Path, asked: tuple[str, ...]) -> float:
    fold.cache_clear()
    start = time.perf_counter()
    with Index(path) as index:
        ask(asked[-1], index, asked[:-1])
    return (time.perf_counter() - start) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=5.0)
    parser.add_argument("--max", type=float, default=float("inf"))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        long, path = Path(folder) / "lanzhou.txt", Path(folder) / "index.db"
        long.write_text(_HEAD + "\n".join(vary(int(args.megabytes * 1e6))), encoding="utf-8")
        build_index(path, find_sources([seed_folder(), long]))
        worst = 0.0
        for asked in _QUESTIONS:
            first = statistics.median(cold(path, asked) for _ in range(3))
            with Index(path) as index:
                again = statistics.median([milliseconds(index, asked) for _ in range(4)][1:])
            print(f"cold {first:6.1f} ms  warm {again:6.1f} ms  {' / '.join(asked)}")
            worst = max(worst, first, again)
    print(f"the slowest: {worst:.1f} ms")
    if worst > args.max:
        sys.exit(f"over {args.max} ms")


if __name__ == "__main__":
    main()
