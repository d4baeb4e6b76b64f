"""One web, two workers and one clock on one PostgreSQL: nothing is lost, nothing comes twice, whoever dies."""

import asyncio
import re
import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from scheduler import WORKS
from tests.databases import fresh
from tests.journeys.telegram_platform import TelegramPlatform
from tests.process.command import tertulia, until
from tests.process.far import TOKEN, Far, reached, slack, telegram
from tests.process.machines import Machines, machines
from tests.process.test_main_job_restarted import MEETING, STEPS, WEDNESDAY, Two

EVERY = sorted({each.name for works in WORKS for each in works.periodic})
SLOTS = "SELECT count(DISTINCT work) FROM slot WHERE won = %s AND work = ANY(%s)"
WON = re.compile(r"^tertulia_slots_won_total\{[^}]*\} ([0-9.]+)$", re.MULTILINE)
DONE = re.compile(
    rf'^tertulia_work_seconds_count\{{work="(?:{"|".join(map(re.escape, EVERY))})"\}} ([0-9.]+)$', re.MULTILINE
)
FOUR = {"web": ["web"], "worker1": ["worker"], "worker2": ["worker"], "clock": ["clock"]}


@pytest.fixture
def url(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """An empty PostgreSQL database."""
    return fresh("postgresql", tmp_path, request)


async def test_the_main_job_over_four_processes(tmp_path: Path, url: str) -> None:
    clock = tmp_path / "time"
    clock.write_text(WEDNESDAY, encoding="utf-8")
    async with telegram() as (one, of_one), slack() as (other, of_other):
        settings = of_one | of_other | {"TEST": "1", "CLOCK_FILE": str(clock)}
        async with machines(tmp_path, url, settings, **FOUR) as bot:
            reached(other, bot["web"])
            await bot.start()
            two = Two(Far("Ann", one), Far("Kostas", other), bot["web"], clock)
            for step in STEPS:
                await step(two)
                await bot.quiet(clock.read_text(encoding="utf-8"))
            for person in (two.ann, two.kostas):
                assert person.has(MEETING) == 1
                assert person.has("Your week") == 1
            assert set(bot.states()) <= {"sent", "cancelled"}
            for process in bot.all.values():
                code, seconds = await process.stop()
                assert (code, seconds < 5) == (0, True), process.said()


@dataclass
class Crowd:
    """Many people on Telegram who have said hello, and what became of what was sent to them."""

    platform: TelegramPlatform
    names: tuple[str, ...]

    @property
    def chats(self) -> list[int]:
        return [self.platform.id_of(name) for name in self.names]

    def arrived(self, text: str) -> Counter[str]:
        """Each message that holds the text, and how often it was shown."""
        shown = (message for name in self.names for message in self.platform.sees(name))
        return Counter(message for message in shown if text in message)


async def crowd(platform: TelegramPlatform, bot: Machines, count: int) -> Crowd:
    here = Crowd(platform, tuple(f"P{number}" for number in range(count)))
    for name in here.names:
        platform.emulator.says(platform.id_of(name), "/start")
    await until(lambda: here.arrived("I am the host here").total() == count, bot.said)
    await bot.quiet()
    return here


@pytest.mark.parametrize("how", ["killed", "stalled"])
async def test_the_one_that_sends_dies_in_the_middle(how: str, tmp_path: Path, url: str) -> None:
    async with telegram(limits=True) as (platform, settings), machines(tmp_path, url, settings, **FOUR) as bot:
        await bot.start()
        people = await crowd(platform, bot, 20)
        planned = bot.broadcast(people.chats, "First news", "Second news", "Third news", "Fourth news")
        await until(lambda: people.arrived("news").total() > planned // 4, bot.said)
        first = bot.sending()
        if how == "killed":
            await bot[first].kill()
        else:
            bot.signal(first, signal.SIGSTOP)
        await until(lambda: bot.sending() not in {first, ""}, "nobody takes over")
        if how == "stalled":
            bot.signal(first, signal.SIGCONT)
        await until(lambda: not {"pending", "sending"} & bot.states().keys(), bot.said)
        states, arrived = bot.states(), people.arrived("news")
        doubtful = states.pop("uncertain", 0)
        assert doubtful <= 5
        assert set(states) == {"sent"}
        assert set(arrived.values()) == {1}, "somebody reads news twice"
        assert planned - doubtful <= len(arrived) <= planned, "news was lost without a doubt on record"
        assert platform.emulator.pace
        # What was in the air as the first one stopped still counts there; two senders at once are refused by the dozen.
        assert platform.emulator.pace.refused <= 5, "two senders are faster than one may be"
        ann = Far("P0", platform)
        await ann.says("/need a translator into Greek")
        await ann.comes_to_see("translator into Greek")


async def test_each_process_in_turn_is_restarted_while_people_write(tmp_path: Path, url: str) -> None:
    async with telegram() as (platform, settings), machines(tmp_path, url, settings, **FOUR) as bot:
        await bot.start()
        people = await crowd(platform, bot, 30)  # ten open needs are the most that one may have
        said, over = 0, asyncio.Event()

        async def write() -> None:
            nonlocal said
            while not over.is_set() and said < 10 * len(people.names):
                name = people.names[said % len(people.names)]
                platform.emulator.says(platform.id_of(name), f"/need a translator of book {said}. into Greek")
                said += 1
                await asyncio.sleep(0.15)

        writing = asyncio.create_task(write())
        try:
            for name in FOUR:
                code, seconds = await bot[name].stop()
                assert (code, seconds < 5) == (0, True), bot[name].said()
                await bot.start(name)
        finally:
            over.set()
            await writing
        await until(
            lambda: bot.rows("SELECT count(*) FROM need") == [(said,)],
            lambda: f"{said} were said, these were taken: {bot.rows('SELECT count(*) FROM need')}\n{bot.said()}",  # noqa: S608 – a constant
        )
        await bot.quiet()
        answers = [people.arrived(f"book {number}.").total() for number in range(said)]
        assert answers == [1] * said
        assert set(bot.states()) == {"sent"}


@pytest.mark.parametrize("how", ["killed", "stalled"])
async def test_of_two_whole_processes_one_polls_and_the_other_takes_over(how: str, tmp_path: Path, url: str) -> None:
    both: dict[str, list[str]] = {"one": [], "other": []}
    async with telegram(polling=True) as (platform, settings), machines(tmp_path, url, settings, **both) as bot:
        await bot.start("one")
        await bot.start("other")
        people = await crowd(platform, bot, 10)
        first = bot.sending()
        assert not _troubles(bot), "Telegram is asked by one of them only"
        for number in range(40):
            name = people.names[number % len(people.names)]
            platform.emulator.says(platform.id_of(name), f"/need a translator of book {number}. into Greek")
            if number == 20:
                await until(lambda: bot.rows("SELECT count(*) > 3 FROM need") == [(True,)], bot.said)
                await bot[first].kill() if how == "killed" else bot.signal(first, signal.SIGSTOP)
        await until(lambda: bot.sending() not in {first, ""}, "nobody takes over")
        if how == "stalled":
            bot.signal(first, signal.SIGCONT)
        await until(lambda: bot.rows("SELECT count(*) FROM need") == [(40,)], bot.said)
        await bot.quiet()
        assert [people.arrived(f"book {number}.").total() for number in range(40)] == [1] * 40


def _troubles(bot: Machines) -> list[str]:
    return [line for line in bot.said().splitlines() if "gives no updates" in line]


async def test_of_three_clocks_one_wins_each_slot(tmp_path: Path, url: str) -> None:
    clock = tmp_path / "time"
    clock.write_text("2026-11-18T12:00:00+00:00", "utf-8")
    clocks = {f"clock{number}": ["clock"] for number in range(3)}
    async with slack() as (_, of_slack):
        settings = of_slack | {"TEST": "1", "CLOCK_FILE": str(clock)}
        async with machines(tmp_path, url, settings, **clocks, worker=["worker"]) as bot:
            await bot.start()
            await bot.quiet("2026-11-18T12:00:00+00:00")
            for day in ("11-25", "12-02", "12-09", "12-16"):  # the longest period is a week
                now = f"2026-{day}T12:00:00+00:00"
                clock.write_text(now, "utf-8")
                await until(
                    lambda now=now: bot.rows(SLOTS, now, EVERY) == [(len(EVERY),)],  # type: ignore[misc]  # as is
                    bot.said,
                )
                await bot.quiet(now)
            pages = [await asyncio.to_thread(_page, f"{bot[name].url}/metrics") for name in clocks]
            won = sum(float(number) for page in pages for number in WON.findall(page))
            assert [(won,)] == bot.rows("SELECT count(*) FROM slot WHERE work = ANY(%s)", EVERY)
            done = await asyncio.to_thread(_page, f"{bot['worker'].url}/metrics")
            assert sum(float(number) for number in DONE.findall(done)) == won
            assert bot.rows("SELECT count(*) FROM due WHERE work = ANY(%s)", EVERY) == [(0,)]


async def test_an_event_that_reaches_two_web_processes_has_one_effect(tmp_path: Path, url: str) -> None:
    two = {"web1": ["web"], "web2": ["web"], "worker": ["worker", "clock"]}
    async with slack() as (platform, settings), machines(tmp_path, url, settings, **two) as bot:
        await bot.start()
        reached(platform, bot["web1"])
        ann = Far("Ann", platform)
        await ann.says("start")
        await ann.comes_to_see("Hello Ann")
        await ann.says("need a translator into Greek")
        await ann.comes_to_see("translator into Greek")
        reached(platform, bot["web2"])
        again = await asyncio.gather(*(platform.emulator.redeliver() for _ in range(3)))
        assert all(ack.ok for ack in again)
        await bot.quiet()
        assert bot.rows("SELECT count(*) FROM need") == [(1,)]
        assert ann.has("translator into Greek") == 1


async def test_a_machine_with_another_secret_key_is_refused_in_a_sentence(tmp_path: Path, url: str) -> None:
    async with telegram() as (_, settings), machines(tmp_path, url, settings, one=["web"]) as bot:
        await bot.start()
        alone = {name: value for name, value in bot["one"].settings.items() if name not in {"SECRET_KEY", "PORT"}}
        refused = "This machine's secret key is not the one of the others on this database"
        ended = await tertulia(tmp_path, "run", "--role", "worker", PORT="0", **alone)
        assert (ended.code, refused in ended.out + ended.err) == (1, True)
        looked = await tertulia(tmp_path, "check", PORT="0", **alone)
        assert (looked.code, refused in looked.out) == (1, True)
        same = await tertulia(tmp_path, "check", PORT="0", SECRET_KEY=bot["one"].settings["SECRET_KEY"], **alone)
        assert "the one of this database" in same.out


async def test_what_cannot_be_shared_is_refused_in_a_sentence(tmp_path: Path, url: str) -> None:
    alone = await tertulia(tmp_path, "run", "--role", "web", DATABASE_URL=f"sqlite:///{tmp_path}/t.db")
    assert (alone.code, "PostgreSQL" in alone.sentence) == (1, True)
    polling = await tertulia(tmp_path, "run", "--role", "worker", DATABASE_URL=url, TELEGRAM_TOKEN=TOKEN)
    assert (polling.code, "TERTULIA_TELEGRAM_WEBHOOK_SECRET" in polling.sentence) == (1, True)


def _page(address: str) -> str:
    with urlopen(address, timeout=10) as page:  # noqa: S310 – our own address
        return str(page.read().decode())
