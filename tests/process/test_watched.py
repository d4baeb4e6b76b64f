"""The real process, watched from outside: its metrics, and a send in doubt on Slack that settles by itself."""

from http.client import HTTPConnection
from typing import Any

from bot import wire
from bot.ui import Message
from domain.delivery import Purpose
from storage import outbox
from storage.db import Database
from tests.journeys.world import NOON
from tests.process.command import PATIENCE, Running, until
from tests.process.conftest import Start
from tests.process.far import Far, reached, slack, telegram

TOKEN = "a-token-of-the-metrics"


def metrics(bot: Running, **headers: str) -> tuple[int, str]:
    """What the page says to somebody on this machine."""
    connection = HTTPConnection("127.0.0.1", bot.port, timeout=PATIENCE)
    try:
        connection.request("GET", "/metrics", headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


async def test_the_metrics_of_a_running_bot(running: Start) -> None:
    async with telegram() as (platform, settings):
        bot = running(**settings)
        await bot.start()
        ann = Far("Ann", platform)
        await ann.says("/start")
        await ann.comes_to_see("Hello Ann")
        await bot.quiet()
        status, page = metrics(bot)
        assert status == 200
        assert 'tertulia_inbound_total{kind="commanded",platform="telegram"} 1.0' in page
        assert 'tertulia_sends_total{adapter="telegram",outcome="sent"}' in page
        assert metrics(bot, **{"X-Forwarded-For": "10.0.0.7"})[0] == 403
        await bot.stop()
        bot.settings["METRICS_TOKEN"] = TOKEN
        await bot.start()
        assert metrics(bot)[0] == 401
        assert metrics(bot, Authorization=f"Bearer {TOKEN}")[0] == 200
        assert TOKEN not in bot.said()


async def test_a_send_that_a_crash_cut_off_on_slack_is_found_there_after_the_restart(running: Start) -> None:
    async with slack() as (platform, settings):
        bot = running(**settings)
        reached(platform, bot)
        await bot.start()
        ann = Far("Ann", platform)
        await ann.says("/start")
        await ann.comes_to_see("Hello Ann")
        await bot.quiet()
        await bot.kill()
        row = _cut_off(bot, platform.id_of("Ann"))
        said: dict[str, Any] = {"channel": platform.id_of("Ann"), "text": "A match"}
        said["metadata"] = {"event_type": "tertulia_outbox", "event_payload": {"key": str(row)}}
        posted = await platform.emulator.answer("chat.postMessage", said, "xoxb-test")
        await bot.start()
        found = f"{posted['channel']}/{posted['ts']}"
        query = "SELECT state, receipt FROM outbox WHERE id = ?"
        await until(lambda: bot.rows(query, row) == [("sent", found)], bot.said)
        assert ann.has("A match") == 1


def _cut_off(bot: Running, chat: str) -> int:
    """As a process leaves a row that died between the answer of Slack and its own mark."""
    db = Database(f"sqlite:///{bot.database}")
    letter, columns = wire.dumps(Message("A match")), {"adapter": "slack", "workspace": "T1", "chat": chat}
    item = db.run_now(lambda on: outbox.put(on, NOON, "send", letter, Purpose.MATCH, state="sending", **columns))
    db.close()
    assert item
    return item.id
