"""Journeys of segments: filters with a name, counted anew, and one that is empty teaches."""

from functools import partial

from sqlalchemy import Connection

from storage import profile
from tests.journeys.test_broadcasts import ANN, KOSTAS, WORDS, glanced, house, ledger_of
from tests.journeys.world import NOON, World


def told(db: Connection) -> None:
    profile.change(db, ANN, NOON, city="València", offers=("catalogue design",), languages=("es", "en"))
    profile.change(db, KOSTAS, NOON, city="Thessaloniki", offers=("chairs",), languages=("el",))


async def test_a_broadcast_to_some(world: World) -> None:
    mara, ann, kostas = await house(world, "Ann", "Kostas")
    await world.db.run(told)
    await mara.says(f"broadcast {WORDS}")
    await mara.taps("Audience")
    mara.sees("Who shall get it?", "A segment is a few filters with a name", "[Everybody]")
    await mara.taps("New segment")
    await mara.fills(name="Designers", filters="planet Mars")
    mara.sees("I do not know the filter “planet Mars”")
    await mara.fills(name="Designers", filters="city valencia; skill design")
    mara.sees("For Designers: 1 person · Ann")
    await mara.taps("Send…")
    mara.sees("Send to 1 person in Designers?", "It takes about 1 second.")
    await mara.taps("Send now")
    await glanced(world)
    ann.sees("Pizza on Friday")
    kostas.sees_nothing_of("Pizza")
    assert ledger_of(world).states == {"sent": 1}


async def test_a_segment_of_nobody_teaches(world: World) -> None:
    mara, _ = await house(world, "Ann")
    await mara.says(f"broadcast {WORDS}")
    await mara.taps("Audience")
    await mara.taps("New segment")
    await mara.fills(name="Martians", filters="city Olympus")
    mara.sees("Nobody belongs to Martians at the moment.", "[Other filters] [Another audience] [Forget the segment]")
    await mara.says("broadcast")
    await mara.taps("1  Pizza")
    mara.sees("For Martians: nobody yet.")
    await mara.taps("Send…")
    mara.sees("Nobody belongs to Martians at the moment, so nothing was sent")
    await mara.taps("Forget the segment")
    mara.sees("For everybody: 2 people")


async def test_a_segment_that_grew_is_shown_anew_before_it_is_sent(world: World) -> None:
    mara, ann, kostas = await house(world, "Ann", "Kostas")
    await world.db.run(told)
    await mara.says(f"broadcast {WORDS}")
    await mara.taps("Audience")
    await mara.taps("New segment")
    await mara.fills(name="Valencia", filters="city Valencia")
    await mara.taps("Send…")
    await world.db.run(partial(profile.change, member_id=KOSTAS, now=NOON, city="Valencia"))
    await mara.taps("Send now")
    mara.sees("Send to 2 people in Valencia?")
    ann.sees_nothing_of("Pizza")
    await mara.taps("Send now")
    await glanced(world)
    kostas.sees("Pizza on Friday")
