"""Questions put to documents of every format: the quote that answers, and the page or paragraph where it stands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.answer.ask import ask
from retrieval.document.model import Place, Unit
from retrieval.document.source import find_sources, stored_at
from retrieval.index.build.freshness import is_current
from retrieval.index.build.indexer import build_index
from retrieval.index.build.verify import find_faults
from retrieval.index.store import Index

FILES = Path(__file__).parent.parent / "document" / "files"
PAGE, PARAGRAPH = Unit.PAGE, Unit.PARAGRAPH

#: File, question, what the first quote holds, where it stands in the original.
ASKED: list[tuple[str, str, str, Place | None]] = [
    ("notice.pdf", "绵阳2025年每千常住人口托位数达到多少", "每千常住人口托位数达到4.6个以上", Place(PAGE, 1)),
    ("notice.pdf", "普惠托育机构建设补助每个托位多少钱", "按照每个托位1.2万元的标准", Place(PAGE, 2)),
    ("notice.pdf", "托育机构监控录像保存多久", "监控录像资料保存期不得少于90日", Place(PAGE, 2)),
    ("notice.pdf", "持证保育人员占比2023年目标", "质量 | 持证保育人员占比（%） | 85 | 98 | 约束性", Place(PAGE, 2)),
    ("notice.pdf", "谁牵头出台普惠托育指导价", "价格动态调整机制 | 市发展改革委", Place(PAGE, 3)),
    ("notice.docx", "运营补助每人每月多少元", "给予每人每月150元运营补助", Place(PARAGRAPH, 18)),
    ("notice.docx", "2023年普惠托位占比目标", "普惠托位占比（%） | 50 | 65", Place(PARAGRAPH, 37)),
    ("notice.docx", "消防安全专项检查谁牵头", "消防安全专项检查 | 市消防救援支队", Place(PARAGRAPH, 46)),
    ("notice.html", "市级财政每年安排多少专项资金", "专项资金3000万元", None),
    ("notice.html", "托育机构负责人要什么学历", "具有大专以上学历", None),
    ("bulletin.pdf", "山美水库年末蓄水量", "山美水库年末蓄水量3.92亿立方米", Place(PAGE, 1)),
    ("bulletin.pdf", "农村自来水普及率", "农村自来水普及率达到96.8%", Place(PAGE, 1)),
    ("bulletin.pdf", "获评国家级节水载体的单位奖励多少", "国家级节水载体的单位每家奖励20万元", Place(PAGE, 2)),
    ("bulletin.pdf", "最大月降水量出现在几月", "年内最大月降水量出现在6月", Place(PAGE, 1)),
    ("rules.pdf", "擅自改变认建认养绿地用途怎么处罚", "处以3000元以上2万元以下罚款", Place(PAGE, 2)),
    ("rules.pdf", "乔木认养费用每年多少", "乔木每株每年不低于120元", Place(PAGE, 2)),
    ("rules.docx", "第十条规定了什么", "第十条 认养费用标准由市园林绿化主管部门", Place(PARAGRAPH, 22)),
    ("rules.docx", "标志牌面积不得超过多少", "标志牌面积不得超过0.5平方米", Place(PARAGRAPH, 19)),
    ("rules.htm", "冠名权需要认建多大面积", "认建面积超过5000平方米的", None),
    ("rules.htm", "乔木认养费用每年多少", "乔木每株每年不低于120元", None),
    ("report.docx", "新增充电桩多少个", "新增充电桩 | 5000个 | 市发改委", Place(PARAGRAPH, 18)),
    ("report-writer.docx", "省市重点项目安排多少个", "安排省市重点项目420个", Place(PARAGRAPH, 11)),
    ("report-writer.docx", "新增充电桩多少个", "新增充电桩 | 5000个 | 市发改委", Place(PARAGRAPH, 18)),
    ("report.md", "2024年粮食产量目标", "粮食产量稳定在160万吨以上", None),
    ("report.md", "年度投资多少", "年度投资1100亿元", None),
    ("answers.html", "已婚职工每年能提取多少", "已婚职工家庭每年提取限额为36000元", None),
    ("answers.html", "多子女家庭租房提取限额上浮多少", "租房提取限额上浮50%", None),
    ("pack.zip", "适老化改造多少户", "适老化改造困难家庭 | 1500户 | 市民政局", None),
    ("pack.zip", "建设补助单个机构最高多少", "最高不超过180万元", Place(PARAGRAPH, 17)),
]


#: Files that are asked together: no two with the same text.
SHELVES = (
    ("notice.pdf", "bulletin.pdf", "rules.docx", "report.md", "answers.html"),
    ("notice.docx", "rules.pdf", "report.docx"),
    ("notice.html", "rules.htm", "report-writer.docx"),
    ("pack.zip",),
)


@pytest.fixture(scope="module")
def index_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Index]:
    """The index of the shelf that a file stands on."""
    made: dict[tuple[str, ...], Index] = {}

    def index(name: str) -> Index:
        shelf = next(shelf for shelf in SHELVES if name in shelf)
        if shelf not in made:
            path = tmp_path_factory.mktemp("formats") / "index.db"
            build_index(path, find_sources([FILES / one for one in shelf]))
            made[shelf] = Index(path)
        return made[shelf]

    return index


@pytest.mark.parametrize(("name", "question", "quote", "place"), ASKED, ids=[f"{row[0]} {row[1]}" for row in ASKED])
def test_the_quote_and_where_it_stands(
    index_of: Callable[[str], Index], name: str, question: str, quote: str, place: Place | None
) -> None:
    index = index_of(name)
    passage = ask(question, index).passages[0]
    assert quote in passage.text
    assert passage.text == index.source(passage.document.id)[passage.start : passage.end]
    assert passage.place == place


@pytest.mark.parametrize("shelf", SHELVES, ids=[shelf[0] for shelf in SHELVES])
def test_an_index_of_them_is_whole_and_up_to_date(index_of: Callable[[str], Index], shelf: tuple[str, ...]) -> None:
    index = index_of(shelf[0])
    assert find_faults(index) == []
    assert is_current(index.path, find_sources([FILES / name for name in shelf]))
    assert {stored_at(Path(entry.path)).name for entry in index.documents} == set(shelf)


def test_the_heads_of_a_table_stand_above_each_of_its_rows(index_of: Callable[[str], Index]) -> None:
    passage = ask("持证保育人员占比2023年目标", index_of("notice.pdf")).passages[0]
    assert passage.path[-1] == "类别 | 指标 | 目标值 2023年 | 目标值 2025年 | 属性"


@pytest.mark.parametrize("name", ["notice.pdf", "notice.docx", "notice.html"])
def test_the_record_is_the_same_in_every_format(index_of: Callable[[str], Index], name: str) -> None:
    record = next(entry for entry in index_of(name).documents if Path(entry.path).name == name).record
    assert record.title
    assert record.title.value == "绵阳市普惠托育服务发展实施方案"
    assert record.number
    assert record.number.value == "绵府办发〔2022〕18号"
    assert record.iso_date == "2022-05-16"
    assert record.region
    assert record.region.name == "绵阳市"
