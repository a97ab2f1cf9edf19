import pytest

from retrieval.clause.years import governs, years_in
from retrieval.text.fold import fold


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("到2020年,规模突破100亿元", (2020,)),
        ("2019～2022年", (2019, 2022)),
        ("“十四五”末", (2025,)),
        ("《规划(2019—2021年)》(国发〔2017〕35号)", ()),
        ("2019年6月29日印发", ()),
        ("2020年达到60亿元,2025年达到500亿元", (2020, 2025)),
    ],
)
def test_years_that_a_text_speaks_of(text: str, years: tuple[int, ...]) -> None:
    assert years_in(fold(text)) == years


def test_only_a_target_year_governs_what_follows() -> None:
    assert governs(fold("到2020年,规模扩大"))
    assert not governs(fold("落实2019年部署"))
