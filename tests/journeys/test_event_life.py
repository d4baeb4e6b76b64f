"""Journeys of an event that changes: its seats, its words, two who change it at once, its end."""

from datetime import datetime

from handlers.event_cards import Act, OnEvent
from tests.journeys.gatherings import LINE, account_of, answers, changes, kept, presses, published
from tests.journeys.people import Person
from tests.journeys.world import World

FRIDAY_WALL = datetime(2026, 11, 20, 18, 30)  # noqa: DTZ001 – a wall has no zone


async def asked_seats(mara: Person, n: str) -> None:
    await mara.says("event 1")
    await mara.taps("More")
    await mara.taps("Change")
    await mara.taps("Seats")
    await mara.fills(seats=n)


async def test_fewer_seats_than_are_taken_are_refused_and_more_go_to_the_line(world: World) -> None:
    mara = await published(world, 4)
    for name in ("Ann", "Kim", "Lou", "Mia"):
        await answers(world, name)
    noa = await answers(world, "Noa", "Join the line")
    await asked_seats(mara, "3")
    mara.sees("4 seats are taken; 3 would not do")
    await asked_seats(mara, "20")
    mara.sees("5 of 20 seats taken")
    noa.sees("A seat is free for you")
    await asked_seats(mara, "0")
    mara.sees("An event has between 1 and 100000 seats")


async def test_a_proposal_goes_live_when_enough_would_come(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says(LINE.format(n=30))
    await ann.taps("Propose it")
    ann.sees("When 5 say they would come, it is on", "1 of 5 would come")
    for name in ("Kim", "Lou", "Mia"):
        await answers(world, name, "I'd come")
    ann.sees_nothing_of("Enough people want to come")
    last = await answers(world, "Noa", "I'd come")
    last.sees("You are going")
    ann.sees("It is on: pizza and pitches", "5 of 30 seats taken")


async def test_another_place_is_told_and_another_title_is_not(world: World) -> None:
    mara = await published(world)
    ann = await answers(world, "Ann")
    await changes(mara, "What", title_="Pasta and pitches")
    ann.sees("Pasta and pitches")
    ann.sees_nothing_of("It has changed")
    await changes(mara, "Where", place="https://meet.example/pasta")
    ann.sees("It has changed: Pasta and pitches", "the link")
    await changes(mara, "Description", description="Bring your own plate.")
    assert ann.has_seen("Bring your own plate.")


async def test_the_wall_stays_when_its_clock_is_another_places(world: World) -> None:
    mara = await published(world)
    await changes(mara, "Clock", zone="Europe/Athens")
    mara.sees("17:30–19:30 (in Athens 18:30)")
    assert kept(world).wall_begins == FRIDAY_WALL
    await changes(mara, "Clock", zone="Europe/Atlantis")
    mara.sees("I know no zone Europe/Atlantis")


async def test_two_who_change_it_at_once_lose_nothing(world: World) -> None:
    mara, nina = await published(world), await world.manager("Nina")
    for one in (mara, nina):
        await one.says("event 1")
        await one.taps("More")
        await one.taps("Change")
    await mara.taps("What")
    await nina.taps("What")
    await nina.fills(title_="Pasta and pitches")
    await mara.fills(title_="Paella and pitches")
    mara.sees("Somebody changed Pasta and pitches while you wrote", "yours is kept")
    assert kept(world).title == "Pasta and pitches"
    await mara.fills(title_="Paella and pitches")
    assert kept(world).title == "Paella and pitches"


async def test_only_who_looks_after_it_changes_it(world: World) -> None:
    await published(world)
    ann = await answers(world, "Ann")
    who = account_of(world, "Ann")
    for number, act in enumerate((Act.CHANGE, Act.CANCEL_NOW, Act.DOOR, Act.PUBLISH, Act.DROP)):
        await presses(world, who, OnEvent(1, act), f"act{number}")
        ann.sees("Only whoever organises it can do that")
    assert kept(world).state == "published"
