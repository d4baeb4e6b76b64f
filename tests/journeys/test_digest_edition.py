"""Journeys of a community's own edition: previewed by managers, posted to its group once a week, without names."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from storage import digest_editions as editions
from storage import needs, people, profile
from storage.digest_editions import Place
from tests.journeys.test_broadcasts import ANN, KOSTAS, house
from tests.journeys.test_digest import MONDAY
from tests.journeys.world import NOON, World, opened


def a_week(db: Connection) -> None:
    """Kostas asks for something; Ann lets herself be found."""
    row = {"side": "need", "state": "open", "community_id": 1}
    needs.add(db, NOON, text="a designer for a catalogue", member_id=KOSTAS, **row)
    profile.change(db, ANN, NOON, headline="welding", published=True)


async def test_a_manager_sees_what_would_be_posted(world: World) -> None:
    mara, ann, _ = await house(world, "Ann", "Kostas")
    await mara.says("digest preview")
    mara.sees("Nothing to post this week so far.", "digest here")
    await world.db.run(a_week)
    await mara.says("digest preview")
    mara.sees("This week in Tertulia", "New here: Ann (welding).", "1 Someone asks for “a designer for a catalogue”.")
    mara.sees("It is posted nowhere yet", "[1 Look]")
    mara.sees_nothing_of("Kostas")
    await ann.says("digest preview")
    ann.sees("That is for the managers of this community.")
    await mara.says("digest here")
    mara.sees("Write that in the group or channel that shall read it.")


async def test_the_preview_speaks_the_communitys_language(world: World) -> None:
    mara, *_ = await house(world, "Ann", "Kostas")
    await world.db.run(a_week)
    await world.db.run(partial(_speaks, language="it"))
    await mara.says("digest preview")
    mara.sees("Questa settimana a Tertulia", "Qualcuno chiede", "It is posted nowhere yet")


def _speaks(db: Connection, language: str) -> None:
    people.set_community(db, 1, language=language)


async def in_a_group(world: World) -> tuple[Any, int]:
    """A group on Telegram with the bot in it."""
    telegram: Any = world.platforms["telegram"]
    chat = telegram.emulator.group("House", [telegram.id_of("Mara"), telegram.id_of("Ann")])
    telegram.emulator.adds_bot(chat, telegram.id_of("Mara"))
    await telegram.delivered()
    return telegram, chat


def said_in(telegram: Any, chat: int) -> str:
    return "\n".join(shown.text for shown in telegram.emulator.group_sees(chat) if shown.from_bot)


async def test_it_is_posted_to_the_group_once_a_week_and_not_when_there_is_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path, "telegram") as world:
        await house(world, "Ann", "Kostas")
        telegram, chat = await in_a_group(world)
        telegram.emulator.says(telegram.id_of("Mara"), "/digest here", chat)
        await telegram.delivered()
        await world.bot.settle()
        assert "reads the week of Tertulia from now on" in said_in(telegram, chat)
        await world.db.run(a_week)
        await world.jump(to=MONDAY - timedelta(minutes=1))
        assert "This week" not in said_in(telegram, chat)
        for _ in range(3):
            await world.jump(to=max(MONDAY, world.clock.now + timedelta(minutes=16)))
        assert said_in(telegram, chat).count("This week in Tertulia") == 1
        await world.db.run(partial(needs.change, need_id=1, now=NOON, state="withdrawn"))
        await world.jump(days=14)
        assert said_in(telegram, chat).count("This week in Tertulia") == 1


async def test_a_place_can_be_given_up(sqlite: Any) -> None:
    def unit(db: Connection) -> None:
        place = Place(people.add_community(db, "Here", "open", "en", "UTC", NOON), "telegram", "", "-5")
        assert editions.add_place(db, place, NOON)
        assert not editions.add_place(db, place, NOON)
        assert editions.places(db) == [place]
        assert editions.drop_place(db, place)
        assert not editions.drop_place(db, place)

    await sqlite.run(unit)
