"""The kinds of whole answers: how a question asks for each, and the headings and announcements that promise it.

Kinds are evidence: a question may ask for several, and none of them decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from re import Pattern

from retrieval.question.model import Question, Word
from retrieval.text.pattern import lazy_pattern

#: For each kind how it is asked for, and what promises it in a heading or an announcement.
KINDS: dict[str, tuple[Pattern[str], Pattern[str]]] = {
    name: (lazy_pattern(asks), lazy_pattern(promises))
    for name, asks, promises in (
        (
            "conditions",
            r"条件|资格|要求|门槛|[哪那什啥]么?[些样]?(?:的)?(?:人|企业|单位|机构|情况|情形|对象)|谁(?:能|可以)|符合|哪些情[况形]|才[能可得]",
            r"条件|资格|对象|范围|要求|符合|具备|满足|情形|(?:应当?|须|需)(?:同时)?(?:为|是|具|符|满)",
        ),
        (
            "materials",
            r"材料|证件|手续|资料|[带交传备][些点]?(?:哪些|[什啥])|要交|提交",
            r"材料|资料|提交|提供|证件|下列文件",
        ),
        (
            "steps",
            r"流程|程序|步骤|[几哪][几个]?步|怎么(?:办|走|申|报|弄|处)|如何(?:办|申)|阶段|环节|手续",
            r"流程|程序|步骤|办理|申报|阶段|进度|安排|工作要求|申请|审[核批查]",
        ),
        (
            "money",
            r"补[贴助偿]|奖|资助|多少钱|优惠|扶持|支持|待遇|经费|费用|标准|好处|拿到?.{0,6}钱|减免",
            r"补[贴助偿]|奖|资助|优惠|扶持|支持|资金|经费|待遇|标准|减免|财[政税]",
        ),
        ("targets", r"目标|指标|要?达到|做到|实现|数字|量化|增长|几个数", r"目标|指标|到20\d\d年|20\d\d年底?前?"),
        (
            "reason",
            r"为[什啥何]么?|原因|依据|问题|不足|背景|意义|优势|基础|怎么回事|好处",
            r"原因|问题|背景|依据|意义|不足|短板|存在|为(?:了|深入|贯彻|加[快强])",
        ),
        (
            "outline",
            r"任务|方面|措施|举措|板块|[哪几]章|几[大块条项个类种]|哪[几些]?[大块条项类]|[一二两三四五六七八九十]大|内容|行动|工程|办法|改革|工作",
            r"任务|措施|举措|重点|主要|行动|工程|内容|工作",
        ),
        (
            "overview",
            r"主要(?:讲|内容|说|是|有|抓|包)|讲(?:了|的)?[什啥]么?|概括|概述|总结|说了?[些点]?[什啥]|归纳|介绍|大概|要点",
            r"$^",
        ),
        (
            "duty",
            r"负责|牵头|职责|承担|管(?:哪|什|啥|的)|分工|责任|配合|参与|要?[做干](?:哪|什|啥|的)|任务",
            r"职责|分工|负责|牵头|责任|任务",
        ),
        ("lead", r"牵头|带头|挑头|主办", r"牵头|主办"),
        ("support", r"配合|参与|协助|协办", r"配合|参与|协助|协办"),
        ("each", r"分别|各(?:自|是|要|有|补|多少|给|个|单位|种|项)|每[个种类]", r"分别|各"),
        (
            "ban",
            r"不[能得可予准给让管算许归受办]|禁止|严禁|取消|终止|停发|领不到|不可以",
            r"不[能得可予准属]|禁止|严禁|除外|终止|停止|取消|有下列(?:情形|行为)",
        ),
        ("ways", r"渠道|方式|途径|去哪|哪里|平台|软件|app", r"渠道|方式|途径|平台"),
        ("places", r"哪[些几]个?(?:市|县|区|城市|地[区市方]|省|镇|学校|单位|园区|企业|机构)", r"$^"),
        ("list", r"[哪那][些几]|[什啥]么?|包括|包含|都[有是]|清单|名单|列", r"以下|下列|如下|包括|分为|:"),
    )
}
#: How many things are asked for.
_COUNT = lazy_pattern(
    r"(?P<number>[二两三四五六七八九十]{1,2}|\d{1,2})(?:大|个|项|条|类|种|步|方面|阶段|块|点|步骤|打)"
)
_DIGITS = {**{char: value for value, char in enumerate("零一二三四五六七八九十")}, "两": 2}
#: The words that ask.
_ASKING = lazy_pattern(r"[哪那][些几]?[个项条种类]?|几[大]?[个项条种类块步点件]?|什么样?|[啥多]少?|怎么|如何")
#: Words that ask for things or count them and tell nothing of the topic: 哪几个, 六条, 什么样.
_ASKS = lazy_pattern(
    r".*[几哪].*|第?[一二两三四五六七八九十百\d]{1,3}大?[个项条种类章步点块件样档家场批]?"
    r"|什么样|干什么|包括|主要|具体|各类|各个|分成|分|专门"
)
#: A body as a question names it, up to its last character.
_BODY = lazy_pattern(
    r"[\u4e00-\u9fff]{2,18}?(?:局|厅|委(?!托|派|员)|部(?!门|分|署)|部门|处(?!理|罚|置)|署|院(?!校|士)|会(?!议|计|员|展)|中心|公司|委员会|办公室|办公厅|政府|管委会|集团|机构|法院|检察院|大学|银行|镇街|街道|[总支]队|档案馆|图书馆|[造监总检]站|价站|协会|联合会|总工会|[\u4e00-\u9fff]科(?!技|学|研)|[国省市区县州][\u4e00-\u9fff]{1,5}办(?!理|法|事|证|学|公|税|会|赛))"
)
#: Ends of the names of bodies that tell none from another.
_COMMON_ENDS = frozenset(
    ["管理局", "改革委", "员会", "委员会", "办公室", "办公厅", "管委会", "服务处", "保障局", "化厅", "化局", "厅局委"]
)


@dataclass(frozen=True)
class Asked:
    """A question with what the choice among sets of items is read from: ``weights`` has its words, those that the head of
    the document explains weighing little."""

    question: Question
    weights: tuple[tuple[Word, float], ...]

    @cached_property
    def folded(self) -> str:
        return self.question.folded

    @cached_property
    def own(self) -> Sequence[Word]:
        """The words of the question itself that are no place's name."""
        return [word for word in self.question.own_words if not word.place and not asks(word)]

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds that the question asks for."""
        found = {name for name, (asks, _) in KINDS.items() if asks.search(self.folded)}
        return frozenset(found | {"body"} if self.bodies else found)

    @cached_property
    def focus(self) -> Sequence[Word]:
        """What is asked for: the words beside those that ask (哪些材料, 任务有哪些), else the last."""
        found: list[Word] = []
        spans = [(place, word) for word in self.own if (place := self.folded.rfind(word.text)) >= 0]
        for match in _ASKING.finditer(self.folded):
            behind = [(place, word) for place, word in spans if 0 <= place - match.end() <= 2]
            before = [(place, word) for place, word in spans if 0 <= match.start() - place - len(word.text) <= 4]
            if behind:
                found.append(min(behind, key=lambda one: one[0])[1])
            elif before:
                found.append(max(before, key=lambda one: one[0])[1])
        return tuple(found) or tuple(self.own[-1:])

    @cached_property
    def count(self) -> int | None:
        """How many things are asked for, where the question says so."""
        match = _COUNT.search(self.folded)
        if not match:
            return None
        number = match["number"]
        if number.isdigit():
            return int(number)
        if len(number) == 1:
            return _DIGITS[number]
        return 10 + _DIGITS[number[1]] if number[0] == "十" else _DIGITS[number[0]] * 10

    @cached_property
    def telling(self) -> Sequence[tuple[Word, float]]:
        """The words that tell most of what the head of the document does not."""
        found = [(word, weight) for word, weight in self.weights if weight >= 0.3 and len(word.text) > 1]
        return sorted(found, key=lambda pair: -pair[1])[:2]

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """The bodies that the question names, each with what stands before it."""
        return tuple(match.group() for match in _BODY.finditer(self.folded))

    def agreement(self, text: str) -> float:
        """How many of the kinds asked for a heading or an announcement promises."""
        return 0.3 * sum(1 for kind in self.kinds if kind in KINDS and KINDS[kind][1].search(text))


@lru_cache(maxsize=8192)  # headings are looked at for every question about their document
def promised(text: str) -> frozenset[str]:
    """The kinds of answers that a heading or an announcement promises."""
    return frozenset(kind for kind, (_, promises) in KINDS.items() if promises.search(text))


def asks(word: Word) -> bool:
    """Whether a word of a question asks, and tells nothing of what is asked."""
    return bool(_ASKS.fullmatch(word.text))


def names_body(body: str, folded: str) -> bool:
    return find_body(body, folded) >= 0


def find_body(body: str, folded: str) -> int:
    """Where a text names a body: by the longest end of the words of the question that stands there, or whose characters do
    in order inside one name; -1 where it does not."""
    for start in range(len(body) - 2):
        if len(body) - start == 3 and body[start:] in _COMMON_ENDS:
            break
        place = folded.find(body[start:])
        if place >= 0:
            return place
    for start in range(max(0, len(body) - 3)):
        place = _subsequence(body[start:], folded)
        if place >= 0:
            return place
    return -1


def _subsequence(name: str, folded: str) -> int:
    """Where the characters of a name stand in order inside one longer name that ends as it does (省住建厅)."""
    first, last = name[0], name[-1]
    end = folded.find(last)
    while end >= 0:
        start = end
        while (
            start > 0 and end - start < 24 and "\u4e00" <= folded[start - 1] <= "\u9fff" and folded[start - 1] != last
        ):
            start -= 1
        place = start
        for char in name:
            place = folded.find(char, place, end + 1)
            if place < 0:
                break
            place += 1
        else:
            begin = folded.find(first, start, end)
            if end - begin + 1 <= 3 * len(name):
                return begin
        end = folded.find(last, end + 1)
    return -1
