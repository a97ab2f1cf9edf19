"""What ``bot.fetch`` is made of: where it may connect, how far it follows, what it takes and under which name."""
