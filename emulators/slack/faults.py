"""How the emulated Slack misbehaves: on a seed or when asked it resets, hangs, cuts and breaks its answers."""

import random
from collections import Counter, deque
from collections.abc import Collection, Mapping
from enum import StrEnum

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from emulators.serve import CONNECTION, Connection
from emulators.slack.errors import Refused, rate_limited


class Fault(StrEnum):
    """What goes wrong between the app and Slack. "Record" means that Slack has carried the call out."""

    RESET_BEFORE = "reset before reading"
    HANG_BEFORE = "never answer"
    RESET_AFTER = "record then reset"
    HANG_AFTER = "record then hang"
    UNAVAILABLE_AFTER = "record then 503"
    BROKEN_JSON = "record then broken JSON"
    HALF_BODY = "record then half a body"
    TOO_MANY = "429 with Retry-After"
    TOO_MANY_SILENT = "429 without Retry-After"
    FORBIDDEN = "restricted_action"
    """What is 403 elsewhere: Slack refuses with 200."""
    MIGRATE = "team_added_to_org"
    """The workspace is moving into an organisation; for a while calls fail."""
    SERVER_ERROR = "500"


SENDING = frozenset({"chat.postMessage", "chat.postEphemeral", "chat.update", "chat.delete"})
REFUSALS = frozenset({Fault.TOO_MANY, Fault.TOO_MANY_SILENT, Fault.FORBIDDEN, Fault.MIGRATE})
# Slack has not carried these calls out.
UNRECORDED = REFUSALS | {Fault.RESET_BEFORE, Fault.HANG_BEFORE, Fault.SERVER_ERROR}


class Faults:
    """Decides for each call whether something goes wrong with it.

    `rates` gives each fault its share of the calls; `next` asks for faults of the coming calls, in order.
    Only the `methods` named are hit: by default those that put a message on a screen.
    """

    def __init__(
        self,
        seed: int = 0,
        rates: Mapping[Fault, float] | None = None,
        methods: Collection[str] = SENDING,
        retry_after: int = 2,
    ) -> None:
        self._random = random.Random(seed)
        self._rates = dict(rates or {})
        self._methods = frozenset(methods)
        self._queue: deque[Fault | None] = deque()
        self.retry_after = retry_after
        self.happened: Counter[Fault] = Counter()

    def next(self, *faults: Fault | None) -> None:
        """The coming calls fail like this; None lets one through."""
        self._queue.extend(faults)

    def pick(self, method: str) -> Fault | None:
        """The fault of this call, if any."""
        if method not in self._methods:
            return None
        fault = self._queue.popleft() if self._queue else self._drawn()
        if fault is not None:
            self.happened[fault] += 1
        return fault

    def refusal(self, fault: Fault) -> Refused:
        """429, with or without the time to wait, or Slack's word for why not."""
        if fault in {Fault.FORBIDDEN, Fault.MIGRATE}:
            return Refused(fault.value)
        return rate_limited(self.retry_after if fault is Fault.TOO_MANY else None)

    def _drawn(self) -> Fault | None:
        dice = self._random.random() if self._rates else 1.0
        for fault, share in self._rates.items():
            dice -= share
            if dice < 0:
                return fault
        return None


class Misbehaving(Response):
    """An answer that suffers a fault on its way; where the server shows no connection, a reset becomes a 503."""

    def __init__(self, fault: Fault, body: bytes) -> None:
        super().__init__(body, media_type="application/json")
        self._fault = fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection: Connection | None = scope.get("extensions", {}).get(CONNECTION)
        match self._fault:
            case Fault.RESET_BEFORE | Fault.RESET_AFTER if connection is not None:
                connection.reset()
            case Fault.HANG_BEFORE | Fault.HANG_AFTER:
                await _until_gone(receive)
            case Fault.BROKEN_JSON:
                await Response(bytes(self.body)[:-1] + b",", media_type="application/json")(scope, receive, send)
            case Fault.HALF_BODY if connection is not None:
                await self._half(send)
                connection.close()
            case _:
                status = 500 if self._fault is Fault.SERVER_ERROR else 503
                await Response(b"upstream connect error", status)(scope, receive, send)

    async def _half(self, send: Send) -> None:
        """The length of the whole, then only the first half of it."""
        body = bytes(self.body)
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})


async def _until_gone(receive: Receive) -> None:
    """No answer ever; the caller gives up."""
    while (await receive())["type"] != "http.disconnect":
        pass
