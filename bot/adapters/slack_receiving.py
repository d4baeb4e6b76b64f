"""Taking in what Slack delivers, over HTTP or a socket: stored first, acknowledged then, refused where it cannot be."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

import structlog

from bot.adapters.base import Inbound, SendFailed
from bot.adapters.slack_blocks import Json, notice
from bot.adapters.slack_calls import Calls
from bot.adapters.slack_payloads import READERS, Heard, Malformed
from bot.adapters.slack_people import People
from bot.adapters.slack_requests import Answer
from bot.i18n import Catalogues
from bot.incoming import Filled, Incoming
from bot.markup import plain
from domain.errors import Unavailable

log = structlog.get_logger()

PATIENCE = 2.2
"""Slack waits three seconds for an acknowledgement; ours is on its way within two and a half, however busy we are."""
BUSY = "I could not take that in just now. Nothing was changed. Try again in a moment."
Forget = Callable[[str], Awaitable[None]]


class Reception:
    """Hands deliveries to dispatch and answers Slack.

    Args:
        inbound: dispatch.
        calls: for sentences that cannot go through the outbox because the database does not answer.
        people: who is who.
        catalogues: the languages of those sentences.
        forget: what to do when a workspace removes the app.
        patience: seconds within which a delivery must be stored.
    """

    def __init__(
        self,
        inbound: Inbound,
        calls: Calls,
        people: People,
        catalogues: Catalogues,
        forget: Forget,
        patience: float = PATIENCE,
    ) -> None:
        self._inbound, self._calls, self._people = inbound, calls, people
        self._catalogues, self._forget, self._patience = catalogues, forget, patience
        self._apologies: set[asyncio.Task[None]] = set()

    async def take(self, kind: str, payload: Json) -> Answer:
        """What Slack is answered; 200 only for what is stored, for what says nothing to us, and for a plain refusal."""
        if kind == "events_api" and payload.get("type") == "url_verification":
            challenge = payload.get("challenge")
            return Answer(body={"challenge": challenge}) if isinstance(challenge, str) else Answer(400, "no challenge")
        if kind not in READERS:
            return Answer()
        try:
            heard = READERS[kind](payload)
        except Malformed as wrong:
            return Answer(400, str(wrong))
        return Answer() if heard.what is None else await self._stored(kind, heard, heard.what)

    async def close(self) -> None:
        """Let the last apologies go out."""
        await asyncio.gather(*self._apologies, return_exceptions=True)

    async def _stored(self, kind: str, heard: Heard, what: Incoming) -> Answer:
        try:
            async with asyncio.timeout(self._patience):
                who = await self._people.introduced(what.who, heard.profile)
                what = replace(what, who=who)
                if isinstance(what, Filled) and (wrong := self._wrong(what, heard.fields)):
                    return Answer(body={"response_action": "errors", "errors": wrong})
                if heard.revoked:
                    await self._forget(heard.revoked)
                await self._inbound(what)
        except (Unavailable, TimeoutError):
            log.warning("not stored in time", platform="slack", key=what.key)
            return self._refused(kind, heard, what)
        except Exception:
            log.exception("not stored", platform="slack", key=what.key)
            return self._refused(kind, heard, what)
        return Answer()

    def _wrong(self, filled: Filled, fields: tuple[str, ...]) -> dict[str, str]:
        """What is wrong with each field that the modal has; Slack shows an error nowhere else."""
        found = self._inbound.wrong(filled, filled.who.language)
        return {name: plain(sentence)[:2000] for name, sentence in found.items() if name in fields}

    def _refused(self, kind: str, heard: Heard, what: Incoming) -> Answer:
        """Slack repeats events, so they are refused; what it does not repeat is answered in a sentence."""
        if kind == "events_api":
            return Answer(503, "busy")
        sentence = plain(self._catalogues[what.who.language](BUSY))
        if kind == "slash_commands":
            return Answer(body={"response_type": "ephemeral", "text": notice(sentence)})
        if heard.fields:
            # The modal stays open with what was typed.
            return Answer(body={"response_action": "errors", "errors": {heard.fields[0]: sentence}})
        self._soon(self._apologize(heard, what, notice(sentence)))
        return Answer()

    async def _apologize(self, heard: Heard, what: Incoming, sentence: str) -> None:
        """Where the tap was, for that person alone; a tap in the Home is answered in the direct messages."""
        if heard.response_url:
            body = {"text": sentence, "response_type": "ephemeral", "replace_original": False}
            await self._calls.respond(heard.response_url, body)
            return
        try:
            await self._calls("chat.postMessage", what.who.workspace, channel=what.who.user, text=sentence)
        except SendFailed as failed:
            log.warning("could not say that it was not stored", platform="slack", reason=failed.reason)

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._apologies.add(task)
        task.add_done_callback(self._apologies.discard)
