from collections.abc import Callable

import pytest

from retrieval.document.model import Record

Read = Callable[[str], Record]
TITLE = "湘潭市人民政府办公室关于做好防汛工作的通知"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("潭政办发〔2024〕3号", "潭政办发〔2024〕3号"),
        ("潭政办发[2024]3 号", "潭政办发[2024]3号"),
        ("（潭政办发〔2024〕3号）", "潭政办发〔2024〕3号"),
        ("潭政办发20243号", "潭政办发20243号"),
        ("发文字号：潭政办发〔2024〕3号", "潭政办发〔2024〕3号"),
        ("文　　号：\n潭政办发〔2024〕3号", "潭政办发〔2024〕3号"),
    ],
)
def test_forms_of_the_number(record_of: Read, line: str, number: str) -> None:
    record = record_of(f"{TITLE}\n{line}\n各区人民政府：\n根据《国务院通知》（国发〔2020〕1号），请做好防汛工作。")
    assert record.number
    assert record.number.value == number


@pytest.mark.parametrize(
    "text",
    [
        f"{TITLE}\n各区人民政府：\n根据《国务院通知》（国发〔2020〕1号）和国发〔2021〕2号文件，请做好防汛工作。",
        "大战乡人民政府：你乡《关于调整行政村规模的请示》（战政〔2013〕92号）收悉。仙居县人民政府2013年9月17日",
    ],
)
def test_numbers_of_others_are_none(record_of: Read, text: str) -> None:
    assert record_of(text).number is None


def test_the_number_of_a_decree(record_of: Read) -> None:
    text = "湘潭市人民政府令\n（第87号）\n《湘潭市绿化办法》已经2024年3月1日市政府常务会议通过，现予公布，自2024年5月1日起施行。\n市长 王五\n2024年3月8日\n湘潭市绿化办法\n第一条 为加强绿化，制定本办法。"
    record = record_of(text)
    assert record.number
    assert record.number.value == "湘潭市人民政府令（第87号）"
    assert record.title
    assert record.title.value == "湘潭市绿化办法"
    assert (record.iso_date, record.in_force) == ("2024-03-08", "2024-05-01")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (f"{TITLE}\n各区人民政府：\n请做好。\n湘潭市人民政府办公室\n2024年3月8日\n湘潭市人民政府办公室 2024年3月11日印发", "2024-03-08"),
        (f"{TITLE}\n发布日期：2024-03-12\n各区人民政府：\n请做好。\n湘潭市人民政府办公室\n二〇二四年三月八日", "2024-03-08"),
        (f"成文日期：2024年03月08日\n{TITLE}\n发布日期：2024-03-12\n各区人民政府：\n请做好。", "2024-03-08"),
        (f"{TITLE}\n（2024年3月8日）\n各区人民政府：\n请做好。", "2024-03-08"),
        (f"{TITLE}\n发布时间：2024-03-12 10:20\n请于2024年5月1日前做好。", "2024-03-12"),
        (f"{TITLE}\n各区人民政府：\n2024年5月1日以后的工作另行通知。", None),
        (f"{TITLE}\n各区人民政府：\n请做好。2024年2月30日", None),
        ("湘潭市政府工作报告\n——2024年1月26日在湘潭市第十六届人民代表大会第四次会议上\n时间：2024-02-03\n各位代表：", "2024-01-26"),
    ],
)  # fmt: skip
def test_the_surest_date(record_of: Read, text: str, date: str | None) -> None:
    assert record_of(text).iso_date == date


@pytest.mark.parametrize(
    ("closing", "in_force", "expires"),
    [
        ("本通知自2024年5月1日起施行，有效期5年。", "2024-05-01", None),
        ("本通知自印发之日起施行，有效期至2026年12月31日。", "2024-03-11", "2026-12-31"),
        ("本通知自发布之日起实施。", "2024-03-08", None),
        ("以上措施自印发之日起30日后施行。", "2024-04-10", None),
        ("本通知执行期限为2024年1月1日至2026年12月31日。", "2024-01-01", "2026-12-31"),
        ("对新购车辆，自2024年5月1日起执行新标准。", None, None),
        ("请认真贯彻执行。", None, None),
    ],
)
def test_from_and_until_which_day_it_is_in_force(
    record_of: Read, closing: str, in_force: str | None, expires: str | None
) -> None:
    record = record_of(
        f"{TITLE}\n各区人民政府：\n请做好防汛工作。\n{closing}\n湘潭市人民政府办公室\n2024年3月8日\n湘潭市人民政府办公室 2024年3月11日印发"
    )
    assert (record.in_force, record.expires) == (in_force, expires)


def test_days_in_force_that_the_page_states(record_of: Read) -> None:
    record = record_of(
        f"实施日期：2024年5月1日\n失效日期：2029年4月30日\n文件状态：有效\n{TITLE}\n各区人民政府：\n请做好。"
    )
    assert (record.in_force, record.expires) == ("2024-05-01", "2029-04-30")
    assert record.validity
    assert record.validity.value == "有效"
