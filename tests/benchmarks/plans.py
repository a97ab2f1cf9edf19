"""Plans of many regions, made of the five documents that ship: the corpus of ``tests.benchmarks.whole``.

Each has the form of one of the five, with a region, a topic, years, numbers and a 发文字号 of its own, some of its
sentences left out, and sentences with made-up names of its own put in, so that rare words grow with the corpus. A
document is made of its number alone: a smaller corpus is the beginning of a larger one, and all runs make the same.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from retrieval.clause.segment import segment
from retrieval.clause.units import join_units
from retrieval.document.parse import parse_document
from retrieval.document.source import find_sources, read_source, seed_folder
from tests.benchmarks.places import Place, characters, here, place_of

TOPICS = ["人工智能", "海洋经济", "生物医药", "现代农业", "文化旅游", "轨道交通", "养老服务", "冷链物流", "绿色建筑", "新能源汽车", "集成电路", "数字乡村", "普惠托育", "食品加工", "装配式建筑", "节水灌溉", "跨境电商", "通用航空", "高端装备", "新材料", "体育产业", "氢能", "中医药", "智慧停车", "垃圾分类", "林下经济", "会展经济", "职业教育", "石墨烯", "工业设计", "卫星应用", "预制菜", "纺织服装", "家政服务", "水产养殖", "网络安全"]  # fmt: skip
#: A place has some four documents; one in eight is of one of twenty places that have the more the larger the corpus is.
_OF_ONE, _OF_LARGE, _LARGE = 4, 8, 20
_COPIES, _VERSIONS = 0.02, 0.03
_PUT_IN = 0.03
_KINDS = ("产业园", "创新基地", "物流港", "科创小镇", "实训中心", "文化广场")
_SHORT_LINE, _HEAD = 30, 700  # characters: headings are never left out, nor what is at the start
_FOLDER = 500  # files


@dataclass(frozen=True)
class Sentence:
    """A sentence of a form: text in turn with what is to be put in its place, and how many clauses begin in it."""

    parts: tuple[tuple[str, str], ...]
    clauses: int
    kept: bool


@dataclass(frozen=True)
class Form:
    """One of the five documents, ready to be filled in; ``year`` is the one that most of its targets are for."""

    name: str
    text: str
    sentences: tuple[Sentence, ...]
    year: int
    numbered: bool


@dataclass(frozen=True)
class Plan:
    """What a document is: made of ``form`` for a place; a later ``version`` has the title of the first."""

    number: int
    form: int
    place: Place
    topic: str
    later: int
    version: int

    @property
    def year(self) -> int:
        """The year that most of its targets are for."""
        return forms()[self.form].year + self.later

    @property
    def serial(self) -> str | None:
        """Its 发文字号, where the form has one."""
        if not forms()[self.form].numbered:
            return None
        return f"{self.place.letter}政办发〔{2019 + self.later + self.version}〕{self.number % 977 + 1}号"

    @property
    def names(self) -> list[str]:
        """Two characters each: the made-up names that it may have, most likely the first."""
        chance = random.Random(f"names {self.number}")
        return ["".join(chance.choices(characters(), k=2)) for _ in range(8)]


@dataclass(frozen=True)
class Made:
    """A corpus on disk; ``bytes`` of text in UTF-8."""

    files: tuple[Path, ...]
    bytes: int


@cache
def forms() -> tuple[Form, ...]:
    return tuple(map(_form, find_sources([seed_folder()])))


def _form(path: Path) -> Form:
    document = parse_document(source := read_source(path))
    clauses = join_units(source.text, list(segment(document)))
    begun = Counter(clause.start for clause in clauses)
    region, number = document.record.region, document.record.number
    assert region is not None
    own = place_of(region.city)
    slots = re.compile(
        rf"(?P<serial>{re.escape(number.value) if number else '(?!)'})|(?P<name>{own.name})|(?P<short>{own.short})"
        rf"|(?P<province>{region.province})|(?P<topic>新一代人工智能|人工智能)"
        r"|(?P<day>20[12]\d年\d{1,2}月\d{1,2}日)|(?P<year>(?<!\d)20[12]\d(?!\d))"
        r"|(?P<percent>(?<![\d.])\d{1,2}(?=%))|(?P<amount>(?<![\d.])\d{1,5}(?=[亿万家个项名台人]))"
    )
    text, place, sentences = source.text[: clauses[-1].end], 0, []
    for piece in re.findall(r"[^。;；\n]*(?:[。;；]|\n+|$)", text):
        held = sum(begun[at] for at in range(place, place + len(piece)))
        kept = place < _HEAD or len(piece) < _SHORT_LINE or not held
        place += len(piece)
        sentences.append(Sentence(tuple(_parts(slots, piece)), held, kept))
    years = Counter(re.findall(r"到(20\d\d)年", text))
    return Form(path.stem, source.text, tuple(sentences), int(max(years, key=lambda year: years[year])), bool(number))


def _parts(slots: re.Pattern[str], piece: str) -> Iterator[tuple[str, str]]:
    """The piece as pairs of text and the name of the slot after it with what stands there (``year 2020``)."""
    end = 0
    for match in slots.finditer(piece):
        yield piece[end : match.start()], f"{match.lastgroup} {match.group()}"
        end = match.end()
    yield piece[end:], ""


def plan_of(number: int) -> Plan:
    """The plan with this number; one in fifty is a copy, and some are later versions, of one shortly before."""
    chance = random.Random(f"plan {number}")
    kind = chance.random()
    if number > 20 and kind < _COPIES + _VERSIONS:
        first = plan_of(number - chance.randint(2, 15))
        if kind < _COPIES:
            return first
        return Plan(number, first.form, first.place, first.topic, first.later, first.version + 1)
    places = here()
    large = number % _OF_LARGE == 0
    place = places[chance.randrange(_LARGE)] if large else places[(_LARGE + number // _OF_ONE) % len(places)]
    return Plan(number, chance.randrange(len(forms())), place, chance.choice(TOPICS), chance.randint(0, 8), 0)


def text_of(plan: Plan) -> tuple[str, int]:
    """The document, and about how many clauses it has."""
    chance = random.Random(f"text {plan.number}")
    keep = chance.uniform(0.4, 1.0)
    day = f"{chance.randint(1, 12)}月{chance.randint(1, 28)}日"
    names = plan.names
    fixed = {
        "serial": plan.serial or "",
        "name": plan.place.name,
        "short": plan.place.short,
        "province": plan.place.province,
        "topic": plan.topic,
    }
    written, clauses = [], 0
    for sentence in forms()[plan.form].sentences:
        if not sentence.kept and chance.random() > keep:
            continue
        for text, slot in sentence.parts:
            written.append(text)
            if slot:
                kind, _, stood = slot.partition(" ")
                written.append(fixed.get(kind) or _filled(kind, stood, plan, day, chance))
        clauses += sentence.clauses
        if not sentence.kept and chance.random() < _PUT_IN:
            name = names[min(int(chance.expovariate(1.0)), len(names) - 1)]
            written.append(
                f"推进{name}{chance.choice(_KINDS)}建设,到{plan.year}年投入{chance.randint(2, 90)}亿元,"
                f"引进{plan.topic}企业{chance.randint(3, 400)}家。"
            )
            clauses += 1
    return "".join(written), clauses


def _filled(kind: str, stood: str, plan: Plan, day: str, chance: random.Random) -> str:
    if kind == "day":
        return f"{int(stood[:4]) + plan.later + plan.version}年{day}"
    if kind == "year":
        return str(int(stood) + plan.later)
    if kind == "percent":
        return str(chance.randint(5, 98))
    return str(max(1, round(int(stood) * chance.uniform(0.3, 3))))


def plans(clauses: int) -> Iterator[tuple[Plan | None, str]]:
    """The documents of a corpus of about so many clauses, the five as they are first (without a plan)."""
    made = 0
    for form in forms():
        made += sum(sentence.clauses for sentence in form.sentences)
        yield None, form.text
    number = 0
    while made < clauses:
        plan = plan_of(number)
        text, held = text_of(plan)
        yield plan, text
        made += held
        number += 1


def make(folder: Path, clauses: int) -> Made:
    """Write a corpus of about so many clauses, as files in folders of some hundred."""
    files, size = [], 0
    names = [form.name for form in forms()]
    for number, (_, text) in enumerate(plans(clauses)):
        name = names[number] if number < len(names) else f"plan-{number - len(names):05}"
        file = folder / f"{number // _FOLDER:03}" / f"{name}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        size += file.write_bytes(text.encode())
        files.append(file)
    return Made(tuple(files), size)
