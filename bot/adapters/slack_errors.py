"""What went wrong with a call to Slack, in the words of the outcome table."""

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.adapters.base import SendFailed
from domain.delivery import Outcome

NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""Name look-up, refused connection, TLS, no connection in time: the first byte never left."""
PAUSE = 10.0
"""Seconds to wait where Slack limits us without saying for how long."""
REASONS = {
    "channel_not_found": "chat_not_found",
    "user_not_found": "chat_not_found",
    "users_not_found": "chat_not_found",
    "is_archived": "chat_not_found",
    "not_in_channel": "chat_not_found",
    "user_disabled": "deactivated",
    "cannot_dm_bot": "deactivated",
    "messages_tab_disabled": "blocked",
    "restricted_action": "blocked",
    "invalid_auth": "invalid_token",
    "not_authed": "invalid_token",
    "token_revoked": "invalid_token",
    "token_expired": "invalid_token",
    "account_inactive": "invalid_token",  # the account that the token speaks for, not the reader's
}
DOUBTFUL = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
"""Slack says of them that part of the work may have been done."""
AGAIN = {"team_added_to_org"}


def failure(error: Exception) -> SendFailed:
    """The outcome of a call that raised; whatever is not surely known is uncertain."""
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, NOT_SENT):
        return SendFailed(Outcome.RETRY, "no connection to Slack")
    # The kind of the error only: its text may repeat an address or a body.
    return SendFailed(Outcome.UNCERTAIN, f"no answer from Slack ({type(error).__name__})")


def _answered(error: SlackApiError) -> SendFailed:
    status = _status(error)
    code = _code(error)
    if status == 429 or code in {"ratelimited", "rate_limited"}:
        return SendFailed(Outcome.RETRY, "rate_limited", _wait(error), everyone=True)
    if code in AGAIN:
        return SendFailed(Outcome.RETRY, code)
    if not code or status >= 500 or code in DOUBTFUL:
        return SendFailed(Outcome.UNCERTAIN, code or f"an answer of Slack that cannot be read ({status})")
    return SendFailed(Outcome.STOP, REASONS.get(code, code))


def _status(error: SlackApiError) -> int:
    """The SDK hands over its own response or, for broken JSON, the HTTP library's."""
    found = getattr(error.response, "status_code", None) or getattr(error.response, "status", 0)
    return found if isinstance(found, int) else 0


def _code(error: SlackApiError) -> str:
    found = getattr(error.response, "data", None)
    code = found.get("error") if isinstance(found, dict) and found.get("ok") is False else ""
    return code if isinstance(code, str) else ""


def _wait(error: SlackApiError) -> float:
    try:
        return max(0.0, float(error.response.headers.get("Retry-After", PAUSE)))
    except (TypeError, ValueError):
        return PAUSE
