"""Several workspaces: a browser installs the app, its token is kept encrypted, and a removal ends it."""

import re
import sqlite3
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.adapters.base import Address, Parcel, SendFailed
from bot.adapters.slack import Slack, SlackSettings, Surroundings
from bot.i18n import Catalogues
from bot.incoming import Happened
from bot.ui import Message
from domain.errors import Misconfigured
from storage import installations
from storage.db import Database
from storage.installations import Seal
from tests.contract.slack_side import Clock, SlackSide, slack_side

OAUTH: dict[str, Any] = {"slack_bot_token": "", "slack_client_id": "1.1", "slack_client_secret": "client-secret"}


@pytest.fixture
async def many(sqlite: Database) -> AsyncIterator[SlackSide]:
    """A Slack with a second workspace that has not installed the app."""
    async with slack_side(db=sqlite, **OAUTH) as side:
        side.world.add_team("T2", "La Lonja", installed=False)
        side.world.person("U9", "Kostas", team="T2")
        await side.listen()
        yield side
        assert side.violations() == []


async def visit(slack: SlackSide) -> tuple[str, str]:
    """A browser opens the install page, agrees at Slack, and is sent back with this query and cookie."""
    status, headers, page = await slack.adapter.install()
    found = re.search(rb'href="([^"]+/oauth/v2/authorize[^"]+)"', page)
    assert status == 200
    assert found
    cookie = dict(headers)[b"set-cookie"].decode().partition(";")[0]
    address = found[1].decode().replace("&amp;", "&")
    async with aiohttp.ClientSession() as browser, browser.get(address, allow_redirects=False) as answer:
        back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == "https://tertulia.example/slack/oauth"
    return back.query, cookie


async def test_a_workspace_installs_the_app_and_is_written_to(many: SlackSide, sqlite: Database) -> None:
    query, cookie = await visit(many)
    status, _, page = await many.adapter.oauth(query, cookie)
    assert (status, b"Thank you" in page) == (200, True)
    await many.adapter.send(Parcel("send", Address("slack", "U9", "T2"), Message("Welcome"), "1"))
    assert [shown.plain for shown in many.world.sees("U9")] == ["Welcome"]
    assert await many.adapter.whoami() == "installed in 1: La Lonja"
    token = next(token for token, team in many.world.world.tokens.items() if team == "T2")
    kept = "\n".join(sqlite3.connect(str(sqlite.url.database)).iterdump())
    assert "La Lonja" in kept
    assert token not in kept


async def test_one_state_is_good_once_in_one_browser_and_for_minutes(many: SlackSide) -> None:
    query, cookie = await visit(many)
    assert (await many.adapter.oauth(query, ""))[0] == 400
    assert (await many.adapter.oauth(query, "slack-app-oauth-state=another"))[0] == 400
    assert (await many.adapter.oauth(query, cookie))[0] == 200
    assert (await many.adapter.oauth(query, cookie))[0] == 401
    late, its_cookie = await visit(many)
    many.clock.at += 601
    assert (await many.adapter.oauth(late, its_cookie))[0] == 401
    assert (await many.adapter.oauth("error=access_denied", cookie))[0] == 200
    assert (await many.adapter.oauth("", ""))[0] == 400


async def test_a_workspace_that_removes_the_app_is_forgotten(many: SlackSide, sqlite: Database) -> None:
    await many.adapter.oauth(*await visit(many))
    await many.world.uninstalls("T2")
    assert sqlite.read_now(lambda db: installations.everywhere(db, "slack")) == []
    assert {value.what for value in many.inbox.values if isinstance(value, Happened)} == {"uninstalled"}
    with pytest.raises(SendFailed) as caught:
        await many.adapter.send(Parcel("send", Address("slack", "U9", "T2"), Message("Welcome"), "1"))
    assert caught.value.reason == "invalid_token"
    assert "nowhere yet" in await many.adapter.whoami()


def test_what_one_key_sealed_another_cannot_read() -> None:
    sealed = Seal("one").close("xoxb-1")
    assert "xoxb" not in sealed
    assert Seal("one").open(sealed) == "xoxb-1"
    assert Seal("two").open(sealed) == ""
    assert Seal("one").open("not sealed at all") == ""


async def test_one_workspace_by_its_token_has_no_install_page(slack: SlackSide) -> None:
    assert (await slack.adapter.install())[0] == 404
    assert (await slack.adapter.oauth("code=1&state=2", ""))[0] == 404


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "SLACK_BOT_TOKEN"),
        ({"slack_bot_token": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        ({"slack_client_id": "1.1", "slack_signing_secret": "s"}, "SLACK_CLIENT_SECRET"),
        ({"slack_client_id": "1.1", "slack_signing_secret": "s", "slack_client_secret": "s"}, "SECRET_KEY"),
    ],
)
def test_half_a_set_up_names_what_is_missing(given: dict[str, str], named: str) -> None:
    clock = Clock()
    with pytest.raises(Misconfigured, match=named):
        Slack(SlackSettings(**given), Surroundings(Catalogues(), clock.moment, clock))  # type: ignore[arg-type]  # pydantic reads strings
