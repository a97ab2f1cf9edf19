"""The Telegram bot: the same answers, made for a phone."""
