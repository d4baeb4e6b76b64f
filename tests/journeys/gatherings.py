"""What the journeys of events have in common: an event that is on, and people who answer it."""

from datetime import UTC, datetime

from bot.incoming import Commanded, Pressed, Who
from bot.ui import Press
from storage import people
from storage.event_book import Event
from storage.event_book import get as event_of
from tests.journeys.people import Person
from tests.journeys.world import World

LINE = "event Friday 18:30 pizza and pitches, {n} places, Space A"
FRIDAY = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
"""18:30 in Madrid."""


async def published(world: World, n: int = 30) -> Person:
    mara = await world.manager()
    await mara.says(LINE.format(n=n))
    await mara.taps("Publish")
    return mara


async def answers(world: World, name: str, label: str = "Going") -> Person:
    person = await world.member(name)
    await person.says("events")
    await person.taps("1  pizza")
    await person.taps(label)
    return person


async def changes(organiser: Person, label: str, **said: str) -> None:
    """Somebody changes one side of the only event."""
    await organiser.says("event 1")
    await organiser.taps("More")
    await organiser.taps("Change")
    await organiser.taps(label)
    await organiser.fills(**said)


def kept(world: World, number: int = 1) -> Event:
    """The event as it stands in the book."""
    found = world.db.read_now(lambda db: event_of(db, number))
    assert found is not None
    return found


def account_of(world: World, name: str) -> Who:
    """Where that person writes, for what they do in a group."""
    with world.db.engine.connect() as db:
        join = people.account.join(people.member, people.member.c.id == people.account.c.member_id)
        row = db.execute(join.select().where(people.member.c.name == name)).mappings().first()
    assert row is not None
    columns = people.account.c
    return Who(row[columns.platform], row[columns.user], row[columns.workspace], name=name, chat=row[columns.chat])


async def presses(world: World, who: Who, press: Press, key: str) -> None:
    """Somebody sends this button's data, whatever is on their screen."""
    await world.bot.dispatch(Pressed(who=who, key=key, packed=press.pack()))
    await world.bot.settle()


async def commands(world: World, who: Who, name: str, text: str, key: str) -> None:
    """Somebody types a command, in a group perhaps."""
    await world.bot.dispatch(Commanded(who=who, key=key, name=name, text=text))
    await world.bot.settle()
