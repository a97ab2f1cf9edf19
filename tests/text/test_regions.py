from retrieval.text.regions import Region, abbreviated, find_regions

DALIAN = Region("辽宁省", "大连市")


def test_full_and_short_names_name_the_same_region() -> None:
    assert [mention.regions for mention in find_regions("南京市和南京")] == [(Region("江苏省", "南京市"),)] * 2


def test_a_district_is_not_the_city_of_the_same_name() -> None:
    (mention,) = find_regions("中山区")
    assert Region("辽宁省", "大连市", "中山区") in mention.regions
    assert Region("广东省", "中山市") not in mention.regions


def test_a_name_inside_a_longer_word_is_not_the_region() -> None:
    assert find_regions("杭州湾", words=[(0, 3)]) == []


def test_an_abbreviation_stands_for_a_city() -> None:
    assert Region("江苏省", "南京市") in abbreviated("宁")
    assert Region("浙江省", "宁波市") in abbreviated("甬")


def test_a_region_holds_what_lies_in_it() -> None:
    assert Region("辽宁省").holds(DALIAN)
    assert DALIAN.holds(Region("辽宁省", "大连市", "中山区"))
    assert not DALIAN.holds(Region("辽宁省"))
