"""The weights of the features, fitted on questions with known answers by ``tests/benchmarks/fit.py``."""

#: What a feature adds to the score by which clauses are ranked.
RANK = {
    "coverage": 1.2,
    "bm25": 0.33,
    "phrase": 0.77,
    "headed": 0.2,
    "heading": -0.33,
    "bracket": -0.3,
    "names_document": -0.5,
    "year": 0.35,
    "other_year": -0.17,
    "same_value": 0.2,
    "number": 0.5,
    "valued": -0.1,
    "indicator": 0.39,
    "local": 0.45,
    "money": 0.17,
    "acts": 0.27,
    "idle": -0.15,
    "enumerates": 0.25,
    "instances": 0.36,
    "sited": 0.58,
    "dated": 0.2,
    "cites": 0.4,
}

#: What a feature adds to the log-odds that the best clause answers.
CONFIDENCE = {
    "coverage": 2.2,
    "covered": 1.64,
    "most": -0.96,
    "missing": 0.12,
    "noun": -0.43,
    "lead": 3.1,
    "score": 0.22,
    "bm25": 1.36,
    "strict": 0.07,
    "strict_missing": -0.21,
    "strict_noun": -0.62,
    "strict_local": 1.19,
    "unvalued": -2.71,
    "unsited": -1.39,
    "duty": 0.74,
    "acts": 0.09,
    "bias": -4.08,
}
