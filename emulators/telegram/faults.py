"""The ways in which the platform or the network misbehaves, chosen by a seed or asked for one by one."""

import random
from collections import Counter, deque
from collections.abc import Collection, Mapping
from enum import StrEnum

from emulators.telegram.errors import ApiError, bad, conflict, forbidden, too_many

SENDING = frozenset({"sendMessage", "sendPhoto", "sendDocument"})


class Fault(StrEnum):
    """What goes wrong with one call. "Record" means that the people got the message all the same."""

    RESET_BEFORE = "reset before reading"
    HANG_BEFORE = "never answer"
    RESET_AFTER = "record then reset"
    HANG_AFTER = "record then hang"
    UNAVAILABLE_AFTER = "record then 503"
    BROKEN_JSON = "record then broken JSON"
    HALF_BODY = "record then half a body"
    TOO_MANY = "429 with retry_after"
    TOO_MANY_SILENT = "429 without retry_after"
    FORBIDDEN = "403"
    CONFLICT = "409"
    MIGRATE = "migrate"
    """The group becomes a supergroup before the call reaches it; a private chat cannot, and the call gets through."""
    SERVER_ERROR = "500"
    CANNOT_EDIT = "400 message can't be edited"


BEFORE_READING = frozenset({Fault.RESET_BEFORE, Fault.HANG_BEFORE})
REFUSALS = frozenset(
    {Fault.TOO_MANY, Fault.TOO_MANY_SILENT, Fault.FORBIDDEN, Fault.CONFLICT, Fault.SERVER_ERROR, Fault.CANNOT_EDIT},
)


class Faults:
    """Decides for each call whether something goes wrong with it.

    `rates` gives each fault its share of the calls; `next` asks for faults of the coming calls, in order.
    Only the `methods` named are hit: by default those that send a message.
    """

    def __init__(
        self,
        seed: int = 0,
        rates: Mapping[Fault, float] | None = None,
        methods: Collection[str] | None = None,
        retry_after: float = 1,
    ) -> None:
        self._random = random.Random(seed)
        self._rates = dict(rates or {})
        self._methods = SENDING if methods is None else frozenset(methods)
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

    def _drawn(self) -> Fault | None:
        if not self._rates:
            return None
        draw = self._random.random()
        for fault, share in self._rates.items():
            draw -= share
            if draw < 0:
                return fault
        return None

    def refusal(self, fault: Fault) -> ApiError:
        """The error that a fault is."""
        match fault:
            case Fault.TOO_MANY:
                return too_many(self.retry_after)
            case Fault.TOO_MANY_SILENT:
                return ApiError(429, "Too Many Requests")
            case Fault.CANNOT_EDIT:
                return bad("message can't be edited")
            case Fault.FORBIDDEN:
                return forbidden("bot was blocked by the user")
            case Fault.CONFLICT:
                return conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
        return ApiError(500, "Internal Server Error")
