"""How the code is laid out: rooms of a size that can be taken in, and imports that only point downwards."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).parents[1]
#: The floors of the library, the lowest first: each may import those before it, and none behind it.
_FLOORS = ("text", "lexicon", "document", "clause", "fact", "index", "question", "answer")
_MOST_MODULES = 24


def modules() -> dict[str, Path]:
    files = [file for top in ("retrieval", "bot") for file in (_ROOT / top).rglob("*.py")]
    return {".".join(file.relative_to(_ROOT).with_suffix("").parts).removesuffix(".__init__"): file for file in files}


def imports() -> dict[str, set[str]]:
    """For each module those that it imports: anywhere in it, for types alone too."""
    known = modules()
    return {name: set(_imported(file, known)) - {name} for name, file in known.items()}


def _imported(file: Path, known: dict[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            for one in node.names:
                inner = f"{node.module}.{one.name}"
                yield inner if inner in known else node.module


def test_no_imports_go_in_circles() -> None:
    left = imports()
    while True:  # what imports none of those left, or is imported by none, is in no circle
        used = set().union(*left.values())
        free = [name for name, others in left.items() if name not in used or not others & left.keys()]
        if not free:
            break
        left = {name: others for name, others in left.items() if name not in free}
    assert not left, {name: sorted(others & left.keys()) for name, others in left.items()}


def test_imports_point_downwards() -> None:
    places = {f"retrieval.{floor}": place for place, floor in enumerate(_FLOORS)}

    def floor(module: str) -> int | None:
        return places.get(".".join(module.split(".")[:2]))

    for name, others in imports().items():
        assert name.startswith("bot") or not any(other.startswith("bot") for other in others), name
        mine = floor(name)
        if mine is not None:
            above = [other for other in others if (place := floor(other)) is not None and place > mine]
            assert not above, (name, above)


def test_no_folder_has_more_modules_than_can_be_taken_in() -> None:
    counted = Counter(file.parent for file in modules().values())
    assert {str(folder): count for folder, count in counted.items() if count > _MOST_MODULES} == {}
