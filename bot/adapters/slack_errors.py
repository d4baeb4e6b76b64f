"""What went wrong with a call to Slack, in the words of the outcome table."""

import json

from bot.adapters.base import SendFailed
from bot.adapters.far_side import Reply
from bot.adapters.slack_blocks import Json
from domain.delivery import Outcome

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


def answer_of(reply: Reply) -> Json:
    """What Slack answered.

    Raises:
        SendFailed: no; whatever is not surely known is uncertain.
    """
    try:
        found = json.loads(reply.body)
    except (ValueError, RecursionError):
        found = None
    answer = found if isinstance(found, dict) else {}
    if reply.status == 200 and answer.get("ok") is True:
        return answer
    code = answer.get("error") if answer.get("ok") is False else ""
    raise _refusal(reply, code if isinstance(code, str) else "")


def _refusal(reply: Reply, code: str) -> SendFailed:
    if reply.status == 429 or code in {"ratelimited", "rate_limited"}:
        return SendFailed(Outcome.RETRY, "rate_limited", _wait(reply), everyone=True)
    if code in AGAIN:
        return SendFailed(Outcome.RETRY, code)
    if not code or reply.status >= 500 or code in DOUBTFUL:
        return SendFailed(Outcome.UNCERTAIN, code or f"an answer of Slack that cannot be read ({reply.status})")
    return SendFailed(Outcome.STOP, REASONS.get(code, code))


def _wait(reply: Reply) -> float:
    try:
        return max(0.0, float(reply.headers.get("retry-after", PAUSE)))
    except ValueError:
        return PAUSE
