"""Where a channel is, as people write it: names, numbers and links are read, anything else is asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.post_places import place


@pytest.mark.parametrize(
    ("kind", "written", "chat"),
    [
        ("telegram", "@Tertulia_News", "@tertulia_news"),
        ("telegram", " https://t.me/tertulia ", "@tertulia"),
        ("telegram", "t.me/s/tertulia/12", "@tertulia"),
        ("telegram", "https://t.me/c/1234567890/55", "-1001234567890"),
        ("telegram", "-1001234567890", "-1001234567890"),
        ("slack", "C0123ABCD", "C0123ABCD"),
        ("slack", "https://tertulia.slack.com/archives/C0123ABCD", "C0123ABCD"),
        ("slack", "https://tertulia.slack.com/archives/C0123ABCD/p1700000000000000", "C0123ABCD"),
    ],
)
def test_a_channel_is_read(kind: str, written: str, chat: str) -> None:
    assert place(kind, written) == chat


@pytest.mark.parametrize(
    ("kind", "written"),
    [("telegram", "12345"), ("telegram", "@a"), ("slack", "#news"), ("slack", "U0123ABCD"), ("slack", "D0123ABCD")],
)
def test_people_and_riddles_are_refused(kind: str, written: str) -> None:
    with pytest.raises(Refused, match="I read no"):
        place(kind, written)


@given(st.sampled_from(["telegram", "slack"]), st.text())
def test_whatever_is_written_nobody_is_written_to_in_private(kind: str, written: str) -> None:
    try:
        found = place(kind, written)
    except Refused:
        return
    assert found.startswith(("@", "-100") if kind == "telegram" else ("C", "G"))
