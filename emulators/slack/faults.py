"""How the emulated Slack misbehaves: on a seed or by a script it resets, hangs, cuts and breaks its answers."""

import random
from collections.abc import Iterable, Mapping
from enum import StrEnum

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from emulators.serve import CONNECTION, Connection


class Fault(StrEnum):
    """What goes wrong between the app and Slack; `record` means that Slack has carried the call out."""

    RESET = "reset before reading"
    RECORD_THEN_RESET = "record then reset"
    RECORD_THEN_HANG = "record then hang"
    RECORD_THEN_503 = "record then 503"
    LIMITED = "429"
    LIMITED_SILENTLY = "429 without Retry-After"
    BROKEN_JSON = "broken JSON"
    HALF_A_BODY = "half a body"


# Slack has not seen these calls.
UNRECORDED = frozenset({Fault.RESET, Fault.LIMITED, Fault.LIMITED_SILENTLY})


class Faults:
    """`script` first, one entry a call (None: all is well), then by chance with the given `rates`."""

    def __init__(
        self,
        rates: Mapping[Fault, float] | None = None,
        *,
        script: Iterable[Fault | None] = (),
        methods: Iterable[str] = ("chat.postMessage", "chat.update", "chat.delete", "chat.postEphemeral"),
        retry_after: int = 2,
    ) -> None:
        self.rates = dict(rates or {})
        self.script = list(script)
        self.methods = frozenset(methods)
        self.retry_after = retry_after
        self.happened: list[Fault] = []

    def next(self, method: str, chance: random.Random) -> Fault | None:
        """What befalls this call."""
        if method not in self.methods:
            return None
        fault = self.script.pop(0) if self.script else self._by_chance(chance)
        if fault is not None:
            self.happened.append(fault)
        return fault

    def _by_chance(self, chance: random.Random) -> Fault | None:
        dice = chance.random()
        for fault, rate in self.rates.items():
            dice -= rate
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
            case Fault.RESET | Fault.RECORD_THEN_RESET if connection is not None:
                connection.reset()
            case Fault.RECORD_THEN_HANG:
                await _until_gone(receive)
            case Fault.BROKEN_JSON:
                await Response(bytes(self.body)[:-1] + b",", media_type="application/json")(scope, receive, send)
            case Fault.HALF_A_BODY if connection is not None:
                await self._half(send)
                connection.close()
            case _:
                await Response(b"upstream connect error", 503)(scope, receive, send)

    async def _half(self, send: Send) -> None:
        """The length of the whole, then only the first half of it."""
        body = bytes(self.body)
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})


async def _until_gone(receive: Receive) -> None:
    """No answer ever; the caller gives up."""
    while (await receive())["type"] != "http.disconnect":
        pass
