import pytest

from retrieval.clause.duty import LEAD, LEADER, RESPONSIBLE, SUPPORT, is_duty, read_duties, split_duties
from retrieval.clause.sentences import split_sentences
from retrieval.text.fold import fold


def read(bracket: str) -> list[tuple[str, str]]:
    return [(duty.role, duty.units.of(bracket)) for duty in read_duties(fold(bracket))]


def test_roles_and_units() -> None:
    bracket = "(牵头领导:李关定;牵头部门:市金融办;配合部门:市发改委、各区县〔市〕政府)"
    assert read(bracket) == [(LEADER, "李关定"), (LEAD, "市金融办"), (SUPPORT, "市发改委、各区县〔市〕政府")]


def test_a_note_after_the_units_is_not_a_unit() -> None:
    assert read("(责任单位:省科技厅、市政府。列第一位的为牵头单位,下同)") == [(RESPONSIBLE, "省科技厅、市政府")]


def test_a_bare_list_is_responsible() -> None:
    assert is_duty("(市工信局、市科技局)")
    assert read("(市工信局、市科技局)") == [(RESPONSIBLE, "市工信局、市科技局")]


def test_a_remark_in_brackets_is_no_duty() -> None:
    for remark in ("(征求意见稿)", "(此件公开发布)", "(市政府737室)", "(简称“新政”)"):
        assert not is_duty(fold(remark))


@pytest.mark.parametrize(
    ("bracket", "roles"),
    [
        ("(省司法厅牵头)", [(LEAD, "省司法厅")]),
        (
            "(市科技局牵头,市财政局、各县(市、区)政府配合)",
            [(LEAD, "市科技局"), (SUPPORT, "市财政局、各县(市、区)政府")],
        ),
        ("(市大数据局、各区政府按职责分工负责)", [(RESPONSIBLE, "市大数据局、各区政府")]),
        ("(市工信局牵头;市商务局等部门按职责分工负责)。", [(LEAD, "市工信局"), (RESPONSIBLE, "市商务局")]),
    ],
)
def test_roles_behind_their_units(bracket: str, roles: list[tuple[str, str]]) -> None:
    assert is_duty(bracket)
    assert read(bracket) == roles


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("推进创新。(市科技局牵头)加强应用。", ["推进创新。", "(市科技局牵头)", "加强应用。"]),
        ("推进创新(责任单位:市科技局)。", ["推进创新", "(责任单位:市科技局)。"]),
        ("推进创新(市科技局牵头)。", ["推进创新", "(市科技局牵头)。"]),
        ("由专班(市科技局牵头)推进创新。", ["由专班(市科技局牵头)推进创新。"]),
        ("推进创新。(市科技局、市财政局)加强应用。", ["推进创新。", "(市科技局、市财政局)", "加强应用。"]),
        ("推进(试点)创新。", ["推进(试点)创新。"]),
    ],
)
def test_a_bracket_is_cut_out_of_the_text_around_it(text: str, parts: list[str]) -> None:
    assert [part.of(text) for part in split_duties(text, split_sentences(text))] == parts
