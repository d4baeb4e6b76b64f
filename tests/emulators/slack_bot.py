"""A small real Bolt app on the emulated Slack: signature checks, listeners and client are the libraries' own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from emulators.serve import serving
from emulators.slack import Slack, slack_app
from tests.strict.slack import check

Json = dict[str, Any]


@dataclass
class Clock:
    """A clock that stands still until it is told to go."""

    at: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += seconds


@dataclass
class Bot:
    """What a test has in hand: the emulator, its clock, the app and its client."""

    slack: Slack
    clock: Clock
    client: AsyncWebClient
    app: AsyncApp
    heard: list[Json] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    refuse: list[int] = field(default_factory=list)  # statuses to answer with before Bolt sees the request


def button(label: str, action_id: str, value: str = "1") -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": action_id, "value": value}


def words(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def modal(*blocks: Json, **more: Any) -> Json:
    title, submit = ({"type": "plain_text", "text": text} for text in ("A need", "Save"))
    return {"type": "modal", "callback_id": "need", "title": title, "submit": submit, "blocks": list(blocks), **more}


def asks(block_id: str, element: Json, **more: Any) -> Json:
    label = {"type": "plain_text", "text": block_id.capitalize()}
    return {"type": "input", "block_id": block_id, "label": label, "element": {"action_id": "value", **element}, **more}


@asynccontextmanager
async def bot_on(slack: Slack, clock: Clock) -> AsyncIterator[Bot]:
    """Slack and the app, each served on its own port, wired to each other."""
    async with serving(slack_app(slack)) as slack.base_url:
        client = AsyncWebClient(token="xoxb-test", base_url=f"{slack.base_url}/api/", retry_handlers=[])
        app = AsyncApp(client=client, signing_secret=slack.signing_secret)
        bot = Bot(slack, clock, client, app)
        handler = AsyncSlackRequestHandler(app)

        async def endpoint(request: Request) -> Response:
            await request.body()
            bot.requests.append(request)
            if bot.refuse:
                return PlainTextResponse("broken", bot.refuse.pop(0))
            return await handler.handle(request)

        async with serving(Starlette(routes=[Route("/slack", endpoint, methods=["POST"])])) as url:
            slack.request_url = f"{url}/slack"
            yield bot
            await slack.close()


@asynccontextmanager
async def bot_with_ann(**settings: Any) -> AsyncIterator[Bot]:
    """The usual scene: Ann and Ben in one workspace, every call judged strictly."""
    clock = Clock()
    slack = Slack(now=clock, checker=check, **settings)
    slack.person("U1", "Ann Lee")
    slack.person("U2", "Ben", tz="Europe/Athens", locale="el-GR")
    async with bot_on(slack, clock) as bot:
        yield bot


async def until(true: Callable[[], bool]) -> None:
    """Let the other tasks go on until something is so; a test that waits for ever is stopped here."""
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - it waits for the library under test, which has no event to offer
            await asyncio.sleep(0.005)


async def error(call: Awaitable[Any]) -> str:
    """The code that Slack refuses a call with."""
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])
