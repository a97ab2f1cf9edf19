"""Facts that official documents state in set forms: targets (目标), duties (责任), money (资金)."""

from retrieval.fact.extract import find_facts
from retrieval.fact.model import Duty, Facts, Grant, Target

__all__ = ["Duty", "Facts", "Grant", "Target", "find_facts"]
