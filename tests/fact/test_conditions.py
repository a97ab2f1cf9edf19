from tests.fact.test_targets import facts_of


def conditions(text: str) -> list[tuple[str, str, str]]:
    stored, facts = facts_of(text)
    return [(one.kind, one.section, one.quote.of(stored)) for one in facts.conditions]


def test_what_stands_under_a_heading_of_conditions_is_a_row_each() -> None:
    text = "租房补贴申领指南\n一、申请条件\n1.在本市工作满一年。\n2.在本市无自有住房。\n二、申请材料\n1.身份证原件。\n三、其他\n由市住建局解释。"
    assert conditions(text) == [
        ("条件", "一、申请条件", "1.在本市工作满一年。"),
        ("条件", "一、申请条件", "2.在本市无自有住房。"),
        ("材料", "二、申请材料", "1.身份证原件。"),
    ]


def test_a_label_opens_what_it_names() -> None:
    assert ("条件", "补贴对象", "符合条件的创业者。") in conditions(
        "创业补贴\n补贴对象：符合条件的创业者。\n补贴期限：一次性。"
    )


def test_a_heading_of_several_kinds_is_told_by_what_is_said() -> None:
    stored, facts = facts_of(
        "一、申请条件和材料\n1.具有本市户籍,年满18周岁。\n2.身份证原件和复印件。\n二、再造业务流程\n精准梳理高频事项,优化流程。\n三、发展新材料\n支持企业研发新材料。\n"
    )
    assert [(row.kind, row.quote.of(stored)) for row in facts.conditions] == [
        ("条件", "1.具有本市户籍,年满18周岁。"),
        ("材料", "2.身份证原件和复印件。"),
    ]
