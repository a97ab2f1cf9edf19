"""Read the facts off the clauses of a document."""

from collections.abc import Sequence

from retrieval.clause.model import Clause
from retrieval.document.model import Document
from retrieval.fact.conditions import find_conditions
from retrieval.fact.duties import find_duties
from retrieval.fact.grants import find_grants
from retrieval.fact.model import Facts
from retrieval.fact.statements import read_statements
from retrieval.fact.targets import find_targets


def find_facts(document: Document, clauses: Sequence[Clause]) -> Facts:
    """Return the targets, duties, grants and conditions that ``clauses`` (all those of ``document``) state."""
    statements = list(read_statements(document, clauses))
    return Facts(
        tuple(find_targets(statements)),
        tuple(find_duties(clauses)),
        tuple(find_grants(statements)),
        tuple(find_conditions(document, clauses)),
    )
