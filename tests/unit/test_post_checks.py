"""What stops a post before it is approved, and what an editor is only told."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.post_checks import (
    PICTURE,
    Before,
    Found,
    Trouble,
    broken_links,
    fingerprint,
    funder_troubles,
    picture_troubles,
    said_troubles,
    sense,
    text_troubles,
)
from domain.post_rulers import BLUESKY, X

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def troubles(text: str) -> set[Trouble]:
    return {found.trouble for found in text_troubles({"x": text}, {"x": X})}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nine people found somebody to work with on Friday.", set()),
        ("🎉", set()),
        ("", {Trouble.EMPTY}),
        ("\u200b\u200d \n\u2060", {Trouble.EMPTY}),
        ("https://tertulia.example/a", {Trouble.ONLY_LINK}),
        ("Look: https://tertulia.notatld/", {Trouble.BROKEN_LINK}),
        (" ".join(f"#tag{n}x" for n in range(50)), {Trouble.MANY_TAGS}),
        ("word " * 5_000, {Trouble.TOO_LONG}),
    ],
)
def test_words(text: str, expected: set[Trouble]) -> None:
    assert troubles(text.replace("tertulia.example", "tertulia.coop")) == expected


def test_each_channel_is_told_apart() -> None:
    found = text_troubles({"x": "", "bluesky": "A good day."}, {"x": X, "bluesky": BLUESKY})
    assert found == [Found(Trouble.EMPTY, "x")]


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("See https://tertulia.coop/a?b=c#d, (www.tertulia.coop) and tertulia.coop:8080.", []),
        ("See https://tertulia.coop:99999/", ["https://tertulia.coop:99999/"]),
        ("See http://localhost/x", ["http://localhost/x"]),
        ("See https:/tertulia.coop", ["https:/tertulia.coop"]),
        ("See htp://tertulia.coop", ["htp://tertulia.coop"]),
        ("See www.tertulia", ["www.tertulia"]),
    ],
)
def test_only_the_form_of_an_address_is_looked_at(text: str, broken: list[str]) -> None:
    assert broken_links(text) == broken


def test_a_picture_is_judged_by_its_bytes_and_needs_words_for_who_cannot_see_it() -> None:
    assert picture_troubles(b"", "") == []
    assert picture_troubles(PNG, "Nine people around a table") == []
    assert picture_troubles(PNG, "  ") == [Found(Trouble.NO_ALT)]
    assert picture_troubles(b"<svg onload=alert(1)>", "x") == [Found(Trouble.NOT_A_PICTURE)]
    assert picture_troubles(PNG + bytes(PICTURE * 4), "x") == [Found(Trouble.PICTURE_TOO_LARGE)]


def test_the_same_again_and_two_within_the_hour_are_said() -> None:
    said = [Before("Come on FRIDAY! https://a.org/1", NOW - timedelta(days=3)), Before("Other", NOW)]
    found = said_troubles("come on friday https://a.org/2", "x", NOW + timedelta(minutes=20), said)
    assert found == [Found(Trouble.SAID_ALREADY, "x"), Found(Trouble.TOO_CLOSE, "x")]
    assert said_troubles("Something new", "x", NOW + timedelta(hours=1), said) == []
    assert not any(one.trouble.stops for one in found)


def test_the_funders_line_is_looked_for_in_each_channel() -> None:
    line = "Co-funded by the European Union"
    texts = {"x": "News! CO-FUNDED by the\nEuropean Union.", "bluesky": "News!"}
    assert funder_troubles(texts, line) == [Found(Trouble.NO_FUNDER, "bluesky", line)]


def test_a_consent_is_to_exactly_these_words() -> None:
    assert fingerprint("Ann met Bo.\r\n") == fingerprint("Ann met Bo.")
    assert fingerprint("Ann met Bo.") != fingerprint("Ann left Bo.")


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(troubles(text + "\ud800"), set)
    assert sense(sense(text)) == sense(text)
    assert len(fingerprint(text + "\ud800")) == 64
