import pytest

from retrieval.question.refer import Pointer, read_reference


@pytest.mark.parametrize(
    ("text", "pointer", "number"),
    [
        ("还有吗", Pointer.MORE, 1),
        ("还有没有?", Pointer.MORE, 1),
        ("上下文", Pointer.CONTEXT, 1),
        ("看看前后文", Pointer.CONTEXT, 1),
        ("第二条的原文", Pointer.QUOTE, 2),
        ("给我看第3条原文", Pointer.QUOTE, 3),
        ("原文是什么", Pointer.QUOTE, 1),
        ("第2条", Pointer.QUOTE, 2),
    ],
)
def test_pointers(text: str, pointer: Pointer, number: int) -> None:
    reference = read_reference(text)
    assert reference is not None
    assert (reference.pointer, reference.number) == (pointer, number)


@pytest.mark.parametrize("text", ["那2025年呢", "还有哪些城市", "第二条产业链是什么", "谁负责", ""])
def test_questions_of_their_own(text: str) -> None:
    assert read_reference(text) is None
