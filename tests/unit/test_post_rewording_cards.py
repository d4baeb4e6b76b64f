"""Cards about other words for what is out say where they will stand, where not, and who is asked."""

from datetime import UTC, datetime

import pytest

from bot.i18n import Catalogues
from domain.delivery import State as Sent
from domain.post_rulers import X
from handlers import post_rewording_cards as cards
from handlers.post_look import Look, Side
from storage.post_channels import Channel, Setting
from storage.post_rewordings import Asked, Rewording
from storage.post_variants import Variant
from storage.posts import Post

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
T = Catalogues()["en"]
POST = Post(1, 1, 1, 1, "text", None, "Nine people met.", "en", "", "posted", NOW, 0, NOW, NOW, NOW, NOW)
NEW = Rewording(3, 1, 1, None, "Ten people met.", "open")


def side(kind: str, *, enabled: bool = True, own: str | None = None, state: Sent = Sent.SENT) -> Side:
    channel = Channel(1, 1, kind, "", "", kind.title(), "", enabled, "", "", 0, 0, None, "", 60, None)
    return Side(channel, Variant(1, 1, own, str(state), 0, "", None, 0, NOW, '["m1"]'), POST.text, X, (POST.text,))


def seen(*sides: Side) -> Look:
    return Look(POST, "Ann", sides, (), (), Setting(), "UTC", POST.text, "", picture=False, alt="", logo=False)


@pytest.mark.parametrize(
    ("there", "says", "buttons"),
    [
        ((side("mastodon"), side("x")), ("stands: Mastodon.", "changed on X:"), 3),
        ((side("x"), side("bluesky")), ("changed on X, Bluesky:",), 2),
        ((side("slack"),), ("stands: Slack.",), 2),
        ((side("slack", enabled=False),), ("changed on Slack:",), 2),
    ],
)
def test_it_says_where_it_changes_and_where_not(there: tuple[Side, ...], says: tuple[str, ...], buttons: int) -> None:
    card = cards.wanted(seen(*there), NEW, [], T, decides=True)
    assert all(words in card.text for words in says)
    assert len(card.rows[0]) == buttons
    assert "Asked first" not in card.text


def test_only_who_decides_may_withdraw_it_and_who_is_named_is_told() -> None:
    card = cards.wanted(seen(side("slack"), side("x")), NEW, [Asked(2, "Kostas", "asked")], T, decides=False)
    assert [button.label for button in card.rows[0]] == ["Change it", "Leave it as it is"]
    assert "Asked first, for they are named: Kostas." in card.text


def test_words_of_a_channels_own_and_what_is_not_out_are_not_touched() -> None:
    assert cards.out_there(seen(side("slack", own="Other"), side("mastodon", state=Sent.FAILED))) == []


def test_afterwards_it_says_where_the_old_words_stay() -> None:
    assert "The old words stay on X." in cards.changed(POST, ["Slack"], ["X"], T).text
    assert "old words" not in cards.changed(POST, ["Slack"], [], T).text
