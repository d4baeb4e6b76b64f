"""The far side as a ledger: which key arrived how often and when, and what goes wrong on the way, by a seed."""

import json
import re
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from emulators.telegram.errors import ApiError, migrated
from emulators.telegram.faults import REFUSALS, Fault, Faults

KEY = re.compile(rb"key(\d+)\.")
SENDS = frozenset({"sendMessage", "chat.postMessage"})
SUPERGROUPS = -1_000_000_000_000
"""Telegram numbers groups from -1 down and supergroups from here."""
ME = {"id": 1, "is_bot": True, "first_name": "Tertulia", "username": "ledger_bot"}
WORKSPACE = {"ok": True, "user": "tertulia", "team": "Ledger", "user_id": "U0", "team_id": "T0", "bot_id": "B0"}


def text_of(key: int) -> str:
    """What a message must say so that the ledger knows its row: Telegram has no other place for a key."""
    return f"News of the house, key{key}."


@dataclass(frozen=True)
class Answer:
    """What the far side says after a wait, and how the connection suffers."""

    status: int
    body: bytes
    fault: Fault | None = None
    wait: float = 0.0


@dataclass
class Ledger:
    """Counts deliveries.

    Args:
        faults: what goes wrong with sends, on a seed.
        round_trip: seconds until an answer leaves.
    """

    faults: Faults = field(default_factory=lambda: Faults(methods=SENDS))
    round_trip: float = 0.005
    delivered: Counter[int] = field(default_factory=Counter)
    arrivals: list[float] = field(default_factory=list)
    """On the monotonic clock, in order."""
    moments: dict[int, float] = field(default_factory=dict)
    """When each key arrived first."""
    strangers: list[bytes] = field(default_factory=list)
    """Sends without a key."""

    def doubled(self) -> dict[int, int]:
        """Keys that arrived more than once."""
        return {key: count for key, count in self.delivered.items() if count > 1}

    def lag(self) -> float:
        """Seconds by which a message came after its neighbours at most: a row that nobody carried shows here."""
        hundreds: dict[int, list[float]] = {}
        for key, moment in self.moments.items():
            hundreds.setdefault(key // 100, []).append(moment)
        return max((max(moments) - statistics.median(moments) for moments in hundreds.values()), default=0.0)

    def take(self, method: str, body: bytes, fault: Fault | None) -> Answer:
        """Record a call that was read whole, and answer it."""
        if method in SENDS:
            return self._send(method, body, fault)
        result: Any = ME if method == "getMe" else [] if method == "getUpdates" else True
        said = WORKSPACE if "." in method else {"ok": True, "result": result}
        patience = 20.0 if method == "getUpdates" else 0.0  # nothing ever happens to a person here
        return Answer(200, json.dumps(said).encode(), wait=patience)

    def _send(self, method: str, body: bytes, fault: Fault | None) -> Answer:
        if fault in REFUSALS and fault is not None:
            return _refused(self.faults.refusal(fault))
        chat = json.loads(body)["chat_id"] if fault is Fault.MIGRATE else 0
        if SUPERGROUPS < chat < 0:  # only groups move, and only once
            return _refused(migrated(SUPERGROUPS + chat))
        self._record(body)
        return Answer(200, self._receipt(method, body), fault, self.round_trip)

    def _record(self, body: bytes) -> None:
        found = KEY.search(body)
        if found is None:
            self.strangers.append(body)
        else:
            self.delivered[int(found[1])] += 1
            self.arrivals.append(time.monotonic())
            self.moments.setdefault(int(found[1]), self.arrivals[-1])

    def _receipt(self, method: str, body: bytes) -> bytes:
        number = len(self.arrivals)
        if method == "chat.postMessage":
            return json.dumps({"ok": True, "channel": json.loads(body)["channel"], "ts": f"{number}.000100"}).encode()
        chat = re.search(rb'"chat_id": ?(-?\d+)', body)
        where = {"id": int(chat[1]) if chat else 0, "type": "private"}
        return json.dumps({"ok": True, "result": {"message_id": number, "date": 0, "chat": where}}).encode()


def _refused(error: ApiError) -> Answer:
    return Answer(error.code, json.dumps(error.body()).encode())
