import pytest

from retrieval.document.record.bodies import find_bodies, is_national, trailing_bodies


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("安和市财政局安和市教育局", []),  # no place that there is
        ("湘潭市财政局湘潭市教育局", ["湘潭市财政局", "湘潭市教育局"]),
        ("中共湘潭市委湘潭市人民政府", ["中共湘潭市委", "湘潭市人民政府"]),
        ("中共中央国务院", ["中共中央", "国务院"]),
        ("中共中央办公厅国务院办公厅", ["中共中央办公厅", "国务院办公厅"]),
        ("教育部财政部", ["教育部", "财政部"]),
        ("国家税务总局湖南省税务局", ["国家税务总局湖南省税务局"]),
        ("省财政厅、省教育厅", ["省财政厅", "省教育厅"]),
        ("湘潭市推进老旧小区改造工作领导小组办公室", ["湘潭市推进老旧小区改造工作领导小组办公室"]),
        ("湘潭市残疾人联合会", ["湘潭市残疾人联合会"]),
        ("湘潭高新技术产业开发区管理委员会", ["湘潭高新技术产业开发区管理委员会"]),
        ("各区人民政府", []),
        ("关于成立办公室", []),
        ("全市养老服务体系", []),
    ],
)
def test_where_one_body_ends_and_the_next_begins(text: str, bodies: list[str]) -> None:
    assert [text[start:end] for start, end in find_bodies(text)] == bodies


def test_white_space_parts_bodies() -> None:
    text = "商务部办公厅中国进出口银行办公室"
    assert len(find_bodies(text, frozenset({6}))) == 2


def test_the_bodies_that_a_text_ends_in() -> None:
    text = "政策清单湘潭市财政局湘潭市教育局"
    start = trailing_bodies(text)
    assert start is not None
    assert text[start:] == "湘潭市财政局湘潭市教育局"
    assert trailing_bodies("湘潭市财政局负责") is None


def test_bodies_of_the_whole_state() -> None:
    assert is_national("国务院办公厅")
    assert is_national("教育部")
    assert not is_national("国家税务总局湖南省税务局")
    assert not is_national("湘潭市教育局")
