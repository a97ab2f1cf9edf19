from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.fold import fold


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_width_case_marks_and_traditional_characters_are_one() -> None:
    assert fold("２０２０年ＡＩ產業") == fold("2020年ai产业")
    assert fold("〔2019〕") == fold("[2019]") == fold("（２０１９）")
    assert fold("2019～2022") == fold("2019—2022") == fold("2019-2022")


def test_simplified_text_is_left_alone() -> None:
    assert fold("统一部署,一带一路,著作权") == "统一部署,一带一路,著作权"
