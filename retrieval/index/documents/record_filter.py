"""What records state, for looking up the documents that state it."""

import json
from dataclasses import dataclass

from retrieval.document.model import DRAFT
from retrieval.index.documents.keys import YearIn


@dataclass(frozen=True)
class Traits:
    """What is asked for of documents: the ends of their 发文字号, folded, the ``years`` that their record states one of,
    whether they are drafts, their 公开属性; the numbers of their titles or issuers in the table ``names``. What is
    ``None`` or empty is not asked for."""

    serials: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    draft: bool | None = None
    disclosure: str = ""
    titles: tuple[int, ...] = ()
    issuers: tuple[int, ...] = ()

    def condition(self) -> tuple[str, list[object]]:
        """The condition of SQL for rows of the table ``documents``, and its values."""
        parts: list[str] = []
        values: list[object] = []
        for column, wanted in (("serial", self.serials), ("titled", self.titles), ("issued", self.issuers)):
            if wanted:
                parts.append(f"{column} IN (SELECT value FROM json_each(?))")
                values.append(json.dumps(wanted))
        if self.years:
            in_year = "year IN (SELECT value FROM json_each(?)) AND part = ?"
            parts.append(f"id IN (SELECT document FROM document_years WHERE {in_year})")
            values.extend((json.dumps(self.years), YearIn.RECORD))
        if self.draft is not None:
            parts.append(f"status {'=' if self.draft else 'IS NOT'} '{DRAFT}'")  # as the index of drafts has it
        if self.disclosure:
            parts.append("instr(disclosure, ?)")
            values.append(self.disclosure)
        return " AND ".join(parts) or "1", values
