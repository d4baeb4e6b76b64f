"""What the bot says, neutral of any platform: messages, buttons and the typed data behind a button (pure)."""

from dataclasses import dataclass, field, fields
from enum import Enum, StrEnum
from functools import cache
from typing import Any, ClassVar, Self, get_type_hints
from urllib.parse import quote, unquote

PRESS_BYTES = 64
"""Telegram: callback_data is 1 to 64 bytes; the smallest of all platforms' limits."""


class Press:
    """The data behind a button: a frozen dataclass of ints, strings, booleans and enums that packs into 64 bytes.

    Subclass it with a tag of its own: `class Rsvp(Press, tag="rsvp")`.
    """

    tag: ClassVar[str] = ""

    def __init_subclass__(cls, tag: str, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.tag = tag

    def pack(self) -> str:
        """The wire form, at most 64 bytes.

        Raises:
            ValueError: the values do not fit; a programming error.
        """
        values = [_quoted(_written(getattr(self, name))) for name in _names(type(self))]  # type: ignore[arg-type]  # as below
        packed = ":".join([self.tag, *values])
        if len(packed.encode()) > PRESS_BYTES:
            raise ValueError(f"{packed!r} is longer than {PRESS_BYTES} bytes")
        return packed

    @classmethod
    def unpack(cls, packed: str) -> Self | None:
        """The value, or None on anything that `pack` would not have written."""
        tag, *values = packed.split(":")
        hints = get_type_hints(cls)
        names = _names(cls)  # type: ignore[arg-type]  # mypy takes a dataclass's hash for its class's
        if tag != cls.tag or len(values) != len(names) or len(packed.encode(errors="replace")) > PRESS_BYTES:
            return None
        try:
            read = {
                name: _read(hints[name], unquote(v, errors="strict")) for name, v in zip(names, values, strict=True)
            }
            result = cls(**read)
            return result if result.pack() == packed else None
        except (ValueError, KeyError, UnicodeError):
            return None


@cache
def _names(kind: type[Press]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))  # type: ignore[arg-type]  # subclasses are dataclasses


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value.value) if isinstance(value, Enum) else str(value)


def _quoted(text: str) -> str:
    """As in an address; most values are numbers and plain words, which stay as they are."""
    return text if text.isalnum() and text.isascii() else quote(text, safe="")


def _read(kind: Any, text: str) -> Any:
    if kind is bool:
        return {"1": True, "0": False}[text]
    if kind is int:
        number = int(text)
        if abs(number) >= 2**31:
            raise ValueError("larger than any id")
        return number
    return kind(text)


@dataclass(frozen=True)
class Run(Press, tag="!"):
    """A button that does what typing a command does."""

    command: str
    text: str = ""

    @classmethod
    def within(cls, command: str, text: str) -> "Run":
        """The command with as many first words of the text as a button can carry; of a long word its first letters."""
        while len(f"{cls.tag}:{command}:{quote(text, safe='')}") > PRESS_BYTES:
            text = text.rpartition(" ")[0] or text[:-1]
        return cls(command, text)


@dataclass(frozen=True)
class Button:
    """A label and exactly one of: data that comes back, or an address that opens.

    The label is a translated text like any other: adapters show it plain, whatever a member's name in it holds.
    """

    label: str
    press: Press | str | None = None
    url: str | None = None
    style: str = ""
    """`primary` or `danger` where the platform can show it."""

    @property
    def packed(self) -> str:
        """What comes back when it is pressed; empty for a link."""
        return self.press.pack() if isinstance(self.press, Press) else self.press or ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class File:
    """A document that goes with a message.

    A picture may instead be an `address` that the platform itself looks up, or lie aside, where its bytes are `kept`
    under their fingerprint: then letters are small, and it is brought to each platform once.
    """

    name: str
    content: bytes
    mime: str = "application/octet-stream"
    address: str = ""
    kept: str = ""

    @property
    def standing(self) -> "File":
        """The same without its bytes: an edit says that the picture stays below the words, and does not bring it."""
        return File(self.name, b"", self.mime, self.address, self.kept)


@dataclass(frozen=True)
class Message:
    """One thing said.

    Args:
        text: in the markup of `bot.markup`, in the reader's language; values were escaped by `t`.
        rows: buttons, a row each.
        replace: edit the card whose button was pressed instead of sending another.
        card: a name under which `ctx.edit` finds this message again at the same person.
        private: to the person; False: into the group where they spoke.
        image: address or file of a picture, with `alt` for those who cannot see it.
    """

    text: str
    rows: Rows = ()
    replace: bool = False
    card: str = ""
    private: bool = True
    files: tuple[File, ...] = ()
    image: File | None = None
    alt: str = ""


class FieldKind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"
    MANY = "many"


@dataclass(frozen=True)
class Question:
    """One field of a form, in the reader's language; `choices` are (value, label)."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    hint: str = ""
    optional: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    limit: int = 500


@dataclass(frozen=True)
class Sheet:
    """A form as a person sees it: what a modal shows whole and a chat asks one by one."""

    form: str
    title: str
    submit: str
    questions: tuple[Question, ...]
    values: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Home:
    """A person's standing page (Slack's App Home): blocks of messages; platforms without one ignore it."""

    parts: tuple[Message, ...]


@dataclass(frozen=True)
class Post:
    """One public post, as its channel says it: plain text without any markup.

    Args:
        text: links, tags and mentions stand in it as they are; channels find them.
        language: of the text, such as `es`.
        warning: what readers are told before they see it, where a channel can hide a post.
        image: a picture, with `alt` for those who cannot see it.
        root: the receipt of the first post of its thread; empty for the first itself. What it answers is the parcel's
            target.
    """

    text: str
    language: str = ""
    warning: str = ""
    image: File | None = None
    alt: str = ""
    root: str = ""


def row(*buttons: Button) -> Rows:
    """One row of buttons."""
    return (buttons,)
