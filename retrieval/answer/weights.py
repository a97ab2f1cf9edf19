"""The weights of the features, fitted on questions with known answers by ``tests/benchmarks/fit.py``."""

#: What a feature adds to the score by which clauses are ranked.
RANK = {
    "coverage": 0.8,
    "bm25": 0.2,
    "phrase": 0.2,
    "heading": -0.3,
    "lead": -0.15,
    "names_document": -0.5,
    "principle": -0.1,
    "year": 0.15,
    "other_year": -0.15,
    "same_value": 0.2,
    "number": 0.5,
    "valued": 0.2,
    "indicator": 0.45,
    "local": 0.2,
    "money": 0.1,
    "acts": 0.2,
    "idle": -0.15,
    "enumerates": 0.12,
    "sited": 0.25,
    "dated": 0.2,
    "cites": 0.4,
}

#: What a feature adds to the log-odds that the best clause answers.
CONFIDENCE = {
    "coverage": 1.73,
    "covered": 1.97,
    "most": -0.65,
    "missing": -0.33,
    "noun": -0.23,
    "lead": 2.45,
    "score": 0.17,
    "bm25": 1.52,
    "strict": 0.19,
    "strict_missing": -0.26,
    "strict_noun": -1.04,
    "strict_local": 1.31,
    "unvalued": -0.94,
    "unsited": -0.97,
    "duty": 0.61,
    "acts": 0.11,
    "bias": -3.88,
}
