"""The ``wenzheng`` command."""

from bot.cli.app import LATER, main

__all__ = ["LATER", "main"]
