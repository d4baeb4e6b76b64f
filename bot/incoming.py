"""What can arrive from a person: five small values that every platform's adapter translates into."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Who:
    """Who speaks and where; identity is (platform, workspace, user), never a name.

    `chat` is the person's own conversation with the bot; `group` is set when they spoke elsewhere.
    `language` and `zone` are what the platform believes, used for a newcomer only.
    """

    platform: str
    user: str
    workspace: str = ""
    name: str = ""
    language: str = ""
    zone: str = ""
    chat: str = ""
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """Common to all: the person, the platform's id of this delivery, and a trigger that can open a form."""

    who: Who
    key: str
    trigger: str = ""


@dataclass(frozen=True, kw_only=True)
class Said(Incoming):
    """Free text; `about` is the message of ours that it answers to, `quoted` what stands in that one."""

    text: str
    about: str = ""
    quoted: str = ""


@dataclass(frozen=True, kw_only=True)
class Commanded(Incoming):
    """A command and the rest of its line: `need`, "3h web designer"."""

    name: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Pressed(Incoming):
    """A button's data, hostile until unpacked, and the card it stands on."""

    packed: str
    card: str = ""


@dataclass(frozen=True, kw_only=True)
class Filled(Incoming):
    """A form that was submitted whole; `hidden` came back from the platform and is as hostile as the values."""

    form: str
    values: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Happened(Incoming):
    """Something that is neither said nor pressed.

    `what`: joined, left, blocked, unblocked, location, file, home_opened, uninstalled, migrated, group_added.
    A file is not here yet: `values` are its `id` on the platform, `name`, `mime`, `size` in bytes (as the platform
    says, which is to be checked again) and the `text` that was written beside it.
    """

    what: str
    values: dict[str, str] = field(default_factory=dict)
