"""The weights of the features, fitted on questions with known answers by ``tests/benchmarks/fit.py``."""

#: What a feature adds to the score by which clauses are ranked.
RANK = {
    "coverage": 0.8,
    "bm25": 0.2,
    "phrase": 0.2,
    "heading": -0.3,
    "lead": -0.2,
    "names_document": -0.5,
    "principle": -0.1,
    "year": 0.15,
    "other_year": -0.15,
    "same_value": 0.2,
    "number": 0.5,
    "valued": 0.2,
    "indicator": 0.4,
    "local": 0.1,
    "money": 0.1,
    "acts": 0.15,
    "idle": -0.15,
    "enumerates": 0.05,
    "sited": 0.12,
    "dated": 0.2,
    "cites": 0.4,
}
