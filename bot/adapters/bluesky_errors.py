"""What the Bluesky library's errors mean, by what to do next."""

from typing import Any

from bot.adapters.base import SendFailed
from domain.delivery import Outcome

LATER = 300.0
"""Seconds to wait where a limit does not say when it ends: the network's usual window."""
UNREACHED = ("ConnectError", "ConnectTimeout", "UnsupportedProtocol", "InvalidURL", "PoolTimeout")
"""What the HTTP library calls a connection that never stood."""
ABSENT = ("RecordNotFound", "Could not locate record")


def failure(error: Exception, now: float) -> SendFailed:
    """The failure as the sender understands it; classes are known by name, for the library is loaded only where used.

    Args:
        error: whatever the library raised.
        now: seconds since the epoch.
    """
    if isinstance(error, SendFailed):
        return error
    names = [kind.__name__ for kind in type(error).__mro__]
    response: Any = getattr(error, "response", None)
    status = int(getattr(response, "status_code", 0) or 0)
    if "RateLimitExceededError" in names:
        return SendFailed(Outcome.RETRY, "rate_limited", _wait(error, now), everyone=True)
    if status:
        return _refused(status, str(error))
    return _broken(error)


def _wait(error: Any, now: float) -> float:
    ends = error.reset_at
    return max(1.0, error.retry_after or (ends.timestamp() - now if ends else LATER))


def _refused(status: int, said: str) -> SendFailed:
    if status in {401, 403} or "InvalidToken" in said or "ExpiredToken" in said:
        return SendFailed(Outcome.STOP, "invalid_token")
    if any(word in said for word in ABSENT):
        return SendFailed(Outcome.STOP, "not_found")
    if 400 <= status < 500:
        return SendFailed(Outcome.STOP, said[:150])
    return SendFailed(Outcome.UNCERTAIN, f"trouble at the server ({status})")


def _broken(error: Exception) -> SendFailed:
    below: BaseException | None = error
    while below is not None:
        if type(below).__name__ in UNREACHED:
            return SendFailed(Outcome.RETRY, "it cannot be reached")
        below = below.__cause__
    return SendFailed(Outcome.UNCERTAIN, "its answer broke off")
