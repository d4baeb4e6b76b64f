"""Bringing updates to the app: a signed POST or the socket, the answer awaited, events tried again as Slack does."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp

from emulators.slack.core import Core
from emulators.slack.sockets import SocketDoor
from emulators.slack.state import Json

# Slack repeats an event nearly at once, after a minute, and after five.
RETRY_AFTER = (0.0, 60.0, 300.0)
Kind = Literal["events_api", "slash_commands", "interactive"]


@dataclass(frozen=True)
class Update:
    """Something for the app, with the very bytes of its request."""

    kind: Kind
    payload: Json
    body: bytes
    content_type: str

    @classmethod
    def event(cls, payload: Json) -> "Update":
        return cls("events_api", payload, json.dumps(payload).encode(), "application/json")

    @classmethod
    def command(cls, form: dict[str, str]) -> "Update":
        return cls("slash_commands", dict(form), urlencode(form).encode(), "application/x-www-form-urlencoded")

    @classmethod
    def interaction(cls, payload: Json) -> "Update":
        form = urlencode({"payload": json.dumps(payload)}).encode()
        return cls("interactive", payload, form, "application/x-www-form-urlencoded")


@dataclass(frozen=True)
class Ack:
    """How the app answered; `reason` is Slack's word where it did not answer well."""

    ok: bool
    body: Any = None
    status: int = 200
    reason: str | None = None
    no_retry: bool = False


@dataclass(frozen=True)
class Retry:
    due: float
    update: Update
    number: int
    reason: str


@dataclass
class Mailbox:
    """What was sent last, and what is still to be tried again."""

    last: Update | None = None
    last_ack: Ack | None = None
    retries: list[Retry] = field(default_factory=list)


class Courier(Core):
    """A core that knows where the app lives."""

    def __init__(
        self,
        *,
        now: Callable[[], float],
        bot_token: str,
        signing_secret: str,
        app_token: str,
        request_url: str | None,
    ) -> None:
        super().__init__(now=now, bot_token=bot_token)
        self.signing_secret = signing_secret
        self.app_token = app_token
        self.request_url = request_url
        self.patience = 3.0  # seconds of real time that Slack waits for an acknowledgement
        self.signs_at: Callable[[], float] = time.time  # apps compare the timestamp with their own wall clock
        self.mail = Mailbox()
        self.door = SocketDoor()

    async def close(self) -> None:
        """Hang up all sockets."""
        await self.door.close()

    async def deliver(self, update: Update) -> Ack:
        """Hand over one update; an event that fails is tried again, a command or a tap never is."""
        self.mail.last = update
        ack = self.mail.last_ack = await self._hand_over(update, {})
        if not ack.ok and update.kind == "events_api" and not ack.no_retry:
            ack = await self._try_again(Retry(self.now(), update, 1, ack.reason or "http_error"))
        return ack

    async def redeliver(self) -> Ack:
        """The last request once more, byte for byte; an event carries the headers of a retry."""
        if self.mail.last is None:
            raise RuntimeError("nothing has been delivered yet")
        event = self.mail.last.kind == "events_api"
        headers = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"} if event else {}
        return await self._hand_over(self.mail.last, headers)

    async def tick(self, ahead: float = 0.0) -> int:
        """Try again what is due on the clock, or so many seconds ahead of it; how many were tried."""
        until = self.now() + ahead
        due = [retry for retry in self.mail.retries if retry.due <= until]
        self.mail.retries = [retry for retry in self.mail.retries if retry.due > until]
        for retry in due:
            await self._try_again(retry)
        return len(due)

    async def verifies_url(self) -> bool:
        """Slack's question when an address is entered: does it send the challenge back?"""
        payload = {"token": "verification-token", "challenge": "are-you-there", "type": "url_verification"}
        ack = await self._post(Update.event(payload), {})
        answer = ack.body.get("challenge") if isinstance(ack.body, dict) else ack.body
        return ack.ok and answer == payload["challenge"]

    async def _try_again(self, retry: Retry) -> Ack:
        headers = {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
        ack = self.mail.last_ack = await self._hand_over(retry.update, headers)
        if not ack.ok and not ack.no_retry and retry.number < len(RETRY_AFTER):
            wait = RETRY_AFTER[retry.number]
            again = Retry(self.now() + wait, retry.update, retry.number + 1, ack.reason or "http_error")
            self.mail.retries.append(again)
        return ack

    async def _hand_over(self, update: Update, headers: dict[str, str]) -> Ack:
        if self.door.open:
            return await self._over_socket(update, headers)
        if self.request_url is None:
            return Ack(ok=False, status=0, reason="connection_failed")
        return await self._post(update, headers)

    async def _over_socket(self, update: Update, headers: dict[str, str]) -> Ack:
        envelope: Json = {
            "envelope_id": self.number("envelope-"),
            "type": update.kind,
            "payload": update.payload,
            "accepts_response_payload": update.kind != "events_api",
        }
        if update.kind == "events_api":
            envelope["retry_attempt"] = int(headers.get("X-Slack-Retry-Num", 0))
            envelope["retry_reason"] = headers.get("X-Slack-Retry-Reason", "")
        try:
            return Ack(ok=True, body=await self.door.send(envelope, self.patience))
        except TimeoutError:
            return Ack(ok=False, status=0, reason="timeout")

    async def _post(self, update: Update, headers: dict[str, str]) -> Ack:
        """A session of its own each time: an emulator that is dropped leaves nothing open."""
        timeout = aiohttp.ClientTimeout(total=self.patience)
        signed = {**self.signed(update.body), **headers, "Content-Type": update.content_type}
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self.request_url or "", data=update.body, headers=signed, allow_redirects=False) as answer,
            ):
                return _read(answer, await answer.read())
        except TimeoutError:
            return Ack(ok=False, status=0, reason="http_timeout")
        except aiohttp.ClientError:
            return Ack(ok=False, status=0, reason="connection_failed")

    def signed(self, body: bytes) -> dict[str, str]:
        """The headers that prove where a request comes from."""
        stamp = str(int(self.signs_at()))
        digest = hmac.new(self.signing_secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
            "User-Agent": "Slackbot 1.0 (emulated)",
        }


def _read(answer: aiohttp.ClientResponse, raw: bytes) -> Ack:
    """Anything but 2xx is a failure; the body is JSON, or words, or nothing."""
    ok = 200 <= answer.status < 300
    body: Any = raw.decode(errors="replace")
    if body and "json" in answer.content_type:
        try:
            body = json.loads(body)
        except ValueError:
            return Ack(ok=False, body=body, status=answer.status, reason="http_error")
    no_retry = answer.headers.get("X-Slack-No-Retry") == "1"
    return Ack(ok, body or None, answer.status, None if ok else "http_error", no_retry)
