"""Where on Telegram or Slack a channel is, as people write it: its @name, its number, or a link to it."""

import re

from domain.errors import Refused

_TELEGRAM = re.compile(
    r"(?:https?://)?(?:t\.me|telegram\.me)/(?:s/)?(?P<link>[A-Za-z]\w{3,31})/?(?:\d+)?|@?(?P<name>[A-Za-z]\w{3,31})"
)
_PRIVATE = re.compile(r"(?:https?://)?t\.me/c/(?P<inner>\d{6,14})(?:/\d*)?|(?P<number>-100\d{6,14})")
_SLACK = re.compile(r"(?:https?://[\w.-]+\.slack\.com/(?:archives|messages)/)?(?P<id>[CG][A-Z0-9]{6,12})(?:/p?\d*)?")


def place(kind: str, written: str) -> str:
    """The channel's address on that platform.

    Raises:
        Refused: no channel can be read from it; with how to find it.
    """
    words = written.strip()
    if kind == "slack":
        if found := _SLACK.fullmatch(words):
            return found["id"]
        raise Refused(
            "I read no Slack channel in “{words}”. Open the channel, choose “Copy link”, and send me that.",
            words=words[:60],
        )
    if found := _PRIVATE.fullmatch(words):
        return found["number"] or f"-100{found['inner']}"
    if found := _TELEGRAM.fullmatch(words):
        return f"@{found['link'] or found['name']}".lower()
    raise Refused(
        "I read no Telegram channel in “{words}”. Send its @name, or the link of one of its messages.", words=words[:60]
    )
