import pytest

from retrieval.document import parse_document
from retrieval.document.model import DRAFT, ISSUED, Record
from retrieval.document.source import Source, find_sources, read_source, seed_folder
from retrieval.text.regions import Region
from tests.conftest import PLAN


def record_of(text: str) -> Record:
    from pathlib import Path

    return parse_document(Source("a", Path("a.txt"), text, "")).record


def values(record: Record) -> dict[str, str | None]:
    fields = {name: getattr(record, name) for name in ("title", "issuer", "number", "date", "period")}
    return {name: field.value if field else None for name, field in fields.items()}


def test_a_plan_under_a_covering_notice() -> None:
    record = record_of(PLAN)
    assert values(record) == {
        "title": "苏州市养老服务发展行动计划(2021—2023年)",
        "issuer": "苏州市人民政府",
        "number": "苏府〔2021〕15号",
        "date": "2021年3月8日",
        "period": "2021—2023年",
    }
    assert record.region == Region("江苏省", "苏州市")
    assert record.status == ISSUED
    assert record.iso_date == "2021-03-08"


def test_a_number_that_is_only_cited_is_not_the_documents_own() -> None:
    text = "某市新规划\n为贯彻《国务院关于印发新规划的通知》(国发〔2017〕35号),制定本规划。"
    assert record_of(text).number is None


@pytest.mark.parametrize(
    ("line", "way"),
    [
        ("(此件公开发布)", "此件公开发布"),
        ("（此件依申请公开）", "此件依申请公开"),
        ("公开属性：主动公开", "主动公开"),
        ("要求各部门公开数据。", None),
    ],
)
def test_how_far_a_document_is_open(line: str, way: str | None) -> None:
    disclosure = record_of(f"{PLAN}\n{line}").disclosure
    assert (disclosure.value if disclosure else None) == way


def test_who_it_goes_to_and_what_comes_with_it() -> None:
    record = record_of(
        "关于征求意见的函\n各区人民政府，市各有关单位：\n请研究。\n附件：1．办法（草案）\n2．起草说明\n某市商务局"
    )
    assert record.addressees is not None
    assert record.addressees.value == "各区人民政府，市各有关单位"
    assert record.attachments is not None
    assert record.attachments.value == "1．办法（草案）\n2．起草说明"


def test_what_is_not_stated_stays_unknown() -> None:
    assert record_of("今天讨论了三个问题。会议决定继续研究。") == Record()


@pytest.mark.parametrize(
    ("name", "title", "city", "status", "date"),
    [
        ("dalian", "大连市新一代人工智能发展规划", "大连市", ISSUED, None),
        ("hangzhou", "建设杭州国家人工智能创新应用先导区行动计划(2022—2024年)", "杭州市", ISSUED, "2022-01-19"),
        ("nanjing", "南京市打造人工智能产业地标行动计划", "南京市", ISSUED, "2019-06-29"),
        ("ningbo", "宁波市新一代人工智能发展行动方案(2019~2022年)", "宁波市", ISSUED, "2019-09-24"),
        ("zhongshan", "中山市加快新一代人工智能发展行动计划(2019-2021年)(征求意见稿)", "中山市", DRAFT, "2019-05-31"),
    ],
)
def test_the_seeds(name: str, title: str, city: str, status: str, date: str | None) -> None:
    (path,) = [path for path in find_sources([seed_folder()]) if path.stem == name]
    document = parse_document(read_source(path))
    record = document.record
    assert record.title is not None
    assert record.region is not None
    assert (record.title.value, record.region.city, record.status, record.iso_date) == (title, city, status, date)
    for field in (record.title, record.issuer, record.number, record.date, record.period, record.draft):
        assert field is None or field.span.of(document.text) == field.value
