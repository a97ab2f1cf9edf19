"""Laws that say through other clauses what is asked: lists, fines in another article, definitions."""

import pytest

from retrieval.answer.ask import ask
from retrieval.index.store import Index


@pytest.mark.parametrize(
    ("question", "said", "citation"),
    [
        # the fine stands in the words that announce the list of acts
        ("擅自发布农作物病虫害预报罚多少", "5000元以上5万元以下罚款", "《农作物病虫害防治条例》第四十一条"),
        # in the next paragraph, which speaks of 前款
        ("在公共场所随地吐痰罚多少", "五十元", "《北京市市容环境卫生条例》第五十二条第二款"),
        # in another article, which names the one that forbids it
        ("龙湖一级保护区违规建设罚多少", "二万元以上二十万元以下罚款", "《周口市淮阳龙湖保护条例》第四十条"),
        # in the same paragraph, which speaks of 违反规定
        ("公共厕所不能正常使用罚多少", "五百元以上三千元以下", "《北京市市容环境卫生条例》第五十七条第二款"),
        # at the end of a long sentence
        ("移动山体保护界桩会被罚多少钱", "一千元以上五千元以下罚款", "《威海市山体保护条例》第三十条"),
        ("政府信息指的是什么", "履行行政管理职能过程中制作或者获取", "《中华人民共和国政府信息公开条例》第二条"),
        ("匿名化是什么意思", "不能复原的过程", "《中华人民共和国个人信息保护法》第七十三条"),
        ("表演者享有哪些权利", "（一）表明表演者身份", "《中华人民共和国著作权法》第三十九条第一款"),
        ("燃气企业不能做哪些事", "（一）向未取得燃气经营许可证", "《上海市燃气管理条例》第二十二条"),
        ("谁发布农作物病虫害灾情信息", "农业农村主管部门", "《农作物病虫害防治条例》第二十七条第二款"),
    ],
)
def test_the_clause_that_says_it_is_found_through_others(question: str, said: str, citation: str, laws: Index) -> None:
    answer = ask(question, laws)
    assert answer.found
    assert said in answer.text
    assert answer.passages[0].citation == citation
