from hypothesis import given
from hypothesis import strategies as st

from retrieval.document.body import find_body
from tests.conftest import PLAN


def paragraphs(text: str) -> list[str]:
    return [span.of(text) for span in find_body(text)]


def test_site_chrome_is_not_quotable() -> None:
    found = "\n".join(paragraphs(PLAN))
    assert "上一篇" not in found
    assert "首页" not in found
    assert "由分管副市长任组长" in found


def test_a_second_copy_is_not_a_second_result() -> None:
    text = PLAN + PLAN.replace("首页", "主页")
    assert paragraphs(text) == paragraphs(PLAN)


def test_paragraphs_glued_with_spaces_come_apart() -> None:
    text = "某市人民政府关于印发某市发展规划的通知为加快发展,制定本规划。 一、总体要求 人工智能是重要力量。 (一)原则。 坚持创新。"
    assert paragraphs(text) == [
        "某市人民政府关于印发某市发展规划的通知",
        "为加快发展,制定本规划。",
        "一、总体要求",
        "人工智能是重要力量。",
        "(一)原则。",
        "坚持创新。",
    ]


@given(st.text(alphabet=" \n\r\t|一、(二)。;规划的通知abc2020年〔〕号"))
def test_paragraphs_are_slices_in_order_without_overlap(text: str) -> None:
    end = 0
    for span in find_body(text):
        assert end <= span.start < span.end <= len(text)
        end = span.end


def test_a_title_that_ends_like_a_menu_label_stays() -> None:
    for ending in ("措施", "政策", "指南", "目录", "标准", "清单", "问答"):
        title = f"清河县产业扶持{ending}"
        assert paragraphs(f"{title}\n一、总则\n对新办企业给予补助。\n") == [title, "一、总则", "对新办企业给予补助。"]


def test_bodies_above_a_title_and_the_date_below_it_are_paragraphs() -> None:
    text = "中共清河县委 清河县人民政府\n关于支持重点产业加快发展的实施意见\n(2023年2月8日)\n为实现高质量发展，制定如下实施意见。\n第一条 对企业给予300万元奖励。\n"
    assert paragraphs(text) == text.split("\n")[:-1]


def test_the_menu_above_a_title_is_cut() -> None:
    menu = "搜索热词：\n公共服务\n产业扶持政策\n投资创业\n首页Home\n天河动态\n走进天河\n政务服务\n互动交流\n"
    title = "关于受理天河区人才公寓申请的公告"
    text = f"{menu}{title}\n发表时间：2025-08-11 18:04:59\n信息来源：区住建园林局\n　　根据有关规定，现受理申请。租金为32.5元。\n"
    assert paragraphs(text) == [title, "根据有关规定，现受理申请。租金为32.5元。"]


def test_the_foot_of_a_page_is_cut_and_the_table_before_it_kept() -> None:
    table = ["一、服务中心业务电话", "街道", "电话", "石牌街", "87564410", "石牌东路127号1楼", "林和街", "38811952"]
    foot = "扫一扫在手机打开当前页\n打印 关闭\n网站地图\n联系我们\n您是第\n位访客\n天河发布\n文明天河\n"
    assert paragraphs("\n".join(["关于业务电话的公告", "来电请拨以下电话。", *table]) + "\n" + foot) == [
        "关于业务电话的公告",
        "来电请拨以下电话。",
        *table,
    ]


def test_a_sentence_about_an_account_is_no_chrome() -> None:
    line = "申请人可关注“清河发布”，登录县人力资源和社会保障局微信公众号。"
    assert line in paragraphs(f"清河县人才公寓申请指南\n一、申请方式\n{line}\n")


def test_labels_and_their_values_on_two_lines_are_one_paragraph() -> None:
    text = "文号：\n清政规〔2025〕2号\n失效日期：\n2030年6月1日\n发布机关：\n清河县人民政府\n文件状态：\n有效\n清河县人才公寓管理办法\n第一条 为规范管理，制定本办法。\n"
    found = paragraphs(text)
    assert "文号：\n清政规〔2025〕2号" in found
    assert "失效日期：\n2030年6月1日" in found


def test_a_copy_in_one_line_is_dropped() -> None:
    title = "清河县人民政府关于支持工业发展的通知"
    body = [
        "各乡镇人民政府：",
        "一、支持企业发展。对新认定的示范企业，给予10万元的一次性奖励，并在用地、用能、用工等方面优先予以保障，具体办法由县工业和信息化局另行制定。",
        "二、支持技术改造。对完成技术改造的企业，按设备投资额的百分之十给予补助，最高不超过200万元，由县财政局在每年六月底前拨付到位。",
        "三、支持开拓市场。对参加境内外展会的企业，按展位费的百分之五十给予补助，每家企业每年不超过20万元，由县商务局负责受理和审核。",
        "清河县人民政府",
        "2023年5月1日",
    ]
    text = "\n".join([title, *body])
    assert paragraphs(f"{text}\n{''.join([title, *body])}\n") == [title, *body]
