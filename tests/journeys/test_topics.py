"""Journeys of the open forum: topics are brought and voted, the agenda goes round, what is left is carried over."""

from datetime import UTC, datetime, timedelta
from functools import partial

from handlers.topic_cards import Act, OnTopic
from scheduler import topics as scheduled
from storage import people
from tests.journeys.people import Person
from tests.journeys.test_projects import presses
from tests.journeys.world import World

FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
"""Five in the afternoon in Madrid."""


async def meeting(world: World) -> tuple[Person, Person]:
    """Mara has set the day, Ann has brought a topic."""
    mara = await world.manager()
    await mara.says("topic")
    mara.sees("No topics yet", "No day is set", "topic how we heat the hall")
    await mara.taps("Set the day")
    await mara.fills(when="every Friday 17:00", place="The kitchen")
    mara.sees("Next: Friday 20 November, 17:00 · The kitchen")
    ann = await world.member("Ann")
    await ann.says("topic how we heat the hall")
    ann.sees("1 topic for the open forum", "1  how we heat the hall · 1 person wants it", "[1  Take back: how we heat")
    return mara, ann


async def test_topics_are_brought_voted_and_taken_back(world: World) -> None:
    mara, ann = await meeting(world)
    await mara.taps("Bring a topic")
    await mara.fills(text="A second printer")
    mara.sees("1  how we heat the hall", "2  A second printer")
    await mara.taps("1  I want: how we heat")
    mara.sees("how we heat the hall · 2 people want it", "[1  ✓ how we heat")
    await mara.taps("1  ✓ how we heat")
    mara.sees("how we heat the hall · 1 person wants it")
    await ann.says("topic")
    await ann.taps("Take back")
    ann.sees("1 topic for the open forum", "A second printer")
    ann.sees_nothing_of("[Set the day]")
    await ann.taps("I want: A second printer")
    ann.sees("2 people want it")


async def test_the_agenda_goes_round_once_a_day_before_and_asks_afterwards(world: World) -> None:
    mara, ann = await meeting(world)
    await mara.says("topic A second printer")
    await world.jump(to=FRIDAY - timedelta(days=1, minutes=30))
    ann.sees_nothing_of("Open forum:")
    await world.jump(to=FRIDAY - timedelta(days=1) + timedelta(minutes=15))
    ann.sees(
        "Open forum: Friday 20 November, 17:00", "At: The kitchen", "1  how we heat the hall", "because you are in"
    )
    await scheduled.look(world.bot.office, "")
    await world.jump(minutes=30)
    assert ann.screen().count("Open forum: Friday") == 1
    await ann.taps("See and vote")
    ann.sees("2 topics for the open forum")
    await world.jump(to=FRIDAY + timedelta(hours=1, minutes=15))
    mara.sees("What did the open forum reach?", "[✓ how we heat the hall]")
    ann.sees_nothing_of("What did the open forum reach?")
    await mara.taps("✓ how we heat")
    mara.sees("[✓ A second printer]")
    await mara.taps("That is all")
    mara.sees("1 topic for the open forum", "A second printer · 1 person wants it · waits since 1 meeting")
    mara.sees("Next: Friday 27 November")
    await world.jump(to=FRIDAY + timedelta(days=6, hours=1))
    ann.sees("Open forum: Friday 27 November", "1  A second printer")


async def test_who_wants_none_gets_none_and_an_empty_agenda_is_not_sent(world: World) -> None:
    mara, ann = await meeting(world)
    del mara
    await world.jump(to=FRIDAY - timedelta(hours=23))
    await ann.taps("No agendas for me")
    ann.sees("No more agendas for you")
    await world.jump(to=FRIDAY + timedelta(days=6, hours=1))
    ann.sees_nothing_of("27 November")
    await ann.taps("Send them again")
    ann.sees("You get the agenda again")
    await ann.taps("See the agenda")
    await ann.taps("Take back")
    ann.sees("No topics yet")
    await world.jump(to=FRIDAY + timedelta(days=13, hours=1))
    ann.sees_nothing_of("4 December, 17:00.")


async def test_only_a_manager_sets_the_day_and_words_must_say_it(world: World) -> None:
    mara, ann = await meeting(world)
    await presses(world, OnTopic(Act.BACK, 1), "theirs")
    await mara.taps("Set the day")
    await mara.fills(when="now and then", place="")
    mara.sees("I do not find a day and an hour in “now and then”")
    await ann.says("topic " + "very " * 50 + "long")
    ann.sees("That is 254 characters; 200 fit")
    await ann.says("topic how we heat the hall")
    ann.sees("1 topic for the open forum")


async def test_one_person_does_not_fill_the_agenda(world: World) -> None:
    ann = await world.member("Ann")
    for number in range(6):
        await ann.says(f"topic Number {number}")
    ann.sees("You have 5 topics on the agenda")


async def test_more_topics_than_a_page_holds_turn(world: World) -> None:
    for name in ("Ann", "Bob"):
        one = await world.member(name)
        for number in range(4):
            await one.says(f"topic {name} {number}")
    await one.taps("Next")
    one.sees("7  Bob 2", "8  Bob 3")
    await one.taps("Back")
    one.sees("1  Ann 0")


async def test_it_speaks_spanish_and_italian(world: World) -> None:
    ann = await world.member("Ann")
    for code, head, day in (
        ("es", "1 tema para el foro abierto", "viernes"),
        ("it", "1 tema per il forum aperto", "venerdì"),
    ):
        await world.db.run(partial(people.set_member, member_id=1, language=code))
        await ann.says("topic la calefacción")
        ann.sees(head)
        del day
