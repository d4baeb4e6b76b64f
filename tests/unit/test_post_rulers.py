"""How long a post is on each channel, beside an independent port of X's own rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twitter_text import parse_tweet

from domain.post_links import Kind, pieces
from domain.post_rulers import BLUESKY, MASTODON, TELEGRAM, X, graphemes, mastodon, status, units, weight

FAMILY = "👩‍👩‍👧"
WORDS = st.sampled_from(
    (
        "hola γεια čšž 日本 🐱 🇪🇸 👍🏽 1️⃣ ❤️ ☺ test.com https://test.com/a_b?x=1&y=2 http://a.org/wiki/Foo_(bar) "
        "e.g. 3.5 @ann #tag node.js a.b v1.2.3 … tertulia.coop/events. ann@test.com http://foo.notatld é “x” "
        f"日本test.com (test.com) HTTPS://A.COM {FAMILY} \n"
    ).split(" ")
)


@given(st.lists(WORDS, max_size=8).map(" ".join))
def test_x_counts_as_its_public_rules_say(text: str) -> None:
    assert weight(text) == parse_tweet(text).weightedLength


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cn", "So", "Sk", "Mn", "Cf"]), max_size=60))
def test_x_counts_any_letters_as_its_public_rules_say(text: str) -> None:
    if not pieces(text):
        assert weight(text) == parse_tweet(text).weightedLength


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("This is a test.", 15),
        ("http://test.com", 23),
        ("test.com", 23),
        ("Test https://test.com test https://test.com test.com test", 86),
        ("\U00010000\U0010ffff", 4),
        ("저찀쯿쿿", 8),
        ("H🐱☺", 5),
        (FAMILY, 2),
        ("e\u0301", 1),
        ("a\r\nb", 3),
    ],
)
def test_the_rules_written_out(text: str, count: int) -> None:
    assert weight(text) == count


def test_a_full_post_of_each_channel() -> None:
    assert X.left("a" * 280) == 0
    assert X.left("の" * 141) == -2
    assert BLUESKY.left(FAMILY * 300) < 0, "300 graphemes, but over 3,000 bytes"
    assert BLUESKY.left("é" * 300) == 0
    assert MASTODON.left("a" * 476 + " https://example.org/" + "b" * 900) == 0
    assert mastodon(5000).fits("a" * 5000)
    assert TELEGRAM.left("🐱" * 2048) == 0


def test_a_mention_counts_without_its_server_on_mastodon() -> None:
    assert status("hi @ann@social.example.org!") == len("hi @ann!")


@given(st.text())
def test_any_text_can_be_counted(text: str) -> None:
    for ruler in (X, MASTODON, BLUESKY, TELEGRAM):
        assert isinstance(ruler.left(text + "\ud800"), int)
    assert graphemes(text) <= len(text) <= units(text)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[piece.start : piece.end], piece.target) for piece in pieces(text)]


def test_what_stands_out() -> None:
    text = (
        "With @ann@social.es and @bo: #cowork2026 (see tertulia.coop/a_(b)), #1 is no tag; a@b.com, c#d, https://x.org."
    )
    assert found(text) == [
        ("@ann@social.es", "ann@social.es"),
        ("@bo", "bo"),
        ("#cowork2026", "cowork2026"),
        ("tertulia.coop/a_(b)", "https://tertulia.coop/a_(b)"),
        ("https://x.org", "https://x.org"),
    ]
    assert [piece.target for piece in pieces("#ΣΥΝΕΡΓΑΣΙΑ #café #привет") if piece.kind is Kind.TAG] == [
        "ΣΥΝΕΡΓΑΣΙΑ", "café", "привет",
    ]  # fmt: skip
    assert found("https://x.org/#part and x.org/@ann") == [
        ("https://x.org/#part", "https://x.org/#part"),
        ("x.org/@ann", "https://x.org/@ann"),
    ]
