"""Questions of many kinds to the corpus of ``tests.benchmarks.plans``: the same at every size of it, all different."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice

from opencc import OpenCC

from tests.benchmarks.places import Place, absent
from tests.benchmarks.plans import Plan, plans

#: Questions are about documents that stand in a corpus of so many clauses, and so in every larger one.
_WITHIN = 9_000
_EVERYWHERE = (
    "创新 产业 企业 技术 服务 平台 应用 发展 建设 人才 项目 智能 数据 领域 研发 推进 支持 加快 推动 重点".split()
)
_FORMS = {
    "city, year": (
        "{city}{year}年{topic}产业规模目标",
        "到{year}年{city}要培育多少家{topic}企业",
        "{city}{topic}核心产业规模{year}年达到多少亿元",
    ),
    "who": (
        "{city}{topic}谁负责数据开放",
        "{city}{topic}人才引进的牵头单位是谁",
        "{city}{topic}标准制定由哪个部门负责",
        "谁负责{city}{topic}企业培育",
    ),
    "money": (
        "{city}{topic}企业能拿多少补助",
        "{city}对{topic}创新平台最高奖励多少万元",
        "{city}{topic}研发投入补助多少钱",
    ),
    "no city": (
        "{topic}产业规模要达到多少亿元",
        "怎么培育{topic}龙头企业",
        "{year}年{topic}要建成多少个示范项目",
        "{topic}人才怎么引进",
        "{topic}有哪些重点任务",
        "{topic}数据怎么开放共享",
    ),
    "two cities": (
        "{city}和{other}{topic}产业规模目标",
        "{city}与{other}{year}年{topic}企业数量对比",
        "{city}和{other}谁负责{topic}标准",
    ),
    "all cities": (
        "各市{year}年{topic}产业规模目标",
        "各市谁负责{topic}人才引进",
        "各地{topic}企业补助多少",
        "哪些城市建设{topic}示范区",
    ),
    "number": (
        "{city}{topic}计划的发文字号是多少",
        "{serial}是什么文件",
        "{serial}里产业规模目标是多少",
    ),
    "refused": (
        "{absent}{year}年{topic}产业规模目标",
        "{absent}谁负责{topic}",
        "{city}今天天气怎么样,适合看{topic}吗",
        "{city}2071年{topic}产业规模",
        "红烧肉加{rare}怎么炒才好吃",
    ),
    "rare words": (
        "{rare}{kind}投入多少亿元",
        "{rare}{kind}引进多少家企业",
        "{rare}{kind}建设",
    ),
    "common words": ("{common}",),
    "typo": (
        "{city}{topic}产业归模目标",
        "{city}研宄{topic}的单位是谁",
        "{city}谁负则{topic}人材引进",
    ),
    "traditional": (
        "{city}{year}年{topic}產業規模目標",
        "{city}{topic}企業能拿多少補助",
        "{city}{topic}人才引進的牽頭單位是誰",
    ),
}  # fmt: skip
_FOLLOWED = (
    ("{city}{year}年{topic}产业规模目标", "那{later}年呢"),
    ("{city}{year}年{topic}产业规模目标", "{other}呢"),
    ("{city}{topic}人才引进谁负责", "还有吗"),
    ("{city}有哪些{topic}平台", "上下文"),
    ("{city}{topic}企业怎么培育", "谁负责"),
    ("{city}{topic}企业怎么培育", "第二条的原文"),
)
FOLLOW, RARE, COMMON = "follow-up", "rare words", "common words"
KINDS = (*_FORMS, FOLLOW)
#: What a document says that a question of this kind is about; ``{year}`` is the year of its targets.
_SAID = {"city, year": "{year}年.*产业规模", "money": "补助|奖励"}


@dataclass(frozen=True)
class Put:
    """A question with those asked before it."""

    kind: str
    text: str
    history: tuple[str, ...] = ()


def questions(kind: str, wanted: int) -> list[Put]:
    """So many different questions of a kind."""
    asked = dict.fromkeys(islice(_endless(kind), wanted * 20))
    if len(asked) < wanted:
        raise ValueError(f"only {len(asked)} questions of the kind {kind}")
    return list(asked)[:wanted]


def _endless(kind: str) -> Iterator[Put]:
    chance = random.Random(f"questions {kind}")
    told = [(plan, text) for plan, text in plans(_WITHIN) if plan]
    traditional = OpenCC("s2t").convert if kind == "traditional" else str
    for number in count():
        plan, text = chance.choice(told)
        other, _ = chance.choice(told)
        if kind == "number" and not plan.serial:
            continue
        rare = next((name for name in plan.names if f"推进{name}" in text), None)
        said = _SAID.get(kind, "").replace("{year}", str(plan.year))
        if (kind == RARE and rare is None) or not re.search(said, text):
            continue
        filled = _filled(plan, other.place, rare or plan.names[0], text, chance)
        patterns = _FOLLOWED if kind == FOLLOW else _FORMS[kind]
        pattern = patterns[number % len(patterns)]
        if isinstance(pattern, tuple):
            before, now = (part.format(**filled) for part in pattern)
            yield Put(kind, now, (before,))
        else:
            yield Put(kind, traditional(pattern.format(**filled)))


def _filled(plan: Plan, other: Place, rare: str, text: str, chance: random.Random) -> dict[str, str]:
    named = text.partition(f"推进{rare}")[2].partition("建设")[0]
    return {
        "city": plan.place.short,
        "other": other.short,
        "topic": plan.topic,
        "year": str(plan.year),
        "later": str(plan.year + 5),
        "serial": plan.serial or "",
        "absent": chance.choice(absent()).name,
        "rare": rare,
        "kind": named,
        "common": "".join(chance.sample(_EVERYWHERE, 6)),
    }


def about(plan: Plan) -> list[Put]:
    """Questions that another document of this place and topic may answer as well."""
    city, topic = plan.place.short, plan.topic
    asked = (f"{city}{topic}产业规模目标", f"{city}谁负责{topic}人才引进", f"{city}{topic}企业能拿多少补助")
    return [Put("about", text) for text in asked]


def mixed(each: int, warm: int) -> tuple[list[Put], list[Put]]:
    """Questions of all kinds in turn: some to warm up with, then ``each`` of every kind."""
    spare = -(-warm // len(KINDS))
    by_kind = [questions(kind, each + spare) for kind in KINDS]
    first = [some[place] for place in range(spare) for some in by_kind][:warm]
    return first, [some[spare + place] for place in range(each) for some in by_kind]
