"""From what went wrong with a call to what is known of it: the fixed table of Telegram's failures (pure)."""

import math
from collections.abc import Callable

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError

from bot.adapters.base import SendFailed
from domain.delivery import Outcome


class NotSent(NetworkError):
    """The call never left: no name, no connection, no certificate, no free place."""


class InDoubt(NetworkError):
    """The call left and no whole answer came back."""


class Rejected(NetworkError):
    """Telegram refused the call in a way that the library has no class for."""


class TooMany(NetworkError):
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
ALREADY_DELETED = "message to delete not found"
NO_PICTURE = ("image_process_failed", "photo_", "too big for a photo", "wrong type of the web page")


def says(error: Exception, *parts: str) -> bool:
    """Whether Telegram's sentence contains one of these."""
    sentence = str(error).lower()
    return isinstance(error, BadRequest) and any(part in sentence for part in parts)


def failure(error: Exception) -> SendFailed:
    """What is known after a call that failed. The order matters: a `BadRequest` is a `NetworkError` too."""
    match error:
        case SendFailed():
            return error
        case TooMany():
            return SendFailed(Outcome.RETRY, "rate_limited", error.wait)
        case NotSent() | Conflict():
            return SendFailed(Outcome.RETRY, str(error))
        case ChatMigrated():
            return SendFailed(Outcome.RETRY, "migrated", moved_to=str(error.new_chat_id))
        case InvalidToken():
            return SendFailed(Outcome.STOP, "invalid_token")
        case BadRequest() | Forbidden() | Rejected():
            return SendFailed(Outcome.STOP, _reason(str(error)))
        case InDoubt():
            return SendFailed(Outcome.UNCERTAIN, str(error))
    return SendFailed(Outcome.UNCERTAIN, f"no readable answer ({type(error).__name__})")


def _reason(sentence: str) -> str:
    lower = sentence.lower()
    return next((word for part, word in GONE.items() if part in lower), sentence)


class Floods:
    """Tells a chat's limit from the token's: Telegram names neither, but two chats at once are no accident.

    Args:
        monotonic: seconds that only ever grow.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._chat, self._until = "", -math.inf

    def seen(self, chat: str, failed: SendFailed) -> SendFailed:
        """The same failure, marked as everyone's where another chat is being told to wait too."""
        if failed.reason != "rate_limited":
            return failed
        now = self._monotonic()
        others = self._chat != chat and now < self._until
        self._chat, self._until = chat, max(self._until, now + (failed.wait or 1.0))
        return SendFailed(failed.outcome, failed.reason, failed.wait, everyone=others)
