"""The errors a person can cause; each message says what is wrong and what to do."""


class WenzhengError(Exception):
    """Root of every error whose message is written for a person (in Simplified Chinese)."""


class SourceError(WenzhengError):
    """A source document is missing, empty, unreadable or not text."""


class IndexFileError(WenzhengError):
    """The index file cannot be opened, read or written."""


class QuestionError(WenzhengError):
    """What was asked cannot be taken as a question (too long, binary, broken characters)."""
