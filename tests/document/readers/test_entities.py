"""XML that declares entities is refused, wherever it does so."""

import pytest

from retrieval.document.readers.entities import check_entities
from retrieval.errors import SourceError

_DECLARED = '<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'


@pytest.mark.parametrize(
    "data",
    [
        _DECLARED.encode(),
        _DECLARED.encode("utf-16"),
        b"<?xml version='1.0'?><!--" + b"-" * 20_000 + b"-->" + _DECLARED.encode(),  # behind a long comment
    ],
)
def test_entities_are_refused_wherever_they_are_declared(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"表\.xml"):
        check_entities(data, "表.xml")


def test_other_xml_is_read() -> None:
    check_entities("<a>声明 &lt;!ENTITY</a>".encode(), "表.xml")
