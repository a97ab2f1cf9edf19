"""What changed between two versions of a document."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from retrieval.clause.difference import Change, Sentence, compare, sentences_of
from tests.conftest import index_of

OLD = """湖州市人才安居办法
湖政发〔2020〕3号
第一条 为引进人才,制定本办法。
第二条 对博士给予30万元安家补贴;对硕士给予10万元安家补贴。
第三条 申请人应当在2020年12月31日前提交材料。
第四条 原有规定同时废止。
第五条 本办法自印发之日起施行。
"""
NEW = """湖州市人才安居办法
湖政发〔2024〕8号
第一条 为引进人才,制定本办法。
第二条 对硕士给予10万元安家补贴。对博士给予50万元安家补贴;
第三条 申请人应当在2024年12月31日前提交材料,逾期不予受理。
第四条 市财政局对资金使用情况进行监督检查。
第五条 本办法自印发之日起施行。
"""


def changes(folder: Path, old: str, new: str) -> list[Change]:
    with index_of(folder, old=old, new=new) as index:
        found = []
        for name in ("old", "new"):
            entry = index.document(name)
            assert entry
            found.append(sentences_of(index.clauses(entry.ids).values()))
            for one in found[-1]:
                assert index.source(name)[one.start : one.end] == one.text
    return compare(*found)


def test_numbers_come_first_with_both_values(tmp_path: Path) -> None:
    found = changes(tmp_path, OLD, NEW)
    numbers = [change.numbers for change in found if change.numbers]
    assert (("30万元", "50万元"),) in numbers
    assert (("2020年12月31日", "2024年12月31日"),) in numbers
    assert [bool(change.numbers) for change in found] == sorted(
        (bool(change.numbers) for change in found), reverse=True
    )


def test_what_was_added_and_removed_is_told_and_what_moved_is_not(tmp_path: Path) -> None:
    found = changes(tmp_path, OLD, NEW)
    added = [change.new.text for change in found if change.kind == "added" and change.new]
    removed = [change.old.text for change in found if change.kind == "removed" and change.old]
    assert any("监督检查" in text for text in added)
    assert any("同时废止" in text for text in removed)
    assert not any("10万元" in text for text in (*added, *removed))


def test_an_article_that_only_got_another_number_has_not_changed(tmp_path: Path) -> None:
    fewer = OLD.replace("第二条 对博士给予30万元安家补贴;对硕士给予10万元安家补贴。\n", "").replace("第三条", "第二条")
    found = changes(tmp_path, OLD, fewer.replace("第四条", "第三条").replace("第五条", "第四条"))
    assert {change.kind for change in found} == {"removed"}
    assert all("安家补贴" in change.old.text for change in found if change.old)


def test_the_same_text_has_no_changes(tmp_path: Path) -> None:
    assert changes(tmp_path, OLD, OLD.replace("。\n", "。\n\n")) == []


def sentences(texts: list[str]) -> list[Sentence]:
    return [Sentence("d", 0, place, place + len(text), text, text) for place, text in enumerate(texts)]


_TEXTS = st.lists(st.text("甲乙丙一二三0123,年", min_size=1, max_size=8), max_size=12)


@given(_TEXTS, _TEXTS)
def test_the_changes_lead_from_one_version_to_the_other(old: list[str], new: list[str]) -> None:
    found = compare(sentences(old), sentences(new))
    left = list(old)
    for change in found:
        if change.old:
            left.remove(change.old.text)
        if change.new:
            left.append(change.new.text)
    assert sorted("".join(text.split()) for text in left) == sorted("".join(text.split()) for text in new)
