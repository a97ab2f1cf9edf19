"""The weights of the features, fitted on questions with known answers by ``tests/benchmarks/fit.py``."""

#: What a feature adds to the score by which clauses are ranked.
RANK = {
    "coverage": 1.01,
    "bm25": 0.34,
    "phrase": 0.5,
    "heading": -0.32,
    "bracket": -0.3,
    "names_document": -0.5,
    "year": 0.23,
    "other_year": -0.16,
    "same_value": 0.2,
    "number": 0.5,
    "valued": 0.01,
    "indicator": 0.41,
    "local": 0.31,
    "money": 0.12,
    "acts": 0.28,
    "idle": -0.15,
    "enumerates": 0.2,
    "instances": 0.3,
    "sited": 0.36,
    "dated": 0.2,
    "cites": 0.4,
}

#: What a feature adds to the log-odds that the best clause answers.
CONFIDENCE = {
    "coverage": 1.79,
    "covered": 1.99,
    "most": -1.0,
    "missing": -0.4,
    "noun": -0.22,
    "lead": 2.56,
    "score": -0.01,
    "bm25": 1.43,
    "strict": -0.13,
    "strict_missing": -0.29,
    "strict_noun": -0.55,
    "strict_local": 1.61,
    "unvalued": -2.51,
    "unsited": -1.15,
    "duty": 0.58,
    "acts": 0.2,
    "bias": -3.54,
}
