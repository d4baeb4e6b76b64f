"""What X's refusals and the library's errors mean, by what to do next."""

import json
from collections.abc import Mapping
from typing import Any

from bot.adapters.base import SendFailed
from bot.adapters.posting import broken
from domain.delivery import Outcome

DUPLICATE = "duplicate"
"""The same words stand there already."""
RESETS = ("x-user-limit-24hour", "x-app-limit-24hour", "x-rate-limit")
"""Headers of the caps, longest first: `-remaining`, and `-reset` in seconds since the epoch."""
LATER = 900.0
"""Seconds to wait where a limit does not say when it ends: X's shortest window."""


class RefusedError(Exception):
    """A status that says no, of a call that the library did not make."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(str(status))
        self.status, self.headers, self.body = status, headers, body


def failure(error: Exception, now: float) -> SendFailed:
    """The failure as the sender understands it.

    Args:
        error: of tweepy, of aiohttp, or ours.
        now: seconds since the epoch.
    """
    if isinstance(error, SendFailed):
        return error
    if "HTTPException" in [
        kind.__name__ for kind in type(error).__mro__
    ]:  # the library is loaded only where it is used
        spoken: Any = error
        status, headers, said = spoken.response.status, spoken.response.headers, " ".join(spoken.api_messages)
        return _refused(status, headers, said or _detail(getattr(error, "response_json", None)), now)
    if isinstance(error, RefusedError):
        return _refused(error.status, error.headers, _detail(_read(error.body)), now)
    import aiohttp  # as heavy as tweepy, and here by now where anything broke

    if isinstance(error, aiohttp.ContentTypeError) and error.status:
        return _refused(error.status, error.headers or {}, "", now)
    return broken(error)


def _refused(status: int, headers: Mapping[str, str], said: str, now: float) -> SendFailed:
    if status == 429:
        return SendFailed(Outcome.RETRY, "rate_limited", _wait(headers, now), everyone=True)
    if status == 401:
        return SendFailed(Outcome.STOP, "invalid_token")
    if status == 403 and "duplicate" in said.lower():
        return SendFailed(Outcome.STOP, DUPLICATE)
    if 400 <= status < 500:
        return SendFailed(Outcome.STOP, said[:150] or f"refused ({status})")
    return SendFailed(Outcome.UNCERTAIN, f"trouble at X ({status})")


def _wait(headers: Mapping[str, str], now: float) -> float:
    """Until the cap that is used up is reset."""
    ends = [
        float(headers[f"{name}-reset"])
        for name in RESETS
        if headers.get(f"{name}-remaining", "0") == "0" and headers.get(f"{name}-reset", "").isdigit()
    ]
    return max(1.0, max(ends) - now) if ends else LATER


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _detail(said: Any) -> str:
    if not isinstance(said, dict):
        return ""
    return str(said.get("detail") or said.get("title") or "")
