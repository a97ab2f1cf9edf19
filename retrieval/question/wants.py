"""What a question wants, from the words that ask for it."""

import re

from retrieval.question.model import Kind, Want
from retrieval.text.numerals import COUNT, DURATION, MONEY, PERCENT, RATIO
from retrieval.text.pattern import lazy_pattern

_PAPER = r"(?:文件|计划|方案|规划|通知|条例|政策文件|政策|办法|意见)"
#: What is done to a paper; a single character only where the question ends with it or goes on with 的, 了.
_ISSUE = r"(?:印发|发布|发文|出台|制定|颁布|下发|公布|颁发|发出|签发|落款|(?:发|印|出)(?=的|了|来的|\W|$))"
_BODY = r"(?:部门|机关|单位|机构|政府|厅局|局|厅|委)"
_WHEN = r"(?:什么时候|何时|哪天|哪一天|哪年|几月|啥时候|什么时间|几号)"
#: Coming into force, and going out of it.
_FORCE, _LAPSE = r"(?:施行|实施|生效|执行|起效)", r"(?:到期|失效|废止|过期|作废|终止)"

#: 来源 of the text itself, not of money, data or whatever else a plan speaks of.
_SOURCED = r"(?<!金)(?<!据)(?<!费)(?<!收入)(?<!人才)(?<!能源)(?<!电力)(?<!客)来源(?!于)"

#: Facts of the record and how they are asked for. Tried in this order; several can hold.
_FACTS = {
    "number": r"文号|发文字号|(?<!领)字号|几号文|(?:发|字|函)几号|什么号|多少号文|第几号|几号令|令号|哪号令",
    "issuer": rf"发文(?:机关|单位)|(?:谁|哪(?:一|个|级|家)?{_BODY}?|什么{_BODY})(?:给|来(?!出))?(?:{_ISSUE}|发函)"
    rf"|(?:印发|发布|发文|出台|制定|颁布|下发)(?:的)?(?:机关|单位|机构|部门)|起草(?:单位|部门|的(?!是)|人)|(?:谁|哪个{_BODY}?)起草",
    "date": rf"{_WHEN}(?:[^,。?]{{2,10}}(?:印发|发布|公布|出台|颁布))?{_ISSUE}|{_WHEN}由?[^,。?]{{0,8}}(?:印发|发布|公布|颁布)|{_ISSUE}(?:的)?(?:日期|时间|日子)|落款|成文"
    rf"|{_WHEN}[^,。?]{{0,6}}(?:修订|修正|通过)(?:的|过)?(?:\W|$|吗|呢)|(?:修订|修正|通过)(?:的)?(?:日期|时间)"
    rf"|(?:{_WHEN}|几月几[号日]).{{0,3}}(?:挂|上网|公开|上线|{_ISSUE})|{_ISSUE}(?:是|的)?(?:在|于)?{_WHEN}",
    "period": r"管(?:到)?\s*(?:[哪那]几年|几年|哪年|多久)|(?:规划|实施|计划|行动|执行|适用)的?(?:期限|期间|年限|年份|时间段|周期|起止)"
    r"|起止|(?:覆盖|涵盖|针对).{0,6}(?:年份|几年|哪年|时间)|从哪年|到哪年(?:为止|结束)|(?:定|排|规划|安排|延续|展望)到了?[哪那]一?年|几年到几年|哪年到哪年|规划期|时间跨度|年限",
    "status": r"是不是(?:已经)?正式|(?:正式|印发)(?:的)?(?:了)?(?:吗|没|还是)|正式(?:文件|稿|版).{0,4}(?:吗|还是)|还是(?:个)?(?:征求意见|草案)|征求意见稿(?:吗|还是)|草案(?:吗|还是)",
    "disclosure": rf"此件[^,。?]{{0,4}}公开|{_PAPER}[^,。?]{{0,6}}(?:主动|依申请|不予)公开|(?:主动|依申请|不予)公开的?{_PAPER}|公开(?:属性|类别)|{_PAPER}[^,。?]{{0,6}}(?:公开(?!征求)(?:发布)?(?:的)?(?:吗|么|不公开|没有?(?:\W|$)))|(?:是否|是不是|能不能|可不可以)(?:对外)?公开(?!征求)(?:发布)?的?(?:{_PAPER}|\W|$)",
    "addressees": r"主送|(?:通知|文件|函)[^,。?]{0,6}(?:发|送)给(?:了)?(?:谁|哪些?(?:单位|部门|机关|地方))",
    "attachments": r"附件(?:都)?(?:是|有|叫|的名|名|\W|$)|附(?:了|着|带|有)?个?(?:什么|哪些|啥|几)",
    "credit": rf"(?:文末|末尾|文尾|最后|结尾|落尾|页尾|底下|最下面)[^,。?]{{0,6}}{_SOURCED}",
    "source": rf"{_SOURCED}(?:是|写|注|标|署|呢|\W|$)|(?:信息|文章|稿件|网页|页面|文件|转载)(?:的)?来源|(?:注明|标明|标注|写明|写的?)(?:了)?(?:的)?来源|转载自(?:哪|什么|谁)",
    "effective": rf"{_WHEN}(?:起|开始|正式|才|就|会|要)*{_FORCE}|{_FORCE}的?(?:日期|时间(?!表)|日子)|从(?:哪天|哪年|哪一天|几月几号)(?:起|开始)?{_FORCE}",
    "validity": rf"有效期(?!内|满)|有效(?:到|至)|{_WHEN}(?:会|就|才|要|自动)*{_LAPSE}|{_LAPSE}的?(?:日期|时间|日子)|到(?:哪天|哪年|哪一天|几号|什么时候|何时){_LAPSE}|(?:能|可以)?(?:管用|用)到(?:哪天|哪年|什么时候|何时)",
    "force": rf"还有效|是否(?:仍然|仍|还)?有效|是不是(?:还|仍)?有效|有效(?:吗|么|没有?(?:\W|$))|(?:还|仍)(?:管用|作数|算数)|{_LAPSE}(?:了)?(?:吗|么|没有?(?:\W|$))|{_FORCE}了(?:吗|么|没有?(?:\W|$))",
    "title": rf"哪(?:一|几)?[份个部][^,。?]{{0,8}}(?:名称|名字|标题|题目)(?:是|叫|为|里|中|带|含)|{_PAPER}.{{0,4}}(?:全称|全名)|(?:全称|全名).{{0,4}}{_PAPER}|号.{{0,3}}(?:全称|全名)|标题|(?:文件|规划|方案|通知|办法|意见)的?(?:正式|完整)?(?:名字|名称|叫(?:什么|啥))",
}
_DOCUMENTS = rf"(?:哪(?:份|个|些|几份|几个|一份|篇)|有(?:什么|哪些)|几份).{{0,6}}{_PAPER}|{_PAPER}(?:里|中|当中)?(?:有)?(?:哪些|哪几|哪份|哪个)|哪(?:一|几)?份|是那一?份"
#: A document that reaches to a year: 哪个城市的规划管到2030年.
_REACHES = rf"{_PAPER}?(?:一直|最远|能)?(?:管|规划|展望|覆盖|延续)到了?(?:19|20)\d{{2}}年?(?=去|了|的?{_PAPER}|\W|$)"
_DRAFT = r"征求意见|草案|没(?:有)?正式|未正式|还没(?:正式)?(?:发|印)|意见稿|提意见"
_ISSUED = r"正式(?:发布|印发|文件)"
_CITING = r"依据|根据|按照|落实|贯彻|引用|提到|参照|上位|援引"
#: The documents that a document rests on: 依据的省文件, 根据什么制定.
_CITED = rf"(?:依据|根据|按照|落实|贯彻|参照|上位)(?:的|了|什么|哪)[^,。?]{{0,12}}(?:{_PAPER}|文|制定|出台|起草|编制)|(?:制定|编制|起草|出台)(?:的)?依据|上位(?:法|文件|规划)"
_NUMBER_OF = r"文号|发文字号|几号|哪号"
_CONTACT = (
    r"电话|传真|邮箱|邮编|联系人|联系方式|网址|(?<!牌)号码|寄(?:到|往|给|信)|(?:通信|通讯|收件|反馈|办公|邮寄|信函)地址"
)

#: Words for bearing a duty, and for the bodies that only a duty is asked of.
_ACT = r"(?:牵头|负责|主管|分管|归口|管(?!理|网|道|廊|线|委|控)|主抓|抓|落实|承担|推进|组织|统筹|协调|配合|参与|协办|主办|承办|挂帅|带头|挑头)"
_OFFICE = r"(?:部门|厅局|局|厅|委办|市?领导(?!小组)|副?市长)"
_DUTY = (
    rf"谁(?:来|在|去)?(?:{_ACT}|干)|哪(?:两|三|几)?(?:家|个|些)(?:来|在)?(?:管(?!理|网|道|廊|线|委|控)|负责|牵头|主管|分管|抓)|(?:哪|什么|几|谁)[^,。?]{{0,4}}(?:{_OFFICE}|单位|机关|人)[^,。?]{{0,6}}(?:{_ACT}|推动|组建|建设|管|做)|哪(?:几|些)?(?:个|家)?单位(?:\W|$)"
    rf"|(?:[哪那](?:个|些|几个|几家|家|位|几)|哪|什么|几个){_OFFICE}(?!领|域)|(?:牵头|责任|负责|主管|分管|配合|归口)(?:的)?(?:{_OFFICE}|单位|机关|主体|人(?!才))"
    rf"|归(?:谁|哪)|(?:由|让)(?:谁|哪)[^,。?]{{0,8}}(?:{_ACT}|推动|来推|来做|组建|建设|搞|办)|谁的(?:事|活|责任|任务)|找(?:谁|哪(?:个|几|些|家))|(?:还是|是|由|归)[^,。?]{{0,10}}(?:牵头|主管|负责|分管)(?!任)"
    rf"|(?:牵头|负责|主管|分管|配合)(?:的)?(?:都)?(?:是|有|\W|[呢呀啊吗]|$)|(?:牵头|配合|责任|负责|主管)[\s、和与及或]+(?:(?:牵头|配合|责任|负责|主管)[\s]*)?(?:单位|部门|领导|局)"
    rf"|{_BODY}(?:牵头|负责|配合)|(?:部门|单位)(?:有|是)(?:哪|谁)|分工|是谁|谁呢"
)
_ROLES = {"leader": r"领导(?!小组)|市长|谁分管", "support": r"配合|协办|协助|参与", "lead": r"牵头|带头|主抓|挑头|主办"}
#: Money for those who apply: words that say so alone, and words that do unless an indicator is asked for.
_MONEY = (
    r"补贴|补助|资助|奖励|奖补|奖金|报销|封顶|贴息|退税|拿(?:到)?(?:多少|什么|啥)?钱|给(?:多少|它|他|我|什么|啥)?(?:们)?钱|(?<!弥)(?<!填)补(?:多少|几|不补|钱|吗|给|点|贴|助)|(?:怎么|能|可|给|会|来|再|有)补(?!充|齐|足|短|链|上)"
    r"|(?:(?<!智)能|可以|会)(?:拿|领(?!军|导|先|域)|得到|享受)|最高(?:给|可|能|多少|支持|资助)|优惠|减免|免税|奖(?:多少|几)|给.{0,6}(?:万|钱)|贴(?:点|钱|多少)|一笔钱|扶持资金|资金(?:支持|扶持|配套)|出多少钱"
)
_FUND = r"经费|专项资金|拨款|配套|掏钱|基金|出钱|资金"
_AMOUNT = (
    r"(?:多少|几多)(?!名次)|(?<![哪那第这好])几\s*(?:个|家|项|名|人|台|套|条|所|座|种|成|处|件|次|位|支|篇|只|辆|户|年|天|艘|亿|万)|多大|规模|产值|营收|营业收入|收入|增速|增长率|增长(?:目标|多少|率)|比例|占比|比重|量级|数量|总量|总数(?!据)|百分之几|面积|指标|产量|销量"
    r"|[家个人台项]数(?!据|字|量)|几十|几百|多高|目标(?:值|数|是多少)|多久|多长时间|多快"
)
#: A place among others is no amount: 排全国第几.
_RANK = r"(?:排|位列|位居|列)(?:在|到|名|全[国省市])*第?(?:几|多少)(?:名|位)?|第几名|名列第几|全[国省市]第几"
_HOW_MUCH = r"多少|(?<![哪那第])几(?!类|种|项)|最高|上限|封顶|顶格|金额|额度|比例|[数总]额|多大|标准(?:是|为)|(?:补贴|补助|奖励|资助|奖补|贴息)\s*的?标准|(?<![\d千百十])[万亿]元(?:\W|$)"
_SHARE = r"几成|占比|比重|百分之几|占.{0,8}(?:多少|比例|几)"
#: Kinds of places, as asked: 哪个岛.
_PLACES = r"(?:区|岛|镇|村|港|城|街道|街|园|县|市|湾|桥|山|谷|地方|片区|园区|地区|区域|城区|基地|板块|走廊|新城|小镇)"
_TIME = rf"{_WHEN}|(?:申报|申请|受理|报名|办理|征集|施行|生效|开放|截止)(?:的)?(?:时间|日期)|哪(?:一)?(?:天|日|月)|截止|截至|最晚|最迟|期限|有效期|失效|到期|几月|多会儿"
_PLACE = rf"哪里|哪儿|在哪(?=\W|$|呀|啊|呢)|何处|(?<!什么)位置|地点|选址|放哪|落在|(?:哪|那)(?:个|些|几个|几|座|条|片|块)[^,。?]{{0,3}}{_PLACES}|什么地方|啥地方|所在(?:地|区域|区|位置)|布局在|哪块|定位|哪片|节点|空间"
_LIST = r"哪些|哪几|那些|有什么|有啥|包括|分别|列举|种类|清单|名单|领域|几大|几类|哪几种|什么方面|几种|什么类型|哪类|都有|品类|方向|(?:什么|啥)(?:材料|条件|手续|资料|证件|流程|程序|好处|措施|办法|待遇|领域|方向|技术|行业)"
_NAME = r"叫什么|叫啥|名称|名字|哪(?:个|家|一家|所)|是什么|什么平台|什么机构|指什么"

_UNITS = r"(?:多少|(?<![哪那第这好])几|多大|多)\s*(?:个?(?=亿|万|工作日|小时|月))?(?:十|百|千|万|亿)?(?P<unit>久|长时间|天|工作日|日|小时|月|个|家|项|名|人|台|套|条|所|座|种|处|件|支|篇|辆|户|部|批|位|元|钱|亩|平方|年|倍|成|%|亿|万)"
_UNIT_KINDS = {
    **dict.fromkeys(("元", "钱", "亿", "万"), MONEY),
    **dict.fromkeys(("%", "成"), PERCENT),
    **dict.fromkeys(("年", "久", "长时间", "天", "工作日", "日", "小时", "月"), DURATION),
}
#: Counters that people use for one another.
_ALIKE = (
    frozenset("个家项"),
    frozenset("名人位个"),
    frozenset("台部套辆"),
    frozenset("个项件种类条"),
    frozenset("家户个"),
    frozenset("个所座家处"),
)
_KIND_WORDS = {
    MONEY: r"罚|产值|营收|营业收入|业务收入|规模|多少钱|亿元|万元|资金|最高|封顶|上限|资助|补助|补贴|奖励",
    COUNT: r"(?<!产业)(?<!市场)(?<!经济)(?<!产业的)(?<!市场的)(?<!经济的)规模",
    PERCENT: r"增速|增长率|年均增|增长|比例|占比|比重|百分|几成|%",
    DURATION: r"几年|多久|多长时间|多少年|年限",
}


#: Which city is asked: the answers come city by city, and something else is what is wanted.
_WHICH_CITY = lazy_pattern(
    r"(?:[哪那](?:一)?(?:个|些|几个|座|几座)|各(?:个)?|几个)(?:城市|地市|市(?!场|长|领|级|民|里|政))"
)


def without_city(folded: str) -> str:
    """Return a folded question without 哪个城市, 各市: what is left is what is wanted of each."""
    return _WHICH_CITY.sub("", folded)


def read_want(folded: str) -> Want:
    """Return what a folded question wants."""
    documents = bool(re.search(_DOCUMENTS, folded)) or bool(re.search(_REACHES, folded))
    if re.search(_NUMBER_OF, folded) and re.search(_CITING, folded):
        return Want(Kind.CITING)
    facts = tuple(fact for fact, pattern in _FACTS.items() if re.search(pattern, folded))
    kinds, units = _quantities(folded)
    if re.search(_CONTACT, folded) and not documents:
        return Want(Kind.CONTACT)
    if re.search(_CITED, folded) or (documents and re.search(_CITING, folded)):
        return Want(Kind.CITING)
    if facts or (documents and not re.search(_DUTY, folded)):
        return Want(Kind.RECORD, facts=facts, documents=documents)
    if re.search(_DUTY, folded):
        return Want(Kind.DUTY, role=_role(folded))
    if re.search(_RANK, folded):
        return Want(Kind.MEASURE)
    amount = re.search(_AMOUNT, folded)
    if re.search(_SHARE, folded) and not re.search(_MONEY, folded):
        return Want(Kind.AMOUNT, kinds | {PERCENT}, units, how_much=True)
    if re.search(_TIME, folded) and not re.search(r"多少|补几|几成|比例|上限|金额|最高", folded):
        return Want(Kind.TIME)
    if re.search(_MONEY, folded) or (re.search(_FUND, folded) and (not amount or re.search("[给补拨配]", folded))):
        return Want(Kind.MONEY, kinds, units, how_much=bool(re.search(_HOW_MUCH, folded)))
    if amount:
        return Want(Kind.AMOUNT, kinds, units, how_much=True)
    for kind, pattern in ((Kind.PLACE, _PLACE), (Kind.NAME, _NAME), (Kind.LIST, _LIST)):
        if re.search(pattern, folded):
            return Want(kind)
    return Want(Kind.MEASURE)


def _role(folded: str) -> str:
    """The role asked for; none where several are."""
    if re.search(r"领导.*(?:部门|单位)|(?:部门|单位).*领导", folded):
        return ""
    roles = [role for role, pattern in _ROLES.items() if re.search(pattern, folded)]
    return roles[0] if len(roles) == 1 or roles[:1] == ["leader"] else ""


#: What became of a plan: no plan says it.
_DONE = r"(?:完成|做到|达到|达成|实现|兑现|到位|落地|建成|办成)"
_OUTCOME = lazy_pattern(
    rf"实际(?:上)?(?:到底)?(?:{_DONE}|是|发(?!生|展)|花|投|产值|增|有|规模|情况)"
    rf"|(?:实际(?!发生)|真正|最后|最终|后来|结果|到头来|到底)[^,。?]{{0,12}}(?:{_DONE}|(?:成|出|来|到|起来|建|设|聚|发|培育)了)"
    rf"|实际(?!发生)[^,。?]{{0,10}}了|最后[^,。?]{{0,6}}[上中选]的|{_DONE}了(?:多少|吗|没|几)|完成(?:得|的)?(?:情况|怎么样|如何|率)|有没有{_DONE}|{_DONE}(?:了)?(?:任务)?没(?:有)?(?:\W|$)|(?:实际|真正)[^,。?]{{0,6}}(?:成|到|出|起来)[^,。?]{{0,4}}(?:多少|几)"
)


def asks_outcome(folded: str) -> bool:
    """Whether a question asks what became of a plan."""
    return bool(_OUTCOME.search(folded))


def asks_of_today(folded: str) -> bool:
    """Whether a question asks for what no document can say: the weather, the hour, the day."""
    return bool(
        re.search(
            r"(?:今|明|后|昨)[天晚日](?:的|会|要|有)*(?:天气|气温|下雨|降温|星期|周几|几号|什么日子|股市|股价|汇率|新闻|热搜)"
            r"|现在(?:是)?(?:几点|什么时候|什么时间)(?:了)?\W*$",
            folded,
        )
    )


def asks_penalty(folded: str) -> bool:
    """Whether a question asks what a breach brings."""
    return bool(re.search(r"罚|处分|拘留|吊销|法律责任|什么(?:后果|责任)|判(?:刑|几年|多久)", folded))


def asks_commencement(folded: str) -> bool:
    """Whether a question asks from when on a law applies."""
    applies = r"(?:施行|生效|实施|执行|起效)"
    return bool(
        re.search(
            rf"{_WHEN}[^,。?]{{0,4}}{applies}|{applies}(?:的)?(?:日期|时间|日子)|{applies}(?:是|从|于)*{_WHEN}", folded
        )
    )


def asks_status(folded: str) -> bool | None:
    """Whether drafts (True) or issued documents (False) are asked for; ``None`` where neither is."""
    if re.search(_DRAFT, folded):
        return True
    return False if re.search(_ISSUED, folded) else None


def only_asks_force(word: str) -> bool:
    """Whether a word says no more than that a document (办法, 新政) is, or comes, in force."""
    return bool(re.fullmatch(rf"{_PAPER}|新政|细则|规定|措施|正式|开始|有效期?限?|{_FORCE}|{_LAPSE}", word))


def asks_issued(folded: str) -> bool:
    """Whether a question speaks of who issued a document, or when."""
    return bool(re.search(_ISSUE, folded))


def _quantities(folded: str) -> tuple[frozenset[str], frozenset[str]]:
    kinds: set[str] = set()
    units: set[str] = set()
    for match in re.finditer(_UNITS, folded):
        kind = _UNIT_KINDS.get(match["unit"], COUNT)
        kinds.add(kind)
        if kind is COUNT:
            units.add(match["unit"])
            units.update(*(group for group in _ALIKE if match["unit"] in group))
    kinds |= {kind for kind, pattern in _KIND_WORDS.items() if re.search(pattern, folded)}
    if PERCENT in kinds:
        kinds.add(RATIO)
    return frozenset(kinds), frozenset(units)
