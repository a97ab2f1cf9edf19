import re

import pytest

from retrieval.text.pattern import lazy_pattern


def test_it_does_what_the_compiled_expression_does() -> None:
    later, now = lazy_pattern(r"(?P<year>\d{4})年"), re.compile(r"(?P<year>\d{4})年")
    assert later.sub(r"<\1>", "到2025年") == now.sub(r"<\1>", "到2025年")
    assert [match["year"] for match in later.finditer("2020年、2025年")] == ["2020", "2025"]
    assert later.pattern == now.pattern
    assert later.search("没有") is None


def test_a_wrong_expression_is_told_at_its_first_use() -> None:
    with pytest.raises(re.error):
        lazy_pattern("(").search("")
