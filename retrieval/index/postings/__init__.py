"""Posting lists: how a block is coded, written and read."""
