"""People who keep talking to a bot in trouble, and remember which of their words were acknowledged."""

import asyncio
import itertools
import json
from contextlib import closing
from http.client import HTTPConnection, HTTPException

from tests.process.command import Running

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FIRST = 5_000_000


class Crowd:
    """Each says `/start` once through the webhook; one that is refused is delivered again, as Telegram does.

    Args:
        bot: whom they talk to.
        pause: seconds between two people.
    """

    def __init__(self, bot: Running, pause: float = 0.1) -> None:
        self._bot, self._pause = bot, pause
        self.acknowledged: set[int] = set()
        self.refused = 0

    async def talk(self) -> None:
        """Until cancelled; a word that was not acknowledged is said again until it is."""
        for number in itertools.count(FIRST):
            while not await asyncio.to_thread(self._taken, number):
                self.refused += 1
                await asyncio.sleep(self._pause)
            self.acknowledged.add(number)
            await asyncio.sleep(self._pause)

    def _taken(self, number: int) -> bool:
        try:
            return self._said(number)
        except (OSError, HTTPException):
            return False

    def _said(self, number: int) -> bool:
        person = {"id": number, "is_bot": False, "first_name": f"Ann{number}"}
        message = {
            "message_id": 1, "date": 1, "chat": {"id": number, "type": "private"}, "from": person, "text": "/start",
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        }  # fmt: skip
        body = json.dumps({"update_id": number, "message": message})
        headers = {"Content-Type": "application/json", SECRET_HEADER: self._bot.settings["TELEGRAM_WEBHOOK_SECRET"]}
        with closing(HTTPConnection("127.0.0.1", self._bot.port, timeout=30)) as connection:
            connection.request("POST", "/telegram", body, headers)
            return connection.getresponse().status == 200
