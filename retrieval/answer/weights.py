"""The weights of the features, fitted on questions with known answers by ``tests/benchmarks/fit.py``."""

#: What a feature adds to the score by which clauses are ranked.
RANK = {
    "coverage": 1.31,
    "bm25": 0.26,
    "phrase": 0.74,
    "headed": 0.3,
    "heading": -0.31,
    "bracket": -0.3,
    "names_document": -0.5,
    "year": 0.38,
    "other_year": -0.18,
    "same_value": 0.06,
    "number": 0.5,
    "valued": -0.12,
    "indicator": 0.6,
    "local": 0.51,
    "money": 0.18,
    "acts": 0.22,
    "idle": -0.15,
    "enumerates": 0.27,
    "instances": 0.33,
    "sited": 0.6,
    "dated": 0.2,
    "cites": 0.4,
}

#: What a feature adds to the log-odds that the best clause answers.
CONFIDENCE = {
    "coverage": 2.35,
    "covered": 1.55,
    "most": -1.35,
    "missing": 0.19,
    "noun": -0.47,
    "lead": 3.01,
    "score": 0.08,
    "bm25": 1.57,
    "strict": -0.4,
    "strict_missing": -0.07,
    "strict_noun": -0.44,
    "strict_local": 1.6,
    "headless": 0.04,
    "unvalued": -2.55,
    "unsited": -1.02,
    "duty": 0.76,
    "acts": -0.19,
    "bias": -3.67,
}
