"""Facts that official documents state in set forms: targets (目标), duties (责任), money (资金)."""
