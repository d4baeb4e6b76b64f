"""All that the emulated Slack remembers, as plain records that survive a dump and a load."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import ConfigDict

Json = dict[str, Any]

# The scopes a bot needs for every method the emulator knows; a test takes some away.
SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "im:history",
    "im:read",
    "im:write",
    "team:read",
    "users:read",
    "users:read.email",
)


@dataclass
class Team:
    """A workspace, with the one app that is emulated installed in it or not."""

    id: str
    name: str
    domain: str
    bot_user: str
    bot_id: str
    scopes: list[str]
    installed: bool = True


@dataclass
class User:
    id: str
    team: str
    name: str
    real_name: str
    tz: str = "Europe/Madrid"
    locale: str = "en-US"
    email: str = ""
    title: str = ""
    is_bot: bool = False
    is_admin: bool = False
    deleted: bool = False
    updated: int = 0


@dataclass
class Channel:
    """A channel or, with `im_of`, the direct messages of one person with the bot."""

    id: str
    team: str
    name: str
    members: list[str]
    created: int
    im_of: str | None = None
    archived: bool = False


@dataclass
class Message:
    """One message in its current version; `only_for` makes it ephemeral."""

    ts: str
    channel: str
    author: str
    text: str
    from_bot: bool
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    files: list[str] = field(default_factory=list)
    only_for: str | None = None
    edited: str | None = None
    thread_ts: str | None = None
    subtype: str | None = None
    version: int = 1


@dataclass
class OpenView:
    """A modal on somebody's stack, or somebody's Home: what was sent, and what was typed into it."""

    id: str
    team: str
    user: str
    view: Json
    hash: str
    root: str
    previous: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)


@dataclass
class Trigger:
    """A permission to open one modal, worth 3 seconds and one use."""

    user: str
    team: str
    expires: float
    used: bool = False


@dataclass
class ResponseUrl:
    """An address to answer an interaction at: 5 times within 30 minutes."""

    channel: str
    user: str
    expires: float
    message_ts: str | None = None
    left: int = 5


@dataclass
class File:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    id: str
    name: str
    team: str
    length: int
    content: bytes = b""
    title: str = ""
    complete: bool = False
    mimetype: str = ""
    looks: int = 0
    """How often one still has to ask before Slack has looked through it."""


@dataclass(frozen=True)
class Notice:
    """What Slack itself told a person: that a command failed, that the app did not answer."""

    user: str
    text: str
    at: float


@dataclass
class World:
    """Everything; only `Core` and its descendants change it."""

    teams: dict[str, Team] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    messages: dict[str, list[Message]] = field(default_factory=dict)
    homes: dict[str, OpenView] = field(default_factory=dict)
    modals: dict[str, list[OpenView]] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    revoked: list[str] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    last_ts: int = 0
    counter: int = 0
    version: int = 1
