"""Requests of Slack over HTTP: is it authentic, and what is in the body (pure)."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from bot.adapters.slack_blocks import Json

FRESH = 5 * 60
"""Seconds for which a signature holds."""
LARGEST = 1_000_000
STAMP = re.compile(rb"[0-9]{1,12}")
Headers = Iterable[tuple[bytes, bytes]] | Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """An answer over HTTP; over a socket 200 is an acknowledgement with `body` as its payload."""

    status: int = 200
    body: Json | str = ""

    def over_http(self) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        """Status, headers and bytes."""
        if isinstance(self.body, str):
            return self.status, [(b"content-type", b"text/plain; charset=utf-8")], self.body.encode()
        return self.status, [(b"content-type", b"application/json")], json.dumps(self.body).encode()


def authentic(headers: Headers, body: bytes, secret: str, now: float) -> bool:
    """Whether Slack signed these very bytes within the last minutes; whatever is missing, doubled or odd is a no."""
    stamps = _values(headers, b"x-slack-request-timestamp")
    signatures = _values(headers, b"x-slack-signature")
    if not secret or len(stamps) != 1 or len(signatures) != 1 or not STAMP.fullmatch(stamps[0]):
        return False
    if abs(now - int(stamps[0])) > FRESH:
        return False
    expected = hmac.new(secret.encode(), b"v0:" + stamps[0] + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(b"v0=" + expected.encode(), signatures[0])


def opened(headers: Headers, body: bytes) -> tuple[str, Json]:
    """The kind of delivery, as Socket Mode names it, and its payload.

    Raises:
        ValueError: it is neither JSON nor a form of a shape that Slack sends.
    """
    kinds = _values(headers, b"content-type")
    if len(kinds) > 1:
        raise ValueError("said twice what it is")
    if kinds and kinds[0].lower().startswith(b"application/json"):
        return "events_api", _object(body)
    pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=100)
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("a field twice")
    if "payload" in fields:
        return "interactive", _object(fields["payload"])
    if "ssl_check" in fields:
        return "ssl_check", {}
    if "command" not in fields:
        raise ValueError("nothing that Slack sends")
    return "slash_commands", dict(fields)


def _object(text: bytes | str) -> Json:
    try:
        found = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004 – what came is wrong, not our call
    return found


def _values(headers: Headers, name: bytes) -> list[bytes]:
    """All values of a header, its name in any case."""
    if isinstance(headers, Mapping):
        pairs = [(key.encode("latin-1", "replace"), value.encode(errors="replace")) for key, value in headers.items()]
    else:
        pairs = list(headers)
    return [value.strip() for key, value in pairs if key.lower() == name]
