"""What a question wants defined: 什么是敏感个人信息, 归侨是指什么人, 侨眷包括哪些人."""

from retrieval.text.pattern import lazy_pattern

_ASKED = (
    lazy_pattern(r"(?:什么是|什么叫做?|何谓|何为|啥是|啥叫)(?P<name>[^,。?!:]{2,24}?)(?:[吗呢啊呀?!。,\s]|$)"),
    lazy_pattern(
        r"(?:^|[,。?!:\s])(?P<name>[^,。?!:]{2,24}?)(?:到底|具体|究竟)?(?:是指|指的是|指|是|包括|包含|的?意思是)"
        r"(?:个)?(?:什么(?!时候|地方|部门|单位)|啥|哪些)"
    ),
    lazy_pattern(r"(?:^|[,。?!:\s])(?P<name>[^,。?!:]{2,24}?)的?(?:定义|含义|法律概念)"),
)
#: What stands before the name of a thing and is none of it: 法律上的作品, 条例里说的燃气.
_BEFORE = lazy_pattern(r"^.*(?:请问|所说的?|所称的?|规定的|[中里上]的?(?=..)|法律上的?)")


def asked_definition(folded: str) -> str:
    """The name of the thing of which a folded question wants the meaning; empty where it wants none."""
    for pattern in _ASKED:
        if match := pattern.search(folded):
            name = _BEFORE.sub("", match["name"]).strip(" \"'")
            if len(name) > 1:
                return name
    return ""
