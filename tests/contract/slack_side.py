"""Slack for the contract suite: the shipped emulator under the strict checker, and the real adapter behind a server."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.adapters.slack import Slack, SlackSettings, Surroundings
from bot.i18n import Catalogues
from bot.markup import utf16
from domain.delivery import Outcome
from domain.failpoints import Passing
from emulators import slack as emulated
from emulators.serve import serving
from emulators.slack import Fault, Shown
from storage.db import Database
from tests.contract.platforms import Failure, Inbox, Seen
from tests.strict.slack import check

ANN, BEN = "U1", "U2"
TOKEN, SECRET, KEY = "xoxb-a-token-nobody-may-see", "signing-secret", "a key of this deployment"
FAILURES = (
    Failure(Fault.TOO_MANY, Outcome.RETRY, "rate_limited"),
    Failure(Fault.TOO_MANY_SILENT, Outcome.RETRY, "rate_limited"),
    Failure(Fault.FORBIDDEN, Outcome.STOP, "blocked"),
    Failure(Fault.MIGRATE, Outcome.RETRY, "team_added_to_org"),
    Failure(Fault.SERVER_ERROR, Outcome.UNCERTAIN),
    Failure(Fault.RESET_BEFORE, Outcome.UNCERTAIN),
    Failure(Fault.HANG_BEFORE, Outcome.UNCERTAIN),
    Failure(Fault.RESET_AFTER, Outcome.UNCERTAIN, arrived=True),
    Failure(Fault.HANG_AFTER, Outcome.UNCERTAIN, arrived=True),
    Failure(Fault.UNAVAILABLE_AFTER, Outcome.UNCERTAIN, arrived=True),
    Failure(Fault.BROKEN_JSON, Outcome.UNCERTAIN, arrived=True),
    Failure(Fault.HALF_BODY, Outcome.UNCERTAIN, arrived=True),
)


class Clock:
    """Slack's clock: stands still until it is told to go."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at

    def moment(self) -> datetime:
        """The same as a date."""
        return datetime.fromtimestamp(self.at, UTC)


class SlackSide:
    """The platform of `Platform` on Slack, with what only Slack has beside it."""

    failures = FAILURES

    def __init__(self, world: emulated.Slack, adapter: Slack, clock: Clock, inbox: Inbox) -> None:
        self.world, self.adapter, self.clock, self.inbox = world, adapter, clock, inbox
        self.ann = ANN

    async def listen(self) -> None:
        """Requests come to the server of this side, or over a socket."""
        await self.adapter.listen(self.inbox)

    async def says(self, text: str) -> None:
        """Ann types; what the bot refuses comes again a minute later."""
        await self.world.says(ANN, text)
        self.clock.at += 60
        await self.world.tick()

    async def taps(self, label: str) -> None:
        """Ann presses a button of her last message with one."""
        card = next(shown for shown in reversed(self.world.sees(ANN)) if shown.buttons)
        await self.world.taps(ANN, card.channel, card.ts, label)

    def sees(self) -> list[Seen]:
        """All that the bot said to Ann."""
        return [_seen(shown) for shown in self.world.sees(ANN) if shown.from_bot]

    def units(self, text: str) -> int:
        """Counted as the strictest of Slack's clients would."""
        return utf16(text)

    def fail(self, name: str) -> None:
        """The next send fails like this."""
        self.world.faults.next(Fault(name))

    def violations(self) -> list[str]:
        """What the strict checker found wrong with our calls."""
        return self.world.violations

    def asked(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all calls of a method."""
        return [call.params for call in self.world.calls if call.method == method]


def _seen(shown: Shown) -> Seen:
    spans = [
        span
        for block in shown.blocks
        if block["type"] == "rich_text"
        for section in block["elements"]
        for span in section["elements"]
    ]
    styled = [(style, span["text"]) for span in spans for style in span.get("style", {})]
    styled += [("text_link", span["text"]) for span in spans if span["type"] == "link"]
    names = tuple(file.name for file in shown.files)
    return Seen(shown.plain, tuple(styled), tuple(shown.labels()), names)


@asynccontextmanager
async def slack_side(
    *,
    db: Database | None = None,
    patience: float = 2.5,
    silence: float = 0.5,
    pulse: float = 5.0,
    passing: Passing | None = None,
    **more: Any,
) -> AsyncIterator[SlackSide]:
    """An emulated Slack with Ann and Ben in it, and the adapter connected; `more` are further settings.

    `silence` is what a Slack that never answers costs a test; give more where none is silent: a busy machine may be so
    for a moment, and then what was sent is in doubt.
    """
    clock, inbox = Clock(), Inbox()
    world = emulated.Slack(TOKEN, SECRET, now=clock, checker=check)
    world.person(ANN, "Ann Lee", locale="es-ES")
    world.person(BEN, "Ben", tz="Europe/Athens", locale="el-GR")
    given = {"slack_bot_token": TOKEN, "slack_signing_secret": SECRET, **more}
    async with serving(emulated.slack_app(world)) as world.base_url:
        around = Surroundings(
            Catalogues(), clock.moment, time.time, "https://tertulia.example", db, KEY, patience,
            timeout=silence, passing=passing, pulse=pulse,
        )  # fmt: skip
        adapter = Slack(SlackSettings(slack_api=f"{world.base_url}/api/", **given), around)
        async with serving(Starlette(routes=[Route("/slack", _hook(adapter), methods=["POST"])])) as ours:
            world.request_url = f"{ours}/slack"
            try:
                yield SlackSide(world, adapter, clock, inbox)
            finally:
                await adapter.close()
                await world.close()


def _hook(adapter: Slack) -> Any:
    """The web's end of `POST /slack`."""

    async def endpoint(request: Request) -> Response:
        status, headers, body = await adapter.hook(request.headers.raw, await request.body())
        return Response(body, status, {name.decode(): value.decode() for name, value in headers})

    return endpoint
