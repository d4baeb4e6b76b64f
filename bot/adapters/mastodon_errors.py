"""What Mastodon.py's errors mean, by what to do next."""

from typing import Any

from bot.adapters.base import SendFailed
from domain.delivery import Outcome

LATER = 300.0
"""Seconds to wait where a limit does not say when it ends: an instance's usual window."""
UNREACHED = ("NewConnectionError", "NameResolutionError", "ConnectTimeout", "SSLError", "InvalidURL")
"""What the network library calls a connection that never stood."""


KNOWN = {
    "MastodonUnauthorizedError": SendFailed(Outcome.STOP, "invalid_token"),
    "MastodonNotFoundError": SendFailed(Outcome.STOP, "not_found"),
    "MastodonServerError": SendFailed(Outcome.UNCERTAIN, "trouble at the instance"),
}
"""By name: the library is not loaded where nobody posts there."""


def failure(error: Exception, reset: Any, now: float) -> SendFailed:
    """The failure as the sender understands it.

    Args:
        error: whatever the library raised.
        reset: when the rate limit ends, in seconds since the epoch, if it is known.
        now: seconds since the epoch.
    """
    if isinstance(error, SendFailed):
        return error
    names = [kind.__name__ for kind in type(error).__mro__]
    if known := next((KNOWN[name] for name in names if name in KNOWN), None):
        return SendFailed(known.outcome, known.reason)
    if "MastodonRatelimitError" in names:
        return SendFailed(
            Outcome.RETRY, "rate_limited", max(1.0, float(reset) - now) if reset else LATER, everyone=True
        )
    if "MastodonNetworkError" in names:
        return _network(error)
    return _refused(error)


def _network(error: Exception) -> SendFailed:
    """The library keeps the network's own error as its context."""
    below: BaseException | None = error.__cause__ or error.__context__
    if below is not None and any(word in repr(below) or word in type(below).__name__ for word in UNREACHED):
        return SendFailed(Outcome.RETRY, "it cannot be reached")
    return SendFailed(Outcome.UNCERTAIN, "its answer broke off")


def _refused(error: Exception) -> SendFailed:
    """`(words, status, reason, what the server says)`; a 200 whose words cannot be read has no status."""
    status = next((part for part in error.args if isinstance(part, int)), 0)
    said = next((str(part) for part in reversed(error.args) if isinstance(part, str) and part), "")
    if isinstance(error, ValueError):  # the library's own look at what it was given
        return SendFailed(Outcome.STOP, said[:150])
    if 400 <= status < 500:
        revoked = status == 403 and "scope" in said.lower()
        return SendFailed(Outcome.STOP, "invalid_token" if revoked else said[:150] or f"refused ({status})")
    return SendFailed(Outcome.UNCERTAIN, "an answer that cannot be read")
