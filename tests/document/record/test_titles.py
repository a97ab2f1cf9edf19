from collections.abc import Callable

import pytest

from retrieval.document.model import Record

Read = Callable[[str], Record]
BODY = "为促进产业发展，结合我市实际，制定本文件。\n一、总体要求\n坚持市场主导，推动产业集聚。"


def title_of(record: Record) -> str | None:
    return record.title.value if record.title else None


@pytest.mark.parametrize(
    "title",
    [
        "湘潭市支持企业上市十条措施",
        "湘潭市人才引进若干政策",
        "湘潭市高龄津贴申请指南",
        "湘潭市行政审批事项目录",
        "湘潭市最低生活保障标准",
        "湘潭市惠企政策清单",
        "湘潭市公租房申请问答",
        "湘潭市燃气管理规程（试行）",
        "湘潭市绿化条例（草案）",
        "湘潭市物业管理办法（修订）（征求意见稿）",
        "湘潭市审理劳动争议案件若干问题的规定（一）",
        "中华人民共和国外商投资法",
        "中华人民共和国涉外民事关系法律适用法",
        "湘潭市河道管理规定",
        "关于受理人才公寓申请的公告",
        "湘潭市民政局关于开展高龄津贴核查的通告",
        "关于同意设立镇便民服务中心的批复",
        "湘潭市2024年政务公开工作要点",
    ],
)
def test_every_genre_on_the_first_line(record_of: Read, title: str) -> None:
    assert title_of(record_of(f"{title}\n{BODY}")) == title


@pytest.mark.parametrize(
    ("notice", "title"),
    [
        ("湘潭市人民政府关于印发《湘潭市绿地管理办法》的通知", "湘潭市绿地管理办法"),
        ("湘潭市人民政府办公室关于印发湘潭市2024年工作要点的通知", "湘潭市2024年工作要点"),
        ("湘潭市人民政府办公室印发《关于促进养老服务的意见》的通知", "关于促进养老服务的意见"),
        ("湘潭市人民政府办公室关于重新发布湘潭市积分管理办法的通知", "湘潭市积分管理办法"),
        ("中共湘潭市委 湘潭市人民政府印发《湘潭市乡村振兴规划》", "湘潭市乡村振兴规划"),
    ],
)
def test_the_title_is_what_a_notice_issues_and_the_notice_another_name(
    record_of: Read, notice: str, title: str
) -> None:
    record = record_of(f"{notice}\n各区人民政府：\n现印发给你们，请认真贯彻执行。\n湘潭市人民政府\n2024年3月8日")
    assert title_of(record) == title
    assert record.notice
    assert record.notice.value == notice.replace(" ", "")


@pytest.mark.parametrize(
    "notice",
    [
        "湘潭市人民政府关于公布第一批湿地保护名录的通知",
        "湘潭市人民政府关于印发养老服务两个规定的通知",
        "湘潭市教育局转发省教育厅关于做好招生工作若干措施的通知",
        "湘潭市民政局关于进一步做好高龄津贴发放工作的通知",
    ],
)
def test_a_notice_that_issues_no_one_paper_is_the_title(record_of: Read, notice: str) -> None:
    record = record_of(f"{notice}\n各区人民政府：\n请认真贯彻执行。")
    assert (title_of(record), record.notice) == (notice, None)


def test_the_title_as_its_own_line_states_it(record_of: Read) -> None:
    record = record_of(
        "关于印发本区应对疫情影响支持中小企业稳定发展若干措施的通知\n各街道办事处：\n现将措施印发给你们。\n湘潭市岳塘区人民政府\n"
        "2024年3月8日\n岳塘区关于应对疫情影响支持中小企业稳定发展的若干措施\n为支持企业，制定以下措施。"
    )
    assert title_of(record) == "岳塘区关于应对疫情影响支持中小企业稳定发展的若干措施"


def test_a_title_over_two_lines_is_one_and_its_span_exact(record_of: Read) -> None:
    text = "7. 湘潭市人民政府办公室关于印发湘潭市优化营\n商环境行动方案的通知（2024 年3 月8 日）\n潭政办发〔2024〕3 号\n各县（市）区人民政府：\n请贯彻执行。"
    record = record_of(text)
    assert record.title
    assert record.title.value == "湘潭市优化营商环境行动方案"
    assert record.title.span.of(text) == "湘潭市优化营\n商环境行动方案"
    assert record.iso_date == "2024-03-08"


def test_neither_menu_nor_trail_nor_other_titles_are_the_title(record_of: Read) -> None:
    menu = "搜索热词：\n公共服务\n产业扶持政策\n投资创业\n首页Home\n岳塘动态\n政务服务\n政务公开\n办事指南\n互动交流"
    page = f"{menu}\n当前位置：首页 > 岳塘动态 > 通知公告\n关于受理人才公寓申请的公告\n发表时间：2024-08-11 18:04:59\n信息来源：区住建局\n根据《岳塘区人才公寓管理办法》的规定，现受理申请。"
    record = record_of(page)
    assert title_of(record) == "关于受理人才公寓申请的公告"
    assert record.iso_date == "2024-08-11"
    assert [issuer.value for issuer in record.issuers] == ["区住建局"]


@pytest.mark.parametrize(
    "text",
    [
        "第一条 为加强管理，根据《湖南省绿化条例》，制定本办法。\n第二条 本办法适用于本市。",
        "为贯彻落实《关于促进养老服务的意见》，现就有关工作通知如下。\n一、总体要求\n坚持保障基本。",
        "大战乡人民政府：你乡《关于要求调整行政村规模的请示》收悉。经研究同意。仙居县人民政府2013年9月17日",
    ],
)
def test_a_text_without_a_title_has_none(record_of: Read, text: str) -> None:
    assert title_of(record_of(text)) is None


def test_what_the_page_states_as_the_title_goes_first(record_of: Read) -> None:
    record = record_of(
        "湘潭政务服务网 办事指南\n事项名称：高龄津贴的审核\n实施机关：湘潭市民政局\n受理条件：年满八十周岁。"
    )
    assert title_of(record) == "高龄津贴的审核"
    assert [issuer.value for issuer in record.issuers] == ["湘潭市民政局"]


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("湘潭市绿化条例（草案）", "draft"),
        ("关于公开征求《湘潭市绿化办法》意见的公告", "draft"),
        ("《湘潭市绿化条例》解读", "interpretation"),
        ("湘潭市公租房申请问答", "guide"),
        ("湘潭市绿化条例", None),
    ],
)
def test_what_kind_of_paper_it_is(record_of: Read, title: str, status: str | None) -> None:
    assert record_of(f"{title}\n{BODY}").status == status
