"""The outbox's format: what was written comes back, and a newer version is refused."""

import pytest

from bot import wire
from bot.ui import Button, FieldKind, File, Home, Message, Question, Run, Sheet

MESSAGE = Message(
    "*Hello*",
    ((Button("Yes", Run("help"), style="primary"), Button("Site", url="https://a.b")),),
    files=(File("a.ics", b"\x00\xff", "text/calendar"),),
    image=File("p.png", b"png", "image/png"),
    alt="A picture",
    private=False,
)
SHEET = Sheet(
    "f", "Title", "Go", (Question("a", "A?", FieldKind.CHOICE, choices=(("x", "X"),)),), {"a": "x"}, {"id": "1"}
)


def test_a_message_comes_back_with_packed_buttons() -> None:
    back = wire.loads(wire.dumps(MESSAGE))
    assert isinstance(back, Message)
    assert (back.text, back.files, back.image, back.alt, back.private) == (
        MESSAGE.text, MESSAGE.files, MESSAGE.image, "A picture", False
    )  # fmt: skip
    assert [(b.label, b.packed, b.url) for b in back.rows[0]] == [("Yes", "!:help:", None), ("Site", "", "https://a.b")]


def test_a_form_comes_back_with_its_fallback() -> None:
    text = wire.dumps(SHEET, fallback=Message("instead"))
    assert wire.loads(text) == SHEET
    assert wire.fallback(text) == Message("instead")
    assert wire.fallback(wire.dumps(SHEET)) is None


def test_a_home_comes_back() -> None:
    home = Home((Message("a"), Message("b")))
    assert wire.loads(wire.dumps(home)) == home


def test_rows_of_a_newer_release_are_refused() -> None:
    with pytest.raises(ValueError, match="newer release"):
        wire.loads('{"v": 99, "text": "?"}')
