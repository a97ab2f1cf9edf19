"""Who gets the money of a sentence: everybody who can be meant, by rules for the forms, and features that tell who it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from retrieval.document.model import Span

#: The names of those who can get money end like this.
_ENDS = r"(?:单位|企业|机构|[^地]方|团队|个人|主体|公司|人员|中心|平台|基地|市民|职工|居民|家庭|对象|毕业生|学生|儿童|合作社|农户|用户|住户|农民|农场|院校|高校|学校|医院|园区|实验室|集团|协会|[农用商住租散困殖营脱]户|专业户|大户|事务所|产业园|示范区|股东|人士|学员|[^本个每用]人(?![民员才力口])|人才|博士|硕士|工程师|技师|项目|群体|组织|旅行社|渔民|银行|实体(?!经)|载体|服务设施|场所|城市(?![建管更道基])|军人|士兵|群众|青年|商会|学会|基金会|学院|教师|专家|[^或二]者|[市县区州](?=\([市县区州园、]{1,8}\)))(?:\([^()]{1,40}\))?(?:等)?"
_NAME = re.compile(rf"{_ENDS}$")
_SOMEBODY = re.compile(_ENDS)
#: Somebody, and what is done: 企业|招用毕业生.
_DOES = re.compile(
    rf"{_ENDS}(?P<does>招[用聘]|吸纳|新?开[展发拓]|组[织建]|投[资保]|运用|践行|扩大|自[行建]|参[加展与]|[新引]引?进|[新改]?建设?|购[置买]|实施|发放|申报|聘用|新上|[承租]租赁?|举办|创[建办]|从事|获[得评批准]|为|在|通过)"
)
#: What follows the one who is named.
_UNTIL = r"(?=,?(?:择优|优先|可以?|均|统一|给予|予以|按照?|参照|最高|每(?:年|个|家|人|辆|座|户|套|月)|单[户套个家]|每亩|亩均|亩?补[助贴]标准|分别|再|另|一次性|缴纳|第一年|累计|采用|依法|由|根据|提供))"
#: Nobody: who pays, what for, how often, from when.
_NOBODY = re.compile(
    r"^(?:其$|其中|此|该$|一定|最高|一次|每(?!名|个|家|位|户|人)|适当|相应|[省市区县]?级?财政|展位费|连续|第[一二三四五]年|前[一二三四五两]年|单[座个场家户项套](?!企业|单位|项目)|分别|按|围绕|根据|依据|同时|并|经(?![营济销办纪])|可|原则上|标准|资金|所需|不|最长|\d|[一二三四五两]年|当年度$)"
    r"|(?:评价对象|费用?|投入|支出|部分|标准|方向|资金|补贴|奖励|补助|资助|内|后|时|中|期间|方面?|下|财政|的|情况|原则|规定|通知|金额?|政策)$"
)
_NOT_FOR = r"(?!接|外(?![省地来商国籍市贸资])|[口象比应照]|其(?![他余]))"
#: Somebody by name, before the others: 奖励主办方30万元, 给予采购人风险补助; 对…的企业; C类人才1500元; 支持…企业开展….
_SURE = (
    re.compile(r"对(?P<to>企业|单位|个人|机构|用户)(?=(?:新|获|取得|入选|首次|通过|开展)[^,;。的]*(?:,|按))"),
    re.compile(
        rf"(?:给予|奖励|补助|补贴|资助|发放给?|向|补给)(?P<to>[^,;。:\d]{{0,20}}?{_ENDS})(?=[^,;。]{{0,6}}(?:补贴|奖补|奖励|补助|支持|资助|保险|风险|扶持|贴息)|[^,;。]{{0,3}}(?:最高|每|一次|不超|连续|国家级|省级|[一二]等|\d))"
    ),
    re.compile(rf"给予(?P<to>[^,;。:\d]{{2,24}}{_ENDS})(?=[^,;。]{{0,3}}(?:一次|最高|\d|国家级))"),
    re.compile(
        rf"(?:^|[,;。:.)]|其中|同时|并|凡|并且|另外|财政)对于?(?!其){_NOT_FOR}(?P<to>[^;。》〉:]{{2,90}}?{_ENDS})"
        + _UNTIL
    ),
    re.compile(
        rf"对于?{_NOT_FOR}(?P<to>[^,;。的]{{0,16}}?{_ENDS})(?=(?:在|赴|担任|购买|开展|参[加与]|承担|投保|研发|租[赁用]|委托|自主|因)[^,;。]{{2,60}}(?:的?,|给予|按))"
    ),
    re.compile(rf"对于?{_NOT_FOR}(?P<to>[^,;。]{{2,90}}?(?<!的))(?=,|;|。|$)"),
    re.compile(rf"对于?{_NOT_FOR}(?P<to>[^,;。]{{2,90}}?(?<!的))" + _UNTIL),
)
_NAMED = (
    re.compile(
        rf"(?:支持|鼓励|引导|落实)(?P<to>[^;。]{{2,80}}?{_ENDS})(?=申报|积极|承担|发挥|通过|为|开展|组织|参[加与]|享受|[^,;。]{{0,3}}建设|投保|购买|,)"
    ),
    re.compile(
        rf"(?:^|[,;。:]|\d\.|[一二三四五六七八九十]\))(?:经[^,;。]{{2,14}}?(?:批准|认定|评定|备案|审核|同意)(?:后|的)?)?(?P<to>(?!并?对)[^,;。:]{{0,60}}?{_ENDS})(?=(?:,|每人|单户)|通过|组织|参加|取得|首次|入选|获|属于|租赁|新|年度|在|购|配套|且|近|聘用|引进|设立|落户|符合|上一?年)"
    ),
    re.compile(
        r"(?:^|[。;]|\d\.)(?P<to>(?!对|支持|鼓励)[\u4e00-\u9fff]{2,14}?)(?=(?:配套|自主|新|首次|投资)?(?:建设|新建|购置|开展|举办|承办|创建|改造|引进)[^;。]{2,40}的,)"
    ),
    re.compile(
        rf"(?:^|[,;。:])(?:\([一二三四五六七八九十]\)|\d\.)?(?P<to>(?!并?对)[^,;。:\d]{{2,60}}?{_ENDS})" + _UNTIL
    ),
)
#: What is left where nobody is named anywhere near.
_LOOSE = (
    re.compile(r"(?:支持|鼓励)(?P<to>[^,;。]{4,60}?)(?=,)"),
    re.compile(r"\d[万亿]?元(?:资金)?(?:专项)?(?:用于)?(?:支持|扶持)(?P<to>[^,;。]{2,40})"),
    re.compile(r"根据(?P<to>[^,;。]{2,30}?)(?=(?:建设|运营|发展)[^,;。]*需要)"),
    re.compile(rf"对于?{_NOT_FOR}(?P<to>[^,;。]{{2,90}}?)的?(?=,|;|。|$)"),
    re.compile(
        r"(?:^|[,;。:])(?:\([一二三四五六七八九十]\)|\d\.|并)?(?P<to>(?!并?对)[^,;。:\d]{2,60}?[^的,;。])" + _UNTIL
    ),
    re.compile(r"(?:^|[,;。:])(?:\([一二三四五六七八九十]\)|\d\.|并)?(?P<to>[^,;。:]{2,60}?)的?,"),
    re.compile(
        r"(?:^|[;。:])(?P<to>[\u4e00-\u9fffa-z()、]{2,20}?)(?:每[人户套年月])*(?=[^,;。\u4e00-\u9fff]?\d[\d.,]*[万亿]?元)"
    ),
)


#: Other places where one who gets money can stand: behind a label, right before the sum, as the payer of a tax.
_OFFERED = (
    re.compile(rf"按照?(?P<to>[^,;。\d]{{2,16}}?{_ENDS})(?=所|实际|当年|上一?年|应?缴纳)"),
    re.compile(
        rf"(?:指导|组织|引导|鼓励|支持|推动|面向|为|向|将|帮助|落实)(?P<to>[^,;。]{{2,40}}?{_ENDS})(?=对|开展|实施|采取|申报|新|提供|通过|参|建|设|引|牵头|,|$)"
    ),
    re.compile(
        r"(?:^|[,;:。)])(?P<to>(?!并?对)[^,;:。]{2,30}?)(?:的|可?按|均|每[人户套亩年月家辆]{1,2}|亩均?|一次性|给予|予以|奖励|补助|补贴|标准|为|不低于|最高|平均)*(?=\d)"
    ),
    re.compile(r"(?:对象|主体|范围)\s*:(?P<to>[^,;。:]{2,60})"),
    re.compile(rf"(?:^|[;。])(?:\([一二三四五六七八九十\d]{{1,2}}\)|\d\.)?(?P<to>[^,;。:]{{0,20}}?{_ENDS})(?=:)"),
    re.compile(rf"(?:^|[,;。:])(?P<to>[^,;。:]{{0,40}}?{_ENDS})"),
    re.compile(rf"(?:^|[,;。:])(?P<to>[^,;。:]{{0,60}}{_ENDS})"),
    re.compile(
        r"(?:遴选|评选|引进|培养|资助)[^,;。]{0,24}?(?:\d{1,5}名|一批)(?:[^,;。]{0,40}的)?(?P<to>[^,;。的]{2,14})(?=,)"
    ),
)
#: Who stands between the giving and the sum: 给予地接社5万元, 奖励所在县(市、区)不超过500万元.
_GIVEN_TO = re.compile(
    r"(?:给予|奖励|补助|补贴|资助|支付)(?P<to>(?:(?![一最不每总税分年上费额息约共补奖按其])[\u4e00-\u9fff]){2,10}(?:\([\u4e00-\u9fff、]{1,12}\))?)"
    r"(?=(?:每[家场人户年]|最高|不超过|一次性|分别){0,3}\d)"
)
#: Sentences whose colon announces who the following is for, and labels that stand above it.
_LABELLED = re.compile(
    r"^(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）.、]\s{0,2})?[\u4e00-\u9fff]{0,6}(?:对象|主体|申请人|范围)\s*:(?P<to>[^;。:]{2,80})"
)
#: So many who are named before a sum can be meant.
_MOST = 24
_FAMILIES = (("sure", _SURE), ("named", _NAMED), ("loose", _LOOSE), ("offered", _OFFERED), ("given", (_GIVEN_TO,)))
_MONEY = re.compile(r"资金|补[贴助]|奖[励补]|经费|费用|标准|比例|金额|政策|工作|力度|贷款|税")
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
#: What nobody's name holds, ends with or opens with.
_GIFT = re.compile(
    r"\d[万亿]?元(?:/[\u4e00-\u9fff]+)?$|给予|予以|(?:补助|补贴|奖励|超过|达到|提高[至到]|为|至|不足|不低于|不超过|前|每[亩人户套家年月件]|与人|的前|以上|[^目]的|再)$|^(?:且|还|再|内按|[减按]按|如|若|当|其中|不超过|不低于|依托|根据|按上述|按照|一个|每年|上限|最高|补贴标准|开发|加快|精心|加大|招用|录取|建筑面积|20\d\d年\d{1,2}月\d{1,2}日至)"
)
#: What stands before a name and is no part of it.
_LEADING = re.compile(
    r"(?:对于?|为|由|向|鼓励|支持|条件的|[并和及或且可]|其中|\([一二三四五六七八九十\d]{1,2}\)|\d\.(?!\d)|[一二三四五六七八九十]、)*"
)
#: Words that open no name.
_FUNCTION = re.compile(r"[按且在可并及以将由已每为提于]|一次|支持|鼓励|推动|加大|加快|继续|落实|出台")
#: Names that point back to one who is named before: 该企业, 每家企业.
_AGAIN = re.compile(r"[该其每]|上述|同一|单个")
#: What somebody does who is not named in the same words: 承租国有企业.
_ACTS = re.compile(
    r"吸纳|承[担租办接]|获|被|取得|通过|完成|[新租]?购|租|建[设成]|开[展发]|引进|举办|参[加与]|达到|推荐|入[选驻]|招"
)
_GIVEN = re.compile(r"(?:给予|奖励|补助|补贴|资助|发放|给)$")
_PAYER = re.compile(r"财政|预算|政府|管委会|主管部门")


@dataclass(frozen=True)
class Offer:
    """Somebody who may be the one who gets the money: where in a text the name stands, and the features that tell."""

    span: Span
    features: frozenset[str]


@lru_cache(maxsize=64)  # each sentence is asked for by those below it
def find_recipient(text: str) -> Span | None:
    """Return who is named in so many words as the one who gets what the folded ``text`` gives."""
    return _first(_SURE, text) or _first(_NAMED, text)


def labelled_recipient(text: str) -> Span | None:
    """Return who a folded sentence names behind a label: 补贴对象:符合条件的创业者."""
    match = _LABELLED.match(text)
    return Span(*match.span("to")) if match else None


@lru_cache(maxsize=64)  # the sums of a sentence are asked for one by one
def _named(text: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """Everybody whom a form names in the folded ``text``: where, and by which families of forms."""
    found: dict[tuple[int, int], set[str]] = {}
    for family, rules in _FAMILIES:
        for rule in rules:
            for match in rule.finditer(text):
                start, end = match.span("to")
                start = _LEADING.match(text, start, end).end()  # type: ignore[union-attr]
                for stop, cut in ((end, ""), (_somebody_ends(text, start, end), "cut ")):
                    name = text[start:stop]
                    if _WORDS.search(name) and not _GIFT.search(name) and name.count("(") == name.count(")"):
                        found.setdefault((start, stop), set()).add(f"family {cut}{family}")
    return tuple((start, end, tuple(sorted(families))) for (start, end), families in sorted(found.items()))


def _somebody_ends(text: str, start: int, end: int) -> int:
    """Where the first name within a stretch ends that goes on to say what somebody does: 企业|招用毕业生."""
    match = _DOES.search(text, start, end)
    return match.start("does") if match else start


def offers_of(text: str, place: int, begins: int, end: int) -> list[Offer]:
    """Return all who can be meant in the folded ``text``: the sum stands at ``place``, its piece ends at ``end``, and who
    it is for is spoken of from ``begins``."""
    near = [one for one in _named(text) if one[1] <= end][-_MOST:]
    last = max((start for start, stop, _ in near if stop <= place), default=-1)
    return [
        Offer(
            Span(start, stop),
            frozenset(
                {*families, *name_features(text[start:stop]), *_features(text, start, stop, place, begins, last)}
            ),
        )
        for start, stop, families in near
    ]


def _features(text: str, start: int, end: int, place: int, begins: int, last: int) -> Iterator[str]:
    commas = sum(char in ",;。:" for char in text[min(end, place) : max(start, place)])
    yield f"pieces {'behind' if start > place else min(4, commas)}"
    yield f"own {start >= begins}"
    yield f"nearest {start == last}"
    yield f"before {text[max(0, start - 1) : start]}"
    yield f"for {text[start - 1 : start] == '对'} {start == last}"
    yield f"after {text[end : end + 1]}"
    if not commas and _GIVEN.search(text, max(0, start - 3), start):
        yield "given to"


def name_features(name: str) -> Iterator[str]:
    """Yield what a folded name tells by itself, wherever it stands."""
    yield f"function {bool(_FUNCTION.match(name))}"
    yield f"holds {bool(_SOMEBODY.search(name))}"
    yield f"length {min(4, len(name) // 4)}"
    yield f"nobody {bool(_NOBODY.search(name))}"
    yield f"ends {bool(_NAME.search(name))}"
    yield f"end {name[-2:]}"
    yield f"money {bool(_MONEY.search(name))}"
    yield f"payer {bool(_PAYER.search(name))}"
    yield f"comma {any(char in ',;' for char in name)}"
    yield f"clause {'的' in name}"
    yield f"again {bool(_AGAIN.match(name))}"
    yield f"acts {bool(_ACTS.match(name))}"


def _first(rules: tuple[re.Pattern[str], ...], text: str) -> Span | None:
    for rule in rules:
        for match in rule.finditer(text):
            start, end = match.span("to")
            if not _NOBODY.search(text[start:end]) and not _GIFT.search(text[start:end]):
                return Span(start, end)
    return None
