"""The refusals of the Bot API, in the platform's own words."""

import math
from typing import Any

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
WEBHOOK_IS_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_WAS_SET = "terminated by setWebhook request"


class NotVisible(Exception):
    """A person wants to do what their screen does not offer: a button that is gone, a chat they are not in."""


class ApiError(Exception):
    """An answer of the Bot API that is not `ok`."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON that the client gets."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad(sentence: str, **parameters: int) -> ApiError:
    """What the bot asks for is impossible or wrongly said."""
    return ApiError(400, f"Bad Request: {sentence}", **parameters)


def migrated(chat_id: int) -> ApiError:
    """The group is a supergroup now, under this id."""
    return bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat_id)


def unauthorized() -> ApiError:
    """No bot has this token."""
    return ApiError(401, "Unauthorized")


def forbidden(sentence: str) -> ApiError:
    """Somebody does not want this bot."""
    return ApiError(403, f"Forbidden: {sentence}")


def no_such_method() -> ApiError:
    """The path names no method."""
    return ApiError(404, "Not Found: method not found")


def conflict(sentence: str) -> ApiError:
    """Two ways of fetching updates exclude each other."""
    return ApiError(409, f"Conflict: {sentence}")


def too_many(seconds: float) -> ApiError:
    """Too fast; the platform rounds the wait up to whole seconds."""
    wait = max(1, math.ceil(seconds))
    return ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
