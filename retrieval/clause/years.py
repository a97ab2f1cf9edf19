"""The years that govern a clause: 到2020年 governs what follows until the next year or the paragraph's end."""

from retrieval.text.pattern import lazy_pattern

#: 五年规划: the number of the plan and its last year.
PLANS = {"十一五": 2010, "十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030}
_YEAR = r"(?:19|20)\d{2}"
#: Most clauses speak of no year.
_ANY = lazy_pattern(rf"{_YEAR}|十[一二三四五]五")
_NO_YEARS = lazy_pattern(rf"《[^》]*》|\({_YEAR}\)\s*\d+\s*号|{_YEAR}年\d{{1,2}}月(?:\d{{1,2}}日)?")
_RANGE = lazy_pattern(rf"(?<!\d)({_YEAR})年?\s*[-至到]\s*({_YEAR})年?(?!\d)")
_SINGLE = lazy_pattern(rf"(?<![\d-])({_YEAR})年")
_PLAN = lazy_pattern(rf'"?({"|".join(PLANS)})"?(?:末|期末|期间|时期|规划)?')
_GOVERNS = lazy_pattern(
    rf'(?:到|至|截至|截止|截止到|力争|力争到|争取)"?(?:{_YEAR}年|{"|".join(PLANS)})|^(?:{_YEAR}年|{_YEAR}-{_YEAR}年?)|(?<=[,;。]){_YEAR}年(?:底|末|前|,)'
)


def years_in(folded: str) -> tuple[int, ...]:
    """Return the years that a folded text speaks of, first mention first, both ends of a range."""
    if not _ANY.search(folded):
        return ()
    plain = _NO_YEARS.sub(lambda match: " " * len(match.group()), folded)
    found = [(match.start(), int(year)) for match in _RANGE.finditer(plain) for year in match.groups()]
    found += [(match.start(), int(match[1])) for match in _SINGLE.finditer(plain)]
    found += [(match.start(), PLANS[match[1]]) for match in _PLAN.finditer(plain)]
    return tuple(dict.fromkeys(year for _, year in sorted(found)))


def governs(folded: str) -> bool:
    """Whether the year in a folded clause also governs the clauses after it."""
    return bool(_GOVERNS.search(_NO_YEARS.sub(lambda match: " " * len(match.group()), folded)))
