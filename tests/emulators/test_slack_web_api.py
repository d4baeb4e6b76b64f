"""The emulated Web API answers the real client with Slack's own words, paces, faults, sockets and sign-ups."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Mount

from emulators.serve import serving
from emulators.slack import Fault, Faults, Slack, slack_app
from tests.emulators.slack_bot import Clock, asks, bot_with_ann, button, error, modal, words

Json = dict[str, Any]


@asynccontextmanager
async def api(**settings: Any) -> AsyncIterator[tuple[Slack, AsyncWebClient, Clock]]:
    """Slack with Ann in it, and a client that repeats nothing by itself."""
    clock = Clock()
    slack = Slack(now=clock, **settings)
    slack.person("U1", "Ann Lee")
    async with serving(slack_app(slack)) as slack.base_url:
        client = AsyncWebClient("xoxb-test", base_url=f"{slack.base_url}/api/", retry_handlers=[], timeout=1)
        yield slack, client, clock
        await slack.close()


async def test_refusals_carry_slacks_codes() -> None:
    async with api() as (slack, client, _):
        outside = slack.channel("closed", ["U1"], with_bot=False)
        said = await slack.says("U1", "hi")
        post = client.chat_postMessage
        many = [{"type": "divider"}] * 51
        long = [{"type": "section", "text": {"type": "plain_text", "text": "x" * 3001}}]
        assert await error(post(channel="C404", text="x")) == "channel_not_found"
        assert await error(post(channel=outside, text="x")) == "not_in_channel"
        assert await error(client.api_call("chat.postMessage", params={"channel": "U1"})) == "no_text"
        assert await error(post(channel="U1", text="x" * 40_001)) == "msg_too_long"
        assert await error(post(channel="U1", text="x", blocks=many)) == "invalid_blocks"
        assert await error(post(channel="U1", text="x", blocks=long)) == "invalid_blocks"
        assert await error(post(channel="U1", text="x", blocks="[{")) == "invalid_blocks_format"
        assert await error(post(channel="U1", text="x", metadata={"event_type": "x"})) == "invalid_metadata_format"
        assert await error(client.chat_update(channel="DU1", ts="1.000001", text="x")) == "message_not_found"
        assert await error(client.chat_update(channel="DU1", ts=said, text="x")) == "cant_update_message"
        assert await error(client.chat_delete(channel="DU1", ts=said)) == "cant_delete_message"
        assert await error(client.users_info(user="U404")) == "user_not_found"
        assert await error(client.users_lookupByEmail(email="no@example.com")) == "users_not_found"
        assert await error(client.api_call("chat.shout")) == "unknown_method"
        slack.world.teams["T1"].scopes.remove("users:read.email")
        assert await error(client.users_lookupByEmail(email="u1@example.com")) == "missing_scope"
        assert "email" not in (await client.users_info(user="U1"))["user"]["profile"]


async def test_a_long_text_of_many_spans_is_taken() -> None:
    async with api() as (slack, client, _):
        spans = [{"type": "text", "text": f"{number} "} for number in range(300)]
        blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": spans}]}]
        await client.chat_postMessage(channel="U1", text="numbers", blocks=blocks)
        assert slack.sees("U1")[0].plain.endswith("298 299 ")


async def test_tokens_are_looked_at() -> None:
    async with api() as (slack, client, _):
        assert await error(client.auth_test(token="xoxb-other")) == "invalid_auth"
        assert await error(AsyncWebClient(base_url=client.base_url).auth_test()) == "not_authed"
        assert await error(client.apps_connections_open(app_token="xoxb-test")) == "not_allowed_token_type"
        slack.add_team("T2", "Other", bot_token="xoxb-2")
        slack.person("U9", "Zoe", team="T2")
        assert (await client.auth_test(token="xoxb-2"))["team_id"] == "T2"
        assert await error(client.chat_postMessage(channel="U9", text="x")) == "channel_not_found"


async def test_a_message_is_changed_found_by_its_metadata_and_deleted() -> None:
    async with api() as (slack, client, _):
        metadata = {"event_type": "outbox", "event_payload": {"row": 7}}
        sent = await client.chat_postMessage(channel="U1", text="first", blocks=[words("first")], metadata=metadata)
        place, ts = sent["channel"], sent["ts"]
        found = await client.conversations_history(channel=place, include_all_metadata=True)
        assert found["messages"][0]["metadata"] == metadata
        await client.chat_update(channel=place, ts=ts, text="second")
        shown = slack.sees("U1")[0]
        assert (shown.plain, shown.edited, shown.blocks) == ("second", True, [])
        await client.chat_delete(channel=place, ts=ts)
        assert slack.sees("U1") == []
        assert slack.delivered["DU1", "first"] == 1
        assert [call.method for call in slack.calls][-1] == "chat.delete"


async def test_people_and_places_are_listed_page_by_page() -> None:
    async with api() as (slack, client, _):
        for number in range(2, 6):
            slack.person(f"U{number}", f"Person {number}", locale="ca-ES")
        general = slack.channel("general", ["U1", "U2"])
        seen = [user["id"] async for page in await client.users_list(limit=2) for user in page["members"]]
        assert seen == ["UBOT", "U1", "U2", "U3", "U4", "U5"]
        ann = (await client.users_info(user="U2", include_locale=True))["user"]
        assert (ann["locale"], ann["tz"], ann["tz_offset"]) == ("ca-ES", "Europe/Madrid", 3600)
        assert (await client.conversations_members(channel=general))["members"] == ["U1", "U2", "UBOT"]
        assert (await client.conversations_info(channel=general))["channel"]["is_member"]
        assert (await client.conversations_open(users="U3"))["channel"]["id"] == "DU3"
        assert (await client.team_info())["team"]["id"] == "T1"
        assert (await client.bots_info(bot="BT1"))["bot"]["app_id"] == "A1"
        assert (await client.conversations_list())["channels"][0]["name"] == "general"


async def test_an_ephemeral_message_is_for_one_person() -> None:
    async with api() as (slack, client, _):
        slack.person("U2", "Ben")
        place = slack.channel("general", ["U1", "U2"])
        await client.chat_postEphemeral(channel=place, user="U1", text="only you")
        assert [shown.plain for shown in slack.channel_sees(place, "U1")] == ["only you"]
        assert slack.channel_sees(place, "U2") == []
        assert (await client.conversations_history(channel=place))["messages"] == []


async def test_a_file_is_uploaded_and_shared() -> None:
    async with api() as (slack, client, _):
        await client.files_upload_v2(filename="friday.ics", content="BEGIN:VCALENDAR", channel="DU1", title="Friday")
        shown = slack.sees("U1")[0]
        assert (shown.files[0].name, shown.files[0].content) == ("friday.ics", b"BEGIN:VCALENDAR")
        again = Slack.load(json.loads(json.dumps(slack.dump())))
        assert again.sees("U1") == [shown]


async def test_one_message_a_second_a_channel() -> None:
    async with api(limits=True) as (_, client, clock):
        await client.chat_postMessage(channel="U1", text="one")
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel="U1", text="two")
        assert refused.value.response.status_code == 429
        assert refused.value.response["error"] == "ratelimited"
        clock.advance(int(refused.value.response.headers["Retry-After"]))
        await client.chat_postMessage(channel="U1", text="two")


async def test_a_method_has_its_tier() -> None:
    async with api(limits=True) as (_, client, clock):
        for _call in range(20):
            await client.users_list()
        assert await error(client.users_list()) == "ratelimited"
        clock.advance(60)
        await client.users_list()


@pytest.mark.parametrize(
    ("fault", "recorded"),
    [
        (Fault.RESET_BEFORE, 0),
        (Fault.RESET_AFTER, 1),
        (Fault.HANG_AFTER, 1),
        (Fault.HANG_BEFORE, 0),
        (Fault.SERVER_ERROR, 0),
        (Fault.UNAVAILABLE_AFTER, 1),
        (Fault.TOO_MANY, 0),
        (Fault.TOO_MANY_SILENT, 0),
        (Fault.FORBIDDEN, 0),
        (Fault.MIGRATE, 0),
        (Fault.BROKEN_JSON, 1),
        (Fault.HALF_BODY, 1),
    ],
)
async def test_a_fault_reaches_the_client(fault: Fault, recorded: int) -> None:
    async with api() as (slack, client, _):
        slack.faults.next(fault)
        with pytest.raises((SlackApiError, aiohttp.ClientError, TimeoutError, ConnectionError)) as failed:
            await client.chat_postMessage(channel="U1", text="hello")
        assert slack.delivered["DU1", "hello"] == recorded
        if fault in (Fault.TOO_MANY, Fault.TOO_MANY_SILENT):
            assert isinstance(failed.value, SlackApiError)
            assert ("Retry-After" in failed.value.response.headers) == (fault is Fault.TOO_MANY)
        await client.chat_postMessage(channel="U1", text="again")
        assert slack.delivered["DU1", "again"] == 1


async def test_faults_come_the_same_on_the_same_seed() -> None:
    async def run() -> list[Fault]:
        faults = Faults(5, {Fault.UNAVAILABLE_AFTER: 0.3, Fault.TOO_MANY: 0.2})
        async with api(faults=faults) as (_, client, _):
            for number in range(12):
                await asyncio.gather(client.chat_postMessage(channel="U1", text=str(number)), return_exceptions=True)
        return list(faults.happened.elements())

    first = await run()
    assert first
    assert first == await run()


# The client library still uses a class of aiohttp that aiohttp warns about.
@pytest.mark.filterwarnings("ignore:BasicAuth:DeprecationWarning")
async def test_an_installation_gives_a_new_token() -> None:
    async with api() as (slack, client, _):
        slack.add_team("T2", "Other", installed=False)
        query = {"client_id": "1.1", "state": "s 1", "redirect_uri": "http://127.0.0.1:1/slack/oauth", "team": "T2"}
        url = f"{slack.base_url}/oauth/v2/authorize"
        async with aiohttp.ClientSession() as session, session.get(url, params=query, allow_redirects=False) as page:
            back = parse_qs(urlsplit(page.headers["Location"]).query)
        assert back["state"] == ["s 1"]
        given = {"client_id": "1.1", "client_secret": "client-secret", "code": back["code"][0]}
        granted = await client.oauth_v2_access(**given)
        assert granted["team"] == {"id": "T2", "name": "Other"}
        assert (await client.auth_test(token=granted["access_token"]))["team_id"] == "T2"
        assert await error(client.oauth_v2_access(**given)) == "invalid_code"
        assert await error(client.oauth_v2_access(**{**given, "client_secret": "x"})) == "bad_client_secret"


async def test_over_a_socket_everything_arrives_and_a_modal_is_refused() -> None:
    async with bot_with_ann() as bot:

        @bot.app.event("message")
        async def heard(event: Json) -> None:
            bot.heard.append(event)

        @bot.app.command("/tertulia")
        async def typed(ack: Any, body: Json, client: Any) -> None:
            view = modal(asks("what", {"type": "plain_text_input"}))
            await client.views_open(trigger_id=body["trigger_id"], view=view)
            await ack("Here you are")

        @bot.app.view("need")
        async def submitted(ack: Any) -> None:
            await ack(response_action="errors", errors={"what": "Say more."})

        handler = AsyncSocketModeHandler(bot.app, "xapp-test")
        async with asyncio.timeout(10):
            await handler.connect_async()  # type: ignore[no-untyped-call]  # the library leaves it untyped
            await bot.slack.door.connected()
            await bot.slack.says("U1", "hello")
            await bot.slack.commands("U1", "/tertulia")
            assert [shown.plain for shown in bot.slack.sees("U1")] == ["hello", "Here you are"]
            assert await bot.slack.fills("U1", {"what": "x"}) == {"what": "Say more."}
            await bot.slack.door.drop()
            await bot.slack.door.connected()
            await bot.slack.says("U1", "still there?")
            assert [event["text"] for event in bot.heard] == ["hello", "still there?"]
            await handler.close_async()  # type: ignore[no-untyped-call]  # the library leaves it untyped
        assert bot.requests == []


async def test_the_checker_refuses_and_remembers() -> None:
    async with bot_with_ann() as bot:
        sent = bot.client.chat_postMessage(channel="U1", text="<!channel> look")
        assert await error(sent) == "invalid_arguments"
        assert bot.slack.violations == ["chat.postMessage: the text calls everybody"]


class Page:
    """A page in a browser: JSON in, status and JSON out."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def get(self, path: str) -> Json:
        async with self._session.get(f"client/{path}") as answer:
            found = await answer.json()
            return {"status": answer.status, **(found if isinstance(found, dict) else {"rows": found})}

    async def post(self, path: str, **body: Any) -> Json:
        async with self._session.post(f"client/{path}", json=body) as answer:
            return {"status": answer.status, **await answer.json()}


async def test_a_page_in_the_browser_sees_and_acts_under_any_prefix() -> None:
    slack = Slack(now=Clock())
    slack.person("U1", "Ann Lee")
    app = Starlette(routes=[Mount("/emulated/slack", slack_app(slack))])
    async with serving(app) as root, aiohttp.ClientSession(f"{root}/emulated/slack/") as session:
        page = Page(session)
        client = AsyncWebClient("xoxb-test", base_url=f"{root}/emulated/slack/api/", retry_handlers=[])
        row = {"type": "actions", "elements": [button("Interested", "yes")]}
        sent = await client.chat_postMessage(channel="U1", text="A match", blocks=[words("A match"), row])
        assert slack.base_url == f"{root}/emulated/slack"
        assert [one["name"] for one in (await page.get("people"))["rows"]] == ["Ann Lee"]
        chat = await page.get("chats/U1")
        assert chat["messages"][0]["plain"] == "A match"
        waiting = asyncio.create_task(page.get(f"chats/U1?since={chat['version']}"))
        assert (await page.post("say", user_id="U1", text="hello"))["ok"]
        assert (await waiting)["version"] > chat["version"]
        tap = {"user_id": "U1", "ts": sent["ts"], "value": "1"}
        assert (await page.post("tap", **tap, action_id="yes"))["answered"] is False
        assert (await page.post("tap", **tap, action_id="gone"))["status"] == 409
        assert (await page.post("submit", user_id="U1", values={}))["status"] == 409
        assert (await page.post("say", user_id="U1"))["status"] == 400
        assert (await page.get("chats/U404"))["status"] == 404
        assert "did not respond" in (await page.get("chats/U1"))["notices"][0]["text"]
