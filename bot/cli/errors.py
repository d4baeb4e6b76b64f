"""Why a command ends with exit code 1: one sentence that says what to do."""

from domain.errors import TertuliaError


class NotDone(TertuliaError):
    """The command did nothing; the message says why and what to do."""


class FileRefused(TertuliaError):
    """The file cannot be used as it is; the message is one line that says what to change."""
