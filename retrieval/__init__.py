"""Documents, clauses, the index, questions and answers of Wenzheng (问政).

    from retrieval import ask, build_index, open_index

    build_index("policies.db", ["policies", "通知.pdf"])
    with open_index("policies.db") as index:
        print(ask("新建养老机构补多少", index).text)

The data goes one way: text → document → clause → fact → index → question → answer, and so do the imports.
Nothing here knows a terminal, Telegram or a configuration file.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retrieval.answer.ask import ask
    from retrieval.answer.model import Answer, Item, Passage
    from retrieval.api import build_index, open_index
    from retrieval.question.understand import Filters

__all__ = ["Answer", "Filters", "Item", "Passage", "ask", "build_index", "open_index"]

#: Where each name is; imported when it is first asked for, so that nobody pays for what they do not use.
_HOMES = {
    **dict.fromkeys(("Answer", "Item", "Passage"), "retrieval.answer.model"),
    **dict.fromkeys(("build_index", "open_index"), "retrieval.api"),
    "Filters": "retrieval.question.understand",
    "ask": "retrieval.answer.ask",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return found
