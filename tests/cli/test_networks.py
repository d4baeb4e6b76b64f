"""Accounts on social networks: what is set is used, what is half set is said, and each is asked who we are."""

import time

import pytest

from bot.adapters.base import SendFailed
from bot.cli import networks
from domain.delivery import Outcome
from domain.errors import Misconfigured
from tests.contract.x_side import x_side

X_KEYS = ("X_CONSUMER_KEY", "X_CONSUMER_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_SECRET")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("without .env"))
    for name in (*X_KEYS, "X_API", "MASTODON_URL", "MASTODON_TOKEN", "BLUESKY_HANDLE", "BLUESKY_PASSWORD"):
        monkeypatch.delenv(f"TERTULIA_{name}", raising=False)


def test_nothing_is_needed() -> None:
    assert networks.configured() == {}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"X_ACCESS_TOKEN": "a"}, "TERTULIA_X_ACCESS_TOKEN needs TERTULIA_X_CONSUMER_KEY and"),
        ({"MASTODON_TOKEN": "a"}, "TERTULIA_MASTODON_TOKEN needs TERTULIA_MASTODON_URL beside it."),
        ({"BLUESKY_HANDLE": "a.b"}, "TERTULIA_BLUESKY_HANDLE needs TERTULIA_BLUESKY_PASSWORD beside it."),
    ],
)
def test_what_belongs_together_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], sentence: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"TERTULIA_{name}", value)
    with pytest.raises(Misconfigured, match=sentence):
        networks.configured()


async def test_each_account_is_asked_who_we_are(monkeypatch: pytest.MonkeyPatch) -> None:
    async with x_side() as side:
        monkeypatch.setattr(time, "time", lambda: side.now)
        keys = side.account.keys
        monkeypatch.setenv("TERTULIA_X_API", side.adapter._api)
        for name, value in zip(
            X_KEYS, (keys.consumer, keys.consumer_secret, keys.token, keys.token_secret), strict=True
        ):
            monkeypatch.setenv(f"TERTULIA_{name}", value)
        monkeypatch.setenv("TERTULIA_MASTODON_URL", "http://127.0.0.1:9")
        monkeypatch.setenv("TERTULIA_MASTODON_TOKEN", "kept quiet")
        found = networks.configured()
        x, mastodon = await networks.asked(found)
        side.account.revoked = True
        refused, _ = await networks.asked(found)
        for channel in found.values():
            await channel.close()
    assert x == ("x", True, "we post as @pilot")
    assert mastodon[1:] == (
        False,
        "it does not answer (it cannot be reached); check the network and TERTULIA_MASTODON_URL.",
    )
    assert refused[1:] == (False, f"our key is refused; copy it again into {networks.CREDENTIALS['x']}.")
    assert {"kept quiet", keys.token_secret} <= set(networks.secrets())


def test_advice_names_the_variable() -> None:
    assert "TERTULIA_BLUESKY_HANDLE" in networks.advice("bluesky", SendFailed(Outcome.STOP, "invalid_token"))
