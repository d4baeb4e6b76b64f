"""The process itself: one platform's trouble is not the other's, a signal ends it in order, a test moves its clock."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.process.command import tertulia, until
from tests.process.conftest import Start
from tests.process.far import Far, reached, slack, telegram

NOWHERE = "http://127.0.0.1:9"


async def test_slack_that_fails_at_the_start_leaves_telegram_working(running: Start) -> None:
    async with telegram() as (platform, settings):
        broken = {
            "SLACK_BOT_TOKEN": "xoxb-nobody-knows",
            "SLACK_SIGNING_SECRET": "secret",
            "SLACK_API": f"{NOWHERE}/api/",
        }
        bot = running(**settings, **broken)
        await bot.start()
        ann = Far("Ann", platform)
        await ann.says("/start")
        await ann.comes_to_see("Hello Ann")
        assert "TERTULIA_SLACK_API" in bot.said()


async def test_telegram_that_fails_at_the_start_leaves_slack_working(running: Start) -> None:
    async with slack() as (platform, settings):
        bot = running(**settings, TELEGRAM_TOKEN="1:nobody-knows-this-token", TELEGRAM_API=NOWHERE)
        reached(platform, bot)
        await bot.start()
        ann = Far("Ann", platform)
        await ann.says("start")
        await ann.comes_to_see("Hello Ann")
        assert "TERTULIA_TELEGRAM_API" in bot.said()


@dataclass
class Gate:
    """A door before a server that opens later: until then every connection ends at once."""

    behind: str
    opened: bool = False

    async def pass_on(self, heard: asyncio.StreamReader, said: asyncio.StreamWriter) -> None:
        """One connection."""
        if self.opened:
            address = urlsplit(self.behind)
            there, to_there = await asyncio.open_connection(address.hostname, address.port)
            await asyncio.gather(_copied(heard, to_there), _copied(there, said), return_exceptions=True)
        said.close()


async def _copied(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(65536):
        writer.write(chunk)
        await writer.drain()
    writer.close()


async def test_telegram_that_comes_back_is_used_without_a_restart(running: Start) -> None:
    async with slack() as (other, of_slack), telegram(polling=True) as (platform, of_telegram):
        gate = Gate(of_telegram["TELEGRAM_API"])
        server = await asyncio.start_server(gate.pass_on, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        bot = running(**of_slack, **of_telegram | {"TELEGRAM_API": f"http://127.0.0.1:{port}"})
        reached(other, bot)
        await bot.start()
        kostas, ann = Far("Kostas", other), Far("Ann", platform)
        await kostas.says("start")
        await kostas.comes_to_see("Hello Kostas")
        gate.opened = True
        await ann.says("/start")
        await ann.comes_to_see("Hello Ann")
        await until(lambda: any(call.method == "setMyCommands" for call in platform.emulator.calls), bot.said)
        await bot.stop()
        server.close()


async def test_a_token_that_is_refused_is_no_trouble_of_the_network(running: Start) -> None:
    async with slack() as (other, settings), telegram() as (_, of_telegram):
        bot = running(**settings, **of_telegram | {"TELEGRAM_TOKEN": "1:nobody-knows-this-token"})
        reached(other, bot)
        await bot.start()
        assert "TERTULIA_TELEGRAM_TOKEN" in bot.said()
        assert "does not answer yet" not in bot.said()


@pytest.mark.parametrize("polling", [False, True], ids=["webhook", "polling"])
async def test_a_signal_ends_it_in_good_order(polling: bool, running: Start) -> None:
    async with telegram(polling=polling) as (platform, settings):
        bot = running(**settings)
        await bot.start()
        assert await bot.get("/healthz") == 200
        assert await bot.get("/readyz") == 200
        ann = Far("Ann", platform)
        await ann.says("/start")
        await ann.comes_to_see("Hello Ann")
        code, seconds = await bot.stop()
        assert code == 0, bot.said()
        assert seconds < 5
        assert bot.rows("SELECT DISTINCT state FROM outbox") == [("sent",)]
        assert bot.rows("SELECT count(*) FROM outbox WHERE lease IS NOT NULL") == [(0,)]


async def test_the_log_is_json_where_asked_and_names_no_secret(running: Start) -> None:
    async with telegram() as (_, settings):
        bot = running(**settings, LOG_LEVEL="debug")
        await bot.start()
        await bot.stop()
    lines = [line for line in bot.said().splitlines() if not line.startswith("Nobody owns")]
    assert {"event", "level"} <= set.intersection(*(set(json.loads(line)) for line in lines))
    assert settings["TELEGRAM_TOKEN"] not in bot.said()
    assert "alembic" not in bot.said()


async def test_a_test_moves_the_clock(running: Start, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text("2031-05-05T09:00:00+02:00", "utf-8")
    async with telegram() as (platform, settings):
        bot = running(**settings, TEST="1", CLOCK_FILE=str(clock), TIMEZONE="Europe/Madrid")
        await bot.start()
        ann = Far("Ann", platform)
        await ann.says("/start")
        await ann.comes_to_see("Hello Ann")
        await ann.says("/need a translator into Greek until 10 May")
        await ann.comes_to_see("translator into Greek", "[Yes")
        await ann.taps("Yes")
        await until(lambda: bot.rows("SELECT state FROM need") == [("open",)], "the need does not open")
        clock.write_text("2031-06-20T11:00:00+02:00", "utf-8")
        await until(lambda: bot.rows("SELECT state FROM need") == [("expired",)], "the need never ends")


async def test_check_tells_the_time_of_a_moved_clock(tmp_path: Path) -> None:
    (tmp_path / "clock").write_text("2031-05-05T09:00:00+02:00", "utf-8")
    settings = {"TEST": "1", "CLOCK_FILE": str(tmp_path / "clock"), "DATABASE_URL": f"sqlite:///{tmp_path}/t.db"}
    assert "2031-05-05 07:00 UTC" in (await tertulia(tmp_path, "check", **settings)).out


async def test_a_second_bot_on_the_port_says_so(running: Start, tmp_path: Path) -> None:
    async with telegram() as (_, settings):
        bot = running(**settings)
        await bot.start()
        second = await tertulia(tmp_path, "run", **bot.settings)
        assert second.code == 1
        assert "TERTULIA_PORT" in second.sentence
        beside = await tertulia(tmp_path, "check", **bot.settings)
        assert beside.code == 0, beside.out
        assert "listens there already" in beside.out
