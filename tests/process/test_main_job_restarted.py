"""The main job on both platforms at once, through a process that is killed between every two steps."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from tests.process.command import Running, until
from tests.process.conftest import Start
from tests.process.far import Far, reached, slack, telegram

WEDNESDAY, SATURDAY, MONDAY = "2026-11-18T12:00:00+00:00", "2026-11-21T12:00:00+00:00", "2026-11-23T09:00:00+00:00"
WAITING = "SELECT state, purpose, op FROM outbox WHERE state IN ('pending', 'sending')"
MEETING = "Ann, meet Kostas. Kostas, meet Ann."


@dataclass
class Two:
    """Ann on Telegram, Kostas on Slack, their bot, and the file that is its clock."""

    ann: Far
    kostas: Far
    bot: Running
    clock: Path


Step = Callable[[Two], Awaitable[None]]


async def both_come(two: Two) -> None:
    await two.ann.says("/start")
    await two.ann.comes_to_see("Hello Ann")
    await two.kostas.says("start")
    await two.kostas.comes_to_see("Hello Kostas")


async def ann_offers(two: Two) -> None:
    await two.ann.says("/profile offers catalogue design")
    await two.ann.comes_to_see("catalogue design")


async def ann_publishes(two: Two) -> None:
    await two.ann.says("/profile public")
    await two.ann.comes_to_see("Public:")


async def kostas_needs(two: Two) -> None:
    await two.kostas.says("need catalogue design for our chairs")
    await two.kostas.comes_to_see("Is this what you need?")


async def kostas_confirms(two: Two) -> None:
    await two.kostas.taps("Yes, look for someone")
    await two.kostas.comes_to_see("I am looking for someone")


async def ann_says_yes(two: Two) -> None:
    await two.ann.comes_to_see("Someone could use what you do", "[Yes, ask]")
    two.ann.sees_nothing_of("Kostas")
    await two.ann.taps("Yes, ask")
    await two.ann.comes_to_see("I have asked there too")


async def kostas_says_yes(two: Two) -> None:
    await two.kostas.comes_to_see("would help", "[Yes, introduce us]")
    await two.kostas.taps("Yes, introduce us")
    await two.kostas.comes_to_see(MEETING)


async def they_met(two: Two) -> None:
    await two.ann.comes_to_see(MEETING)
    two.clock.write_text(SATURDAY, encoding="utf-8")
    await two.ann.comes_to_see("Did you two talk?")
    await two.ann.taps("We did")
    await two.ann.comes_to_see("Good")


async def somebody_new_comes(two: Two) -> None:
    nora = Far("Nora", two.ann._platform)  # type: ignore[arg-type]  # Ann's platform is an emulated one
    await nora.says("/start")
    await nora.comes_to_see("Hello Nora")
    await nora.says("/profile offers sound for films")
    await nora.comes_to_see("sound for films")
    await nora.says("/profile public")
    await nora.comes_to_see("Public:")


async def monday_tells_what_is_new(two: Two) -> None:
    two.clock.write_text(MONDAY, encoding="utf-8")
    await two.ann.comes_to_see("Your week, Ann", "Nora")
    await two.kostas.comes_to_see("Your week, Kostas", "Nora")


STEPS: tuple[Step, ...] = (
    both_come, ann_offers, ann_publishes, kostas_needs, kostas_confirms, ann_says_yes, kostas_says_yes, they_met,
    somebody_new_comes, monday_tells_what_is_new,
)  # fmt: skip


async def test_the_main_job_survives_a_kill_between_any_two_steps(running: Start, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text(WEDNESDAY, encoding="utf-8")
    async with telegram() as (one, of_one), slack() as (other, of_other):
        settings = of_one | of_other | {"ADMISSION": "open", "TEST": "1", "CLOCK_FILE": str(clock)}
        bot = running(**settings)
        reached(other, bot)
        two = Two(Far("Ann", one), Far("Kostas", other), bot, clock)
        await bot.start()
        for step in STEPS:
            await step(two)
            await bot.quiet(clock.read_text(encoding="utf-8"))
            await bot.restart()
        for person in (two.ann, two.kostas):
            assert person.has(MEETING) == 1
            assert person.has("Your week") == 1
        await until(lambda: bot.rows(WAITING) == [], lambda: f"still waiting: {bot.rows(WAITING)}")
        undone = bot.rows("SELECT state, purpose, error FROM outbox WHERE state NOT IN ('sent', 'cancelled')")
        assert undone == [], "a send was cut off although the bot was quiet before each kill"
        assert (await bot.stop())[0] == 0
