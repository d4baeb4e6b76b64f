"""The week of a manager in three languages, paragraph by paragraph: events, broadcasts, digest, numbers."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.gatherings import FRIDAY, kept
from tests.journeys.people import Person
from tests.journeys.spoken import LANGUAGES, Spoken
from tests.journeys.world import World

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""Nine o'clock in Madrid."""


@pytest.fixture(params=LANGUAGES)
def say(request: pytest.FixtureRequest) -> Spoken:
    """One of the languages that everything is written in."""
    return Spoken(request.param)


async def house(world: World, say: Spoken, *names: str) -> list[Person]:
    """A manager and members who all read that language."""
    everybody = [await world.manager("Mara"), *[await world.member(name) for name in names]]
    await say.reads(world, *everybody)
    return everybody


def pizza(say: Spoken, places: int) -> str:
    return say.line(
        en=f"event Friday 18:30 pizza and ideas, {places} places, Space A",
        es=f"event viernes 18:30 pizza and ideas, {places} plazas, Sala A",
        it=f"event venerdì 18:30 pizza and ideas, {places} posti, Sala A",
    )


async def answers(person: Person, label: str) -> None:
    await person.says("event 1")
    await person.taps(label)


async def test_an_event_from_one_line_to_the_last_seat(world: World, say: Spoken) -> None:
    mara, ann, kostas = await house(world, say, "Ann", "Kostas")
    await mara.says(pizza(say, 1))
    mara.sees("pizza and ideas", "18:30–20:30", f"[{say('Publish')}]")
    assert kept(world).begins == FRIDAY
    await mara.taps(say("Publish"))
    mara.sees(say("*It is on.* Everybody here can answer it now."))
    await answers(ann, say("Going"))
    assert ann.has_seen(say("✓ Going"))
    await answers(kostas, say("Join the line"))
    kostas.sees(say("Leave the line"))
    await answers(ann, say("Not"))
    taken = say.begins("*A seat is free for you: {title}.*\nIt is yours if you take it by {time}.",
                       title="pizza and ideas", time="")  # fmt: skip
    assert kostas.has_seen(taken)
    await kostas.taps(say("Take the seat"))
    await world.jump(to=FRIDAY - timedelta(minutes=59))
    reminder = "*{time}: {title}.*\nSee you there? If not, one tap frees your seat."
    assert kostas.has_seen(say.ends(reminder, time="", title=""))
    assert not ann.has_seen(say.ends(reminder, time="", title=""))


async def test_a_cancelled_event_is_told_to_whoever_said_yes(world: World, say: Spoken) -> None:
    mara, ann, kostas = await house(world, say, "Ann", "Kostas")
    await mara.says(pizza(say, 5))
    await mara.taps(say("Publish"))
    await answers(ann, say("Going"))
    await mara.says("event 1")
    await mara.taps(say("More"))
    await mara.taps(say("Cancel the event"))
    await mara.taps(say("Cancel the event"))
    off = say.begins("*It will not take place: {title}.*", title="pizza and ideas")
    assert ann.has_seen(off)
    assert not kostas.has_seen(off)


async def test_the_door_and_three_taps_afterwards(world: World, say: Spoken) -> None:
    mara, ann = await house(world, say, "Ann")
    await mara.says(pizza(say, 5))
    await mara.taps(say("Publish"))
    await answers(ann, say("Going"))
    await world.jump(to=FRIDAY)
    await ann.says(f"event checkin {kept(world).code}")
    ann.sees(say("*Welcome to {title}.* You are checked in.", title="pizza and ideas"))
    await world.jump(hours=15)
    assert ann.has_seen(say("*How was {title}?*", title="pizza and ideas"))
    await ann.taps(say("It was worth it"))
    ann.sees(f"✓ {say('It was worth it')}")


async def test_an_event_that_repeats_and_a_date_of_it_that_is_left_out(world: World, say: Spoken) -> None:
    (mara,) = await house(world, say)
    line = say.line(
        en="event every Friday 18:30 pizza and ideas, Space A",
        es="event cada viernes 18:30 pizza and ideas, Sala A",
        it="event ogni venerdì 18:30 pizza and ideas, Sala A",
    )
    await mara.says(line)
    mara.sees(say("Every {weekday}", weekday=say.line(en="Friday", es="viernes", it="venerdì")))
    await mara.taps(say("Publish"))
    await mara.says("event 1")
    await mara.taps(say("More"))
    await mara.taps(say("All its dates"))
    await mara.taps(say("Skip a date"))
    mara.sees(say.begins("*Which date of “{title}” is left out?*\nWhoever said yes to it hears so.",
                         title="pizza and ideas"))  # fmt: skip


async def test_a_proposal_is_on_when_enough_would_come(world: World, say: Spoken) -> None:
    mara, ann, kostas = await house(world, say, "Ann", "Kostas")
    await mara.says("community proposals 2")
    mara.sees(say.many(
        "An event that a member proposes is on when {n} person would come.",
        "An event that a member proposes is on when {n} people would come.", 2))  # fmt: skip
    await ann.says(pizza(say, 5))
    await ann.taps(say("Propose it"))
    await answers(kostas, say("I'd come"))
    assert ann.has_seen(say.begins("*It is on: {title}.* Enough people want to come.", title="pizza and ideas"))


async def test_the_open_forum_collects_its_agenda(world: World, say: Spoken) -> None:
    mara, ann = await house(world, say, "Ann")
    await mara.says("topic")
    await mara.taps(say("Set the day"))
    when = say.line(en="every Friday 17:00", es="cada viernes 17:00", it="ogni venerdì 17:00")
    await mara.fills(when=when, place="Sala A")
    await ann.says("topic how we heat the hall")
    ann.sees(say.many("*{n} topic for the open forum.*", "*{n} topics for the open forum.*", 1), "17:00", "Sala A")


async def test_a_broadcast_from_preview_to_everybody(world: World, say: Spoken) -> None:
    mara, ann = await house(world, say, "Ann")
    await mara.says("broadcast Pizza!")
    await mara.taps(say("Preview"))
    mara.sees("Pizza!", say("_From the managers of {community}_", community="Tertulia"))
    await mara.taps(say("Send…"))
    await mara.fills(people="2")
    for _ in range(3):
        await world.jump(seconds=6)
    assert ann.has_seen("Pizza!")
    ann.sees(f"[{say('Fewer of these')}]")


async def test_the_digest_brings_what_is_near_with_a_button_that_works(world: World, say: Spoken) -> None:
    mara, ann = await house(world, say, "Ann")
    line = say.line(
        en="event 27 November 18:30 pizza and ideas, 4 places, Space A",
        es="event 27 noviembre 18:30 pizza and ideas, 4 plazas, Sala A",
        it="event 27 novembre 18:30 pizza and ideas, 4 posti, Sala A",
    )
    await mara.says(line)
    await mara.taps(say("Publish"))
    await world.jump(to=MONDAY)
    ann.sees(say.many("*Your week, {name}* · one thing", "*Your week, {name}* · {n} things", 1, name="Ann"),
             "18:30: pizza and ideas", say.many("{n} seat left", "{n} seats left", 4))  # fmt: skip
    await ann.taps(say("{n} Going", n=1))
    assert ann.has_seen(say("✓ Going"))
    assert kept(world).taken == 1


async def test_the_numbers_come_with_a_table(world: World, say: Spoken) -> None:
    (mara,) = await house(world, say)
    await mara.says("stats 4")
    mara.sees(say.many("*{community} in {n} week.*", "*{community} in {n} weeks.*", 4, community="Tertulia"),
              "[numbers.csv]")  # fmt: skip


async def test_everybody_is_invited_once_within_what_their_week_holds(world: World, say: Spoken) -> None:
    mara, ann, kostas = await house(world, say, "Ann", "Kostas")
    await kostas.says("settings budget 0")
    await mara.says(pizza(say, 5))
    await mara.taps(say("Publish"))
    await mara.taps(say("More"))
    await mara.taps(say("Invite everybody…"))
    mara.sees(say.many("*Invite {n} person to “{title}”?*", "*Invite {n} people to “{title}”?*", 2,
                       title="pizza and ideas"))  # fmt: skip
    await mara.taps(say("Invite them"))
    invited = say("*You are invited: {title}.*", title="pizza and ideas")
    ann.sees(invited, f"[{say('Fewer of these')}]")
    assert not kostas.has_seen(invited)
    await ann.taps(say("Going"))
    await mara.says("event 1")
    await mara.taps(say("More"))
    await mara.taps(say("Invite everybody…"))
    await mara.taps(say("Invite them"))
    assert ann.screen().count(invited) <= 1
    await kostas.says("digest")
    kostas.sees(say("There was no room for this during the week: “{text}”", text=invited))
