"""From what went wrong with a call to what is known of it: the fixed table of Telegram's failures (pure)."""

import math
from collections.abc import Callable

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError

from bot.adapters.base import SendFailed
from domain.delivery import Outcome


class NotSentError(NetworkError):
    """The call never left: no name, no connection, no certificate, no free place."""


class InDoubtError(NetworkError):
    """The call left and no whole answer came back."""


class RejectedError(NetworkError):
    """Telegram refused the call in a way that the library has no class for."""


class TooManyError(NetworkError):
    """Too fast.

    Args:
        wait: seconds that Telegram told us to wait, if it told.
    """

    def __init__(self, wait: float | None) -> None:
        super().__init__("too many requests")
        self.wait = wait


GONE = {
    "bot was blocked": "blocked",
    "bot was kicked": "kicked",
    "bot is not a member": "kicked",
    "user is deactivated": "deactivated",
    "can't initiate conversation": "cannot_start",
    "bot can't send messages to bots": "cannot_start",
    "group chat was deleted": "chat_not_found",
    "chat not found": "chat_not_found",
    "have no access to the user": "chat_not_found",
    "peer_id_invalid": "chat_not_found",
    "user_is_blocked": "blocked",
}
"""Parts of Telegram's sentences, and our word for each."""
UNCHANGED = "message is not modified"
LOST_CARD = ("message to edit not found", "message can't be edited", "there is no text in the message", "id_invalid")
NO_CAPTION = "there is no caption in the message"
ALREADY_DELETED = "message to delete not found"
NOT_FOUND = ("failed to get http url content", "wrong file identifier")
"""Telegram could not fetch a picture by its address."""
UNKNOWN_FILE = ("wrong file identifier", "wrong remote file identifier", "can't use file of type", "file_reference")
"""What Telegram says of an id that it does not know, or no longer, or of another bot's."""
NO_PICTURE = ("image_process_failed", "photo_", "too big for a photo", "wrong type of the web page")


def says(error: Exception, *parts: str) -> bool:
    """Whether Telegram's sentence contains one of these."""
    sentence = str(error).lower()
    return isinstance(error, BadRequest) and any(part in sentence for part in parts)


OUTCOMES: tuple[tuple[tuple[type[Exception], ...], Outcome], ...] = (
    ((BadRequest, Forbidden, InvalidToken, RejectedError), Outcome.STOP),
    ((NotSentError, TooManyError, Conflict, ChatMigrated), Outcome.RETRY),
)
"""In this order, for a `BadRequest` is a `NetworkError` too; whatever else happened leaves us in doubt."""


def failure(error: Exception) -> SendFailed:
    """What is known after a call that failed."""
    if isinstance(error, SendFailed):
        return error
    outcome = next((outcome for kinds, outcome in OUTCOMES if isinstance(error, kinds)), Outcome.UNCERTAIN)
    wait = error.wait if isinstance(error, TooManyError) else None
    moved_to = str(error.new_chat_id) if isinstance(error, ChatMigrated) else ""
    return SendFailed(outcome, _reason(error), wait, moved_to=moved_to)


def _reason(error: Exception) -> str:
    """Our word for it, else Telegram's sentence; never the text of an error that nobody foresaw."""
    if isinstance(error, InvalidToken):
        return "invalid_token"
    if isinstance(error, TooManyError):
        return "rate_limited"
    if not isinstance(error, TelegramError):
        return f"no readable answer ({type(error).__name__})"
    sentence = str(error)
    return next((word for part, word in GONE.items() if part in sentence.lower()), sentence)


class Floods:
    """Tells a chat's limit from the token's: Telegram names neither, but two people at once are no accident.

    Groups have a limit of their own, twenty a minute, and say nothing about the token.

    Args:
        monotonic: seconds that only ever grow.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._chat, self._until = "", -math.inf

    def seen(self, chat: str, failed: SendFailed) -> SendFailed:
        """The same failure, marked as everyone's where another chat is being told to wait too."""
        if failed.reason != "rate_limited" or chat.startswith("-"):
            return failed
        now = self._monotonic()
        others = self._chat != chat and now < self._until
        self._chat, self._until = chat, max(self._until, now + (failed.wait or 1.0))
        return SendFailed(failed.outcome, failed.reason, failed.wait, everyone=others)
