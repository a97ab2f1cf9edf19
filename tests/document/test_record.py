import pytest

from retrieval.document.model import DRAFT, ISSUED, Record
from retrieval.document.parse import parse_document
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


@pytest.mark.parametrize(
    ("above", "below", "source", "credit"),
    [
        ("发布时间：2021-03-08  信息来源：市民政局  浏览次数：12", "来源：养老服务处", "市民政局", "养老服务处"),
        ("来源：市民政局", "", "市民政局", None),
        ("", "稿件来源：养老服务处", None, "养老服务处"),
        ("", "资金来源：市级财政。", None, None),
    ],
)
def test_where_the_page_has_the_text_from(above: str, below: str, source: str | None, credit: str | None) -> None:
    title, rest = PLAN.split("\n", 2)[1:]
    record = record_of(f"{title}\n{above}\n{rest}{below}\n")
    assert (record.source.value if record.source else None) == source
    assert (record.credit.value if record.credit else None) == credit


def test_who_it_goes_to_and_what_comes_with_it() -> None:
    record = record_of(
        "关于征求意见的函\n各区人民政府，市各有关单位：\n请研究。\n附件：1．办法（草案）\n2．起草说明\n某市商务局"
    )
    assert record.addressees is not None
    assert record.addressees.value == "各区人民政府，市各有关单位"
    assert record.attachments is not None
    assert record.attachments.value == "1．办法（草案）\n2．起草说明"


@pytest.mark.parametrize(
    ("article", "effective", "validity"),
    [
        ("第九条 本办法自2022年5月1日起施行，有效期三年。", "自2022年5月1日起施行", "有效期三年"),
        ("本意见自印发之日起实施，有效期至2026年12月31日。", "自印发之日起实施", "有效期至2026年12月31日"),
        ("本细则自公布之日起30日后施行，试行两年。", "自公布之日起30日后施行", "试行两年"),
        ("第九条 自二〇二二年五月一日起施行。", "自二〇二二年五月一日起施行", None),
        ("本规定试行期为2年。", None, "试行期为2年"),
        ("本通知自2022年5月1日起执行，至2025年4月30日废止。", "自2022年5月1日起执行", "至2025年4月30日废止"),
        ("《某条例》已经通过，现予公布，自2022年5月1日起施行。", "自2022年5月1日起施行", None),
        ("对新购车辆，自2022年5月1日起执行新标准。", None, None),
        ("家政服务员的健康证有效期一年。", None, None),
        ("《数据安全法》自2021年9月1日起施行后，各地出台配套措施。", None, None),
    ],
)
def test_from_when_and_how_long_it_is_in_force(article: str, effective: str | None, validity: str | None) -> None:
    record = record_of(f"某市家政服务管理办法\n第一条 为规范家政服务，制定本办法。\n{article}")
    assert (record.effective.value if record.effective else None) == effective
    assert (record.validity.value if record.validity else None) == validity


def test_the_signature_is_the_issuer_above_the_date() -> None:
    signer = record_of(PLAN).signer
    assert signer is not None
    assert PLAN[signer.span.start :].startswith("苏州市人民政府\n2021年3月8日")


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
