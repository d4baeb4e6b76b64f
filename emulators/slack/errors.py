"""What can go wrong on the emulated Slack: a refused call, and a tap on something that is not there."""

from typing import Any


class Refused(Exception):
    """A call that Slack answers with `{"ok": false, "error": code}`."""

    def __init__(self, code: str, *, status: int = 200, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.headers = headers or {}
        self.more = more

    def answer(self) -> dict[str, Any]:
        """The body as Slack words it; `more` carries fields like `needed` and `provided`."""
        return {"ok": False, "error": self.code, **self.more}


class NotVisible(Exception):
    """A person tried to tap, fill or close something that is not on the screen now."""


def invalid_blocks(*sentences: str) -> Refused:
    """Slack names each fault in `errors` and again in `response_metadata.messages`."""
    messages = [f"[ERROR] {sentence}" for sentence in sentences]
    return Refused("invalid_blocks", errors=list(sentences), response_metadata={"messages": messages})


def invalid_arguments(*sentences: str) -> Refused:
    """What views.* methods answer to a view that breaks a rule."""
    messages = [f"[ERROR] {sentence}" for sentence in sentences]
    return Refused("invalid_arguments", response_metadata={"messages": messages})


def rate_limited(seconds: int | None) -> Refused:
    """429; without `seconds` the header is missing, which Slack's edge has been seen to do."""
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    return Refused("ratelimited", status=429, headers=headers)
