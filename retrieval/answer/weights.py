"""The weights of the features, fitted on questions with known answers by ``tests/benchmarks/fit.py``."""

#: What a feature adds to the score by which clauses are ranked.
RANK = {
    "coverage": 1.15,
    "bm25": 0.33,
    "phrase": 0.71,
    "heading": -0.32,
    "bracket": -0.3,
    "names_document": -0.5,
    "year": 0.25,
    "other_year": -0.16,
    "same_value": 0.2,
    "number": 0.5,
    "valued": -0.07,
    "indicator": 0.37,
    "local": 0.38,
    "money": 0.15,
    "acts": 0.31,
    "idle": -0.15,
    "enumerates": 0.25,
    "instances": 0.38,
    "sited": 0.48,
    "dated": 0.2,
    "cites": 0.4,
}

#: What a feature adds to the log-odds that the best clause answers.
CONFIDENCE = {
    "coverage": 2.15,
    "covered": 1.94,
    "most": -0.88,
    "missing": -0.17,
    "noun": -0.46,
    "lead": 2.18,
    "score": 0.0,
    "bm25": 1.24,
    "strict": -0.0,
    "strict_missing": -0.3,
    "strict_noun": -0.68,
    "strict_local": 1.52,
    "unvalued": -2.65,
    "unsited": -1.05,
    "duty": 0.59,
    "acts": 0.1,
    "bias": -3.4,
}
