import pytest

from tests.fact.test_targets import facts_of


def duties(text: str) -> list[tuple[str, str, bool]]:
    stored, facts = facts_of(text)
    return [(duty.role, duty.unit.of(stored), duty.leads) for duty in facts.duties]


def test_every_unit_of_every_role_is_a_row() -> None:
    text = "一、任务\n推进创新。(牵头领导:张三;牵头部门:市科技局;配合部门:市教育局、各区县〔市〕政府)"
    assert duties(text) == [
        ("牵头领导", "张三", False),
        ("牵头部门", "市科技局", True),
        ("配合部门", "市教育局", False),
        ("配合部门", "各区县〔市〕政府", False),
    ]


def test_a_bare_list_is_responsible() -> None:
    assert duties("一、任务\n推进创新。(市工信局、市市场监管局(市知识产权局))") == [
        ("责任单位", "市工信局", False),
        ("责任单位", "市市场监管局(市知识产权局)", False),
    ]


def test_the_first_leads_where_the_document_says_so() -> None:
    text = "一、任务\n推进创新。(责任单位:市科技局、市财政局。列第一位的为牵头单位,下同)\n二、保障\n落实经费。(责任单位:市财政局、市科技局)"
    assert [(unit, leads) for _, unit, leads in duties(text)] == [
        ("市科技局", True),
        ("市财政局", False),
        ("市财政局", True),
        ("市科技局", False),
    ]


def test_a_line_without_brackets_counts() -> None:
    assert duties("一、任务\n推进创新。\n牵头单位:市经信局\n配合单位:市科技局") == [
        ("牵头单位", "市经信局", True),
        ("配合单位", "市科技局", False),
    ]


def test_the_item_says_what_for() -> None:
    _, facts = facts_of("一、任务\n(一)完善设施。建设一批综合体。(责任单位:市民政局)")
    assert facts.duties[0].item == "(一)完善设施"


def test_a_sentence_makes_a_unit_responsible() -> None:
    assert duties("第十条 本办法由市科技局、市财政局负责解释。") == [
        ("责任单位", "市科技局", False),
        ("责任单位", "市财政局", False),
    ]


def test_the_unit_that_leads_in_a_sentence() -> None:
    assert ("牵头单位", "市科技局", True) in duties("一、保障\n由市科技局牵头推进平台建设。")


def test_all_levels_of_government_are_one_unit() -> None:
    text = "一、任务\n推进创新。(责任单位:省科技厅,各市、州、县人民政府)"
    assert [unit for _, unit, _ in duties(text)] == ["省科技厅", "各市、州、县人民政府"]


def test_units_linked_behind_the_rest_of_a_list_are_told_apart() -> None:
    text = "一、任务\n推进创新。(市教育局、市财政局等市有关部门及各县(市、区)政府、开发区管委会按职责分工负责)"
    assert [unit for _, unit, _ in duties(text)] == ["市教育局", "市财政局", "各县(市、区)政府", "开发区管委会"]
    assert [unit for _, unit, _ in duties("一、任务\n推进创新。(责任单位:市财政局和各县人民政府)")] == [
        "市财政局",
        "各县人民政府",
    ]


def test_a_bracket_says_until_when() -> None:
    stored, facts = facts_of("一、任务\n推进创新。(责任单位:市科技局;完成时限:2025年6月底)")
    assert [(one.unit.of(stored), one.deadline and one.deadline.of(stored)) for one in facts.duties] == [
        ("市科技局", "2025年6月底")
    ]


def test_the_rest_of_a_list_is_no_unit() -> None:
    assert duties("一、任务\n推进创新。(市科技局牵头,市教育局、市财政局等相关单位配合)") == [
        ("牵头单位", "市科技局", True),
        ("配合单位", "市教育局", False),
        ("配合单位", "市财政局", False),
    ]


def test_a_bracket_without_an_office_is_no_duty() -> None:
    assert not duties("一、任务\n推进创新。(政策已经明确执行期的,按已规定的期限执行)")


def test_a_unit_that_is_to_do_something() -> None:
    assert duties("一、办法\n材料由县住建局核对，平台由市政务数据主管部门统一建设。") == [
        ("责任单位", "县住建局", False),
        ("责任单位", "市政务数据主管部门", False),
    ]
    assert not duties("一、办法\n专班由市科技局、市财政局等部门有关负责同志组成。")


def test_a_line_that_begins_with_units_says_what_they_do() -> None:
    assert duties("一、分工\n推进学校建设,完善各项设施。\n1.县教育局、县财政局:落实学校建设经费。") == [
        ("责任单位", "县教育局", False),
        ("责任单位", "县财政局", False),
    ]
    assert not duties("各市人民政府、省财政厅:\n现将办法印发给你们。")


def test_who_is_in_charge_by_law() -> None:
    assert ("责任单位", "市房管局", False) in duties("第三条 市房管局是本市住房租赁的主管部门。")
    assert ("责任单位", "各县(市、区)政府", False) in duties("第四条 各县(市、区)政府负责本辖区的管理工作。")


@pytest.mark.parametrize(
    ("sentence", "unit"),
    [
        ("市住房保障办公室(以下称市住房保障部门)负责租赁补贴的发放工作。", "市住房保障办公室"),
        ("热线受理中心(以下简称热线中心)是本市热线工作机构。", "热线受理中心"),
        ("各街道办事处负责辖区内的申请受理工作。", "各街道办事处"),
        ("省人民政府委托省委宣传部负责奖项的管理工作。", "省委宣传部"),
    ],
)
def test_a_unit_in_a_sentence_is_told_whole(sentence: str, unit: str) -> None:
    assert duties(f"第三条 {sentence}") == [("责任单位", unit, False)]


@pytest.mark.parametrize(
    "sentence",
    ["由承办单位继续办理。", "由具备相应资质的机构负责检测。", "市科技局要明确相关机构负责诚信工作。"],
)
def test_nobody_in_particular_is_no_unit(sentence: str) -> None:
    assert not duties(f"第三条 {sentence}")


@pytest.mark.parametrize(
    ("bracket", "units"),
    [
        ("(市科技局、市财政局,列首的为牵头单位,下同)", ["市科技局", "市财政局"]),
        ("(市科技局、各县(区)政府负责。以下工作均需各县(区)政府落实,不再列出)", ["市科技局", "各县(区)政府"]),
        ("(市政府办公室、市科技局,各县(市、区)政府)", ["市政府办公室", "市科技局", "各县(市、区)政府"]),
        ("(生态环境部、财政部指导)", ["生态环境部", "财政部"]),
        ("(市海关、市商务局及各县(市、区)政府按职责分工负责)", ["市海关", "市商务局", "各县(市、区)政府"]),
        ("(市科技局牵头,市公安局配合完成,2023年6月底前完成)", ["市科技局", "市公安局"]),
    ],
)
def test_a_bracket_on_its_line_names_units_whatever_it_notes(bracket: str, units: list[str]) -> None:
    assert [unit for _, unit, _ in duties(f"一、任务\n推进创新。\n{bracket}\n二、保障\n落实经费。")] == units


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("获奖名单由评审办公室向社会公布。", ["评审办公室"]),
        ("具体办法由各地确定。", ["各地"]),
        ("补助办法由市委宣传部、市财政局另行研究制定。", ["市委宣传部", "市财政局"]),
        ("专班由市科技局等部门有关负责同志组成。", []),
        ("由市科技局主要领导担任组长。", []),
        ("贷款额度由经办银行合理确定。", []),
        ("由主管部门推荐的项目优先。", []),
        ("由有关部门依法处理。", []),
    ],
)
def test_whom_a_task_is_left_to(sentence: str, units: list[str]) -> None:
    assert [unit for _, unit, _ in duties(f"一、管理\n{sentence}")] == units


def test_each_bracket_under_one_heading_has_its_own_item() -> None:
    _, facts = facts_of("一、任务\n建设平台。(市科技局负责)\n培训人员。(市教育局负责)")
    assert [duty.item for duty in facts.duties] == ["建设平台。", "培训人员。"]
