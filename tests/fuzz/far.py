"""The far side in a process of its own: an emulator under its strict checker; a line on its input asks for the tally.

python -m tests.fuzz.far telegram 200
"""

import asyncio
import json
import sys
from collections import Counter
from typing import Any

from emulators import slack as emulated_slack
from emulators import telegram as emulated_telegram
from emulators.serve import serving
from tests.journeys.world import TOKEN
from tests.strict import slack as strict_slack
from tests.strict import telegram as strict_telegram

KEPT = 60
"""Messages of a chat that are remembered: what is older is never asked for."""


class Telegram:
    """The Bot API, with everybody in it who may be written to."""

    def __init__(self, people: int) -> None:
        self.emulator = emulated_telegram.Telegram(TOKEN, checker=strict_telegram.check)
        for number in range(1, people + 1):
            self.emulator.person(number, f"Person {number}")
            self.emulator.starts(number)
        self.emulator.updates.drop()
        self.app = emulated_telegram.telegram_app(self.emulator)

    def calls(self) -> list[tuple[str, str]]:
        """Method and outcome of each call since the last time; old messages are let go."""
        calls = [(call.method, call.outcome) for call in self.emulator.calls]
        self.emulator.calls.clear()
        for chat in self.emulator.chats.values():
            for old in list(chat.messages)[:-KEPT]:
                del chat.messages[old]
        return calls


class Slack:
    """The Web API of one workspace."""

    def __init__(self, people: int) -> None:
        self.emulator = emulated_slack.Slack(checker=strict_slack.check)
        for number in range(1, people + 1):
            self.emulator.person(f"U{number}", f"Person {number}")
        self.app = emulated_slack.slack_app(self.emulator)

    def calls(self) -> list[tuple[str, str]]:
        """The same."""
        calls = [(call.method, str(call.answer.get("error", "ok"))) for call in self.emulator.calls]
        self.emulator.calls.clear()
        self.emulator.delivered.clear()
        for messages in self.emulator.world.messages.values():
            del messages[:-KEPT]
        return calls


async def main(name: str, people: int) -> None:
    """Serve until the input ends; each line is answered with all that was counted so far."""
    far: Any = Telegram(people) if name == "telegram" else Slack(people)
    counted: Counter[str] = Counter()
    async with serving(far.app) as url:
        far.emulator.base_url = url
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        asked = asyncio.create_task(asyncio.to_thread(sys.stdin.readline))
        while True:
            done, _ = await asyncio.wait({asked}, timeout=1)
            counted.update(f"{method}: {outcome}" for method, outcome in far.calls())
            if not done:
                continue
            if not asked.result():
                return
            told = {"calls": dict(counted), "violations": far.emulator.violations[:20]}
            sys.stdout.write(f"{json.dumps(told)}\n")
            sys.stdout.flush()
            asked = asyncio.create_task(asyncio.to_thread(sys.stdin.readline))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
