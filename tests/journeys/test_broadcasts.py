"""Journeys of a broadcast: written, looked at in every language, sent to everybody once."""

from functools import partial
from typing import Any

from sqlalchemy import Connection

from domain.broadcasts import Ledger
from domain.delivery import State
from domain.roles import Role
from storage import broadcast_ledger as ledgers
from storage import broadcasts, people
from storage.broadcasts import Broadcast
from tests.journeys.people import Person
from tests.journeys.world import World

WORDS = "Pizza on Friday\nAt seven, in the kitchen. Come hungry: https://example.org/pizza."
MARA, ANN, KOSTAS = 1, 2, 3


async def house(world: World, *names: str) -> tuple[Person, ...]:
    """A manager and members; ids follow the order."""
    return (await world.manager("Mara"), *[await world.member(name) for name in names])


async def glanced(world: World) -> None:
    """The card of a broadcast on its way is brought up to date every three seconds."""
    for _ in range(3):
        await world.jump(seconds=6)


async def sent_to_all(world: World, mara: Person, words: str = WORDS, count: int = 3) -> None:
    await mara.says(f"broadcast {words}")
    await mara.taps("Send…")
    await mara.fills(people=str(count))
    await glanced(world)


def stands(world: World, number: int = 1) -> Broadcast:
    found = world.db.read_now(partial(broadcasts.get, broadcast_id=number))
    assert found is not None
    return found


def ledger_of(world: World, number: int = 1) -> Ledger:
    """Looked at in one transaction, it adds up at any moment."""

    def read(db: Connection) -> Ledger:
        one = broadcasts.get(db, number)
        assert one is not None
        return ledgers.ledger(db, one)

    found = world.db.read_now(read)
    assert found.adds_up, found
    return found


async def set_member(world: World, member_id: int, **values: Any) -> None:
    await world.db.run(partial(people.set_member, member_id=member_id, **values))


async def test_mara_writes_to_everybody_once(world: World) -> None:
    mara, ann, kostas = await house(world, "Ann", "Kostas")
    await mara.says(f"broadcast {WORDS}")
    mara.sees("Draft: Pizza on Friday", "For everybody: 3 people · Mara, Ann, Kostas", "[Preview] [Audience] [Send…]")
    await mara.taps("Send…")
    await mara.fills(people="12")
    mara.sees("It goes to 3 people, you typed 12", "Nothing was sent")
    ann.sees_nothing_of("Pizza")
    await mara.fills(people="3")
    await glanced(world)
    for person in (ann, kostas):
        person.sees("Pizza on Friday", "At seven, in the kitchen", "From the managers of Tertulia", "[Fewer of these]")
        assert person.screen().count("Come hungry") == 1
    mara.sees("Sent: Pizza on Friday", "3 in all: sent 3")
    assert ledger_of(world).of(State.SENT) == 3
    await mara.says("broadcast")
    mara.sees("1 broadcast", "Pizza on Friday · sent", "[Write one]")


async def test_an_empty_list_teaches_and_a_draft_can_be_dropped(world: World) -> None:
    (mara,) = await house(world)
    await mara.says("broadcast")
    mara.sees("No broadcasts yet", "[Write one]")
    await mara.taps("Write one")
    await mara.fills(text="Soup today")
    mara.sees("Draft: Soup today", "For everybody: 1 person · Mara")
    await mara.taps("More")
    await mara.taps("Change")
    await mara.fills(text="Soup tomorrow")
    mara.sees("Draft: Soup tomorrow")
    await mara.taps("More")
    mara.sees("[Picture] [Test to me] [Send later…]")
    await mara.taps("Drop it")
    mara.sees("Dropped.")
    await mara.says("broadcast")
    mara.sees("No broadcasts yet")


async def test_two_managers_send_the_same_draft_once(world: World) -> None:
    mara, ann, nadia = await house(world, "Ann", "Nadia")
    await world.promote("Nadia", Role.MANAGER)
    await mara.says(f"broadcast {WORDS}")
    await nadia.says("broadcast")
    await nadia.taps("1  Pizza")
    await mara.taps("Send…")
    await nadia.taps("Send…")
    await mara.fills(people="3")
    await nadia.fills(people="3")
    await glanced(world)
    nadia.sees("That broadcast is on its way already: “Pizza on Friday”")
    assert ann.screen().count("Come hungry") == 1
    assert ledger_of(world).states == {"sent": 3}


async def test_it_is_previewed_and_tested_in_every_language(world: World) -> None:
    mara, ann, chiara, pep = await house(world, "Ann", "Chiara", "Pep")
    await set_member(world, ANN + 1, language="it")
    await set_member(world, ANN + 2, language="es")
    await mara.says(f"broadcast {WORDS}")
    await mara.taps("More")
    await mara.taps("Languages")
    mara.sees("Written in English", "Español: 1 reader · not written", "Italiano: 1 reader · not written")
    await mara.taps("Italiano")
    await mara.fills(text="Pizza venerdì\nAlle sette in cucina.")
    mara.sees("also in Italiano")
    await mara.taps("Preview")
    screen = mara.screen()
    assert "Pizza venerdì" in screen
    assert "Dai gestori di Tertulia" in screen, "what stands around the words is in the language too"
    mara.sees("So it looks.", "(4 people)")
    ann.sees_nothing_of("Pizza")
    await mara.taps("More")
    await mara.taps("Test to me")
    mara.sees("Nobody else gets it")
    ann.sees_nothing_of("Pizza")
    await mara.taps("Back to the draft")
    await mara.taps("Send…")
    await mara.fills(people="4")
    await glanced(world)
    ann.sees("Pizza on Friday", "From the managers of Tertulia")
    chiara.sees("Pizza venerdì", "Alle sette in cucina", "Dai gestori di Tertulia")
    pep.sees("Pizza on Friday", "De quienes gestionan Tertulia")


async def test_what_does_not_fit_is_told_and_loses_nothing(world: World) -> None:
    (mara,) = await house(world)
    await mara.says("broadcast " + "long " * 700)
    mara.sees("3499 characters; 3000 fit into one message")
    await mara.says("broadcast *no* markup, {name} and <b>tags</b>")
    mara.sees("*no* markup, {name} and <b>tags</b>")
    await mara.taps("More")
    await mara.taps("Buttons")
    await mara.fills(buttons="Sign up ftp://example.org")
    mara.sees("I read no button in")
    await mara.fills(buttons="Sign up https://example.org")
    mara.sees("1 button")
    await mara.taps("More")
    await mara.taps("Picture")
    await mara.taps("By its address")
    await mara.fills(address="file:///etc/passwd", alt="")
    mara.sees("I read no address in")
    await mara.says("cancel")
    await mara.says("broadcast")
    mara.sees("1 broadcast", "draft")


async def test_a_picture_goes_with_it(world: World) -> None:
    mara, ann = await house(world, "Ann")
    await mara.says("broadcast Look at this")
    await mara.taps("More")
    await mara.taps("Picture")
    await mara.taps("By its address")
    await mara.fills(address="https://example.org/pizza.png", alt="A pizza")
    mara.sees("with a picture")
    await mara.taps("Send…")
    await mara.fills(people="2")
    await glanced(world)
    ann.sees("Look at this")
    assert ledger_of(world).states == {"sent": 2}


async def test_a_megabyte_is_no_broadcast(sqlite: Any, tmp_path: Any) -> None:
    from tests.journeys.world import opened

    async with opened(tmp_path / "big", "console", db=sqlite) as world:
        (mara,) = await house(world)
        await mara.says("broadcast " + "x" * 1_000_000)
        mara.sees("1000000 characters; 3000 fit into one message")


async def test_it_is_for_managers_of_this_community(world: World) -> None:
    mara, ann = await house(world, "Ann")
    await ann.says("broadcast hello")
    ann.sees_nothing_of("Draft")
    await mara.says("broadcast hello")
    await world.db.run(partial(_moved_away, number=1))
    await mara.taps("Preview")
    mara.sees("There is no such broadcast here.")


def _moved_away(db: Connection, number: int) -> None:
    other = people.add_community(db, "Elsewhere", "open", "en", "Europe/Madrid", stamp(db))
    broadcasts.change(db, number, community_id=other)


def stamp(db: Connection) -> Any:
    return people.members(db, 1)[0].created
