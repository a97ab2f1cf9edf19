"""The tables of facts: targets, duties and grants."""
