from retrieval.clause.duty import LEAD, LEADER, RESPONSIBLE, SUPPORT, is_duty, read_duties
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
