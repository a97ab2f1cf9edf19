"""How ``wenzheng bot`` bears load: ``python tests/benchmarks/telegram.py [answers|memory|adding|killed]...``

Each part starts the real bot against the Bot API server of the tests, over loopback, and prints its figures.
"""

import argparse
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from retrieval.answer.ask import ask
from retrieval.answer.model import Answer
from retrieval.document.source import find_sources, seed_folder
from retrieval.index.build.indexer import build_index
from retrieval.index.store import Index
from retrieval.text.joined import join
from tests.telegram.conftest import ADMIN, Bot
from tests.telegram.server import BotApi
from tests.telegram.server.delivery import Update
from tests.telegram.server.record import SENDING
from tests.telegram.server.spec import Upload

QUESTIONS = (
    "南京2020年产业规模目标",
    "大连2020年有几个创新平台",
    "宁波的人才引进由谁负责",
    "杭州和南京的企业数量目标",
    "中山有哪些重点任务",
    "大连的财政补贴最高多少",
    "南京的文件是哪年发的",
    "成都的产业规模",
)


@contextmanager
def running(pace: int = 1000) -> Iterator[Bot]:
    with tempfile.TemporaryDirectory() as name, BotApi() as api:
        folder = Path(name)
        build_index(folder / "index.db", find_sources([seed_folder()]))
        bot = Bot(api, folder, {"WENZHENG_TELEGRAM_PER_MINUTE": str(pace)}).start()
        yield bot
        bot.stop()
        assert api.violations == [], api.violations[:3]


def expected() -> dict[str, str]:
    """What the library itself answers, to hold the bot's messages against; of several things the first."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "index.db"
        build_index(path, find_sources([seed_folder()]))
        with Index(path) as index:
            return {text: _said(ask(text, index)) for text in QUESTIONS}


def _said(answer: Answer) -> str:
    if len(answer.items) > 1:
        return join(answer.items[0].text).text
    return answer.text or answer.message or ""


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def told(name: str, waits: list[float]) -> None:
    figures = (statistics.median(waits), percentile(waits, 0.95), percentile(waits, 0.99), max(waits))
    print(
        f"{name}: {len(waits)} answers, p50 {figures[0]:.0f}, p95 {figures[1]:.0f}, p99 {figures[2]:.0f}, max {figures[3]:.0f} ms"
    )


def wait_of(bot: Bot, update: Update) -> tuple[float, int]:
    """Milliseconds from the delivery of an update to what the bot sent for it, and how many messages that were."""
    number = update.query_id if update.kind == "inline_query" else None
    calls = [
        call
        for call in bot.api.calls_after(update)
        if call.ok
        and (
            call.params.get("inline_query_id") == number
            if number
            else call.method in SENDING and call.chat_id == update.chat_id
        )
    ]
    return 1000 * (calls[0].at - (update.delivered_at or 0.0)) if calls else float("nan"), len(calls)


def answers(count: int = 1000, chats: int = 200, per_second: float = 22.0) -> None:
    """Mixed updates from many chats: every one answered once and right, how fast."""
    right, chance = expected(), random.Random(7)
    with running() as bot:
        made: list[tuple[Update, str]] = []
        begun = time.monotonic()
        for number in range(count):
            person, question = 10_000 + number % chats, chance.choice(QUESTIONS)
            kind = chance.random()
            if kind < 0.7:
                made.append((bot.api.private(person, question), right[question]))
            elif kind < 0.8:
                made.append((bot.api.group(-person, person, f"/ask {question}"), right[question]))
            elif kind < 0.9:
                made.append((bot.api.inline(person, question), ""))
            else:
                made.append((bot.api.private(person, chance.choice(("/help", "/docs", "/about"))), ""))
            time.sleep(max(0.0, begun + (number + 1) / per_second - time.monotonic()))
        bot.api.settled(60)
        waits, wrong, not_once = [], 0, 0
        by_chat: dict[int, list[str]] = {}
        for call in bot.api.calls:
            if call.ok and call.method in SENDING:
                by_chat.setdefault(int(call.chat_id or 0), []).append(call.text)
        asked: dict[int, list[str]] = {}
        for update, answer in made:
            wait, _ = wait_of(bot, update)
            waits.append(wait)
            if update.kind == "message":
                asked.setdefault(update.chat_id or 0, []).append(answer)
        for chat, wanted in asked.items():
            got = by_chat.get(chat, [])
            not_once += len(got) != len(wanted)
            wrong += sum(want not in text for want, text in zip(wanted, got, strict=False))
        told(f"{count} updates from {chats} chats, {per_second:g} a second", waits)
        print(f"chats where not each update was answered once: {not_once}, wrong answers: {wrong}")


def memory_of(bot: Bot) -> float:
    """MB of resident memory of the bot's process."""
    assert bot.process is not None
    status = Path(f"/proc/{bot.process.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def memory(count: int = 20_000) -> None:
    """Resident memory over many updates: messages at Telegram's pace, inline questions between them."""
    with running() as bot:
        print(f"memory at start: {memory_of(bot):.0f} MB")
        for done in range(0, count, 1000):
            last = None
            for number in range(1000):
                question = QUESTIONS[number % len(QUESTIONS)]
                if number % 8:
                    last = bot.api.inline(20_000 + number, question)
                else:
                    bot.api.private(20_000 + number, question)
            assert last is not None
            bot.api.answer_of(last, 120)
            bot.api.settled(120)
            bot.api.state.record.calls.clear()
            if (done + 1000) % 4000 == 0:
                print(f"after {done + 1000} updates: {memory_of(bot):.0f} MB")


def large_document(size: int) -> bytes:
    """A plan of about ``size`` bytes, made of the paragraphs of the seeds in another order."""
    chance = random.Random(5)
    paragraphs = [
        line for file in find_sources([seed_folder()]) for line in file.read_text(encoding="utf-8").splitlines() if line
    ]
    lines, length = ["成都市人民政府关于印发成都市产业综合规划(2021—2025年)的通知", "成府发〔2021〕9号"], 0
    while length < size:
        lines.append(chance.choice(paragraphs))
        length += len(lines[-1].encode()) + 1
    return "\n".join(lines).encode()


def adding(size: int = 5_000_000, per_second: float = 20.0) -> None:
    """A large document is added while questions come in."""
    with running() as bot:
        upload = Upload("chengdu.txt", large_document(size), "text/plain")
        (progress,) = bot.api.reply_to(bot.api.document(ADMIN, upload))
        made: list[Update] = []
        ended = threading.Event()
        begun, number = time.monotonic(), 0
        after = 0
        while after < 5 * per_second:
            made.append(bot.api.private(30_000 + number % 300, QUESTIONS[number % len(QUESTIONS)]))
            number += 1
            if "可以问了" in bot.api.shown(progress).get("text", ""):
                if not ended.is_set():
                    ended.set()
                    print(f"{size / 1e6:g} MB added in {time.monotonic() - begun:.1f} s")
                after += 1
            assert "没有加入" not in bot.api.shown(progress).get("text", ""), bot.api.shown(progress)
            time.sleep(max(0.0, begun + number / per_second - time.monotonic()))
        bot.api.settled(60)
        told(f"{per_second:g} questions a second meanwhile", [wait_of(bot, update)[0] for update in made])


def killed(count: int = 400, documents: int = 20) -> None:
    """Killed in the middle and started again: how many questions and documents are lost, how many answered twice."""
    with running() as bot:
        names = [f"chengdu{number}.txt" for number in range(documents)]
        for name in names:
            bot.api.document(ADMIN, Upload(name, large_document(20_000), "text/plain"))
        asked = [bot.api.private(40_000 + number, QUESTIONS[number % 6]) for number in range(count)]
        for share in (0.2, 0.5, 0.8):
            bot.api.until(lambda share=share: len(bot.api.calls_of("sendMessage")) > share * count, 120)
            bot.kill()
            bot.start()
        for update in asked:
            bot.api.reply_to(update, 120)
        bot.api.until(
            lambda: sum("已加入" in str(one.get("text")) for one in bot.api.messages(ADMIN)) >= documents, 300
        )
        bot.api.settled(60)
        counts = [len(bot.api.sent(40_000 + number)) for number in range(count)]
        there = {path.name for path in bot.added.iterdir()}
        print(
            f"{count} questions, killed three times: {counts.count(0)} lost, {sum(n > 1 for n in counts)} answered twice; "
            f"{documents} documents: {len(set(names) - there)} lost, {len(there - set(names))} left over"
        )


def main() -> None:
    parts = {"answers": answers, "memory": memory, "adding": adding, "killed": killed}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", choices=[*parts, []], help="which to run (default: all)")
    for name in parser.parse_args().part or parts:
        print(f"== {name}")
        parts[name]()


if __name__ == "__main__":
    main()
