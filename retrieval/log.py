"""Debug messages of the library, at the cost of nothing where nobody listens."""

import sys


def debug(name: str, message: str, *values: object) -> None:
    """Log at DEBUG for the module ``name``. Importing logging takes a cold question longer than the message is worth:
    where nobody has imported it, nobody has asked for messages."""
    if "logging" in sys.modules:
        import logging

        logging.getLogger(name).debug(message, *values)
