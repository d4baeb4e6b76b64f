"""Journeys of what matching has learnt: managers see it beside the shipped weights, undo it, stop it, and go on."""

from functools import partial

from sqlalchemy import Connection

from handlers.learning_cards import Act, OnLearning, Row
from scheduler import learning
from storage import audit, matches, needs, people
from storage import learning as rows
from storage.matches import Candidate
from tests.journeys.people import Person
from tests.journeys.test_projects import presses
from tests.journeys.world import World
from tests.unit.matching.test_learning import outcomes

HELPERS = 20


async def taught(world: World, size: int) -> Person:
    """A community in which only close trades ever fitted, so many times; returns its manager."""
    mara = await world.manager()
    ids = [await world.db.run(partial(_added, world, at)) for at in range(HELPERS)]
    await world.db.run(partial(_answered, world, ids, size))
    return mara


def _added(world: World, at: int, db: Connection) -> int:
    return people.add_member(db, f"P{at}", "en", "Europe/Madrid", 1, world.clock())


def _answered(world: World, ids: list[int], size: int, db: Connection) -> None:
    now = world.clock()
    for at, one in enumerate(outcomes(size, 1)):
        owner, helper = ids[at % HELPERS], ids[(at + 1 + at // HELPERS) % HELPERS]
        need = needs.add(db, now, community_id=1, member_id=owner, side="need", state="matched", text="a roof")
        parts = [{"name": name, "value": value, "fact": {}} for name, value in one.parts.items()]
        match = matches.keep(db, need, owner, Candidate(helper, 1, 0.5, parts, []), now)
        state, why = ("introduced", "") if one.fitted else ("not_for_me", "skill")
        matches.change(db, match, state=state, why_not=why, asked=now, answered=now)


async def week(world: World) -> None:
    """This week's look at the outcomes."""
    await learning.weekly(world.bot.office, "1")
    await world.bot.settle()


def newest(world: World) -> rows.Version | None:
    return world.db.read_now(partial(rows.in_force, community_id=1)).get("plain")


async def test_a_manager_sees_undoes_and_takes_up_again(world: World) -> None:
    mara = await taught(world, 500)
    await mara.says("learning")
    mara.sees("What matching has learnt in Tertulia", "Without a model: version 0; weights as shipped.")
    mara.sees("500 outcomes counted", "0 drawn by lot", "The next look would change this: ", "close trades +")
    assert "[Undo]" not in mara.screen()
    await week(world)
    await mara.says("learning")
    mara.sees("version 1; ", "close trades +", "The next look would change nothing.", "[Undo]", "[Stop]")
    await mara.taps("Undo")
    mara.sees("version 2; weights as shipped.", "I learn nothing more until you say so", "[Learn again]")
    await week(world)
    assert newest(world) is not None
    assert not newest(world).weighing  # type: ignore[union-attr]  # seen above
    await mara.taps("Learn again")
    mara.sees("version 3; weights as shipped.", "The next look would change this: ")
    noted = world.db.read_now(lambda db: [(one.what, one.actor_id) for one in audit.latest(db, 1)])
    assert {("learning.reverted", 1), ("learning.resumed", 1)} <= set(noted)


async def test_stop_keeps_the_weights_of_now(world: World) -> None:
    mara = await taught(world, 500)
    await week(world)
    before = newest(world)
    await mara.says("learning")
    await mara.taps("Stop")
    mara.sees("version 2; ", "close trades +", "I learn nothing more until you say so")
    after = newest(world)
    assert before is not None
    assert after is not None
    assert (after.weighing, after.held) == (before.weighing, True)


async def test_a_card_of_yesterday_undoes_nothing_that_was_not_seen(world: World) -> None:
    mara = await taught(world, 500)
    await mara.says("learning")
    mara.sees("version 0")
    await week(world)
    await mara.taps("Stop")
    mara.sees("version 1; ", "[Stop]")
    found = newest(world)
    assert found is not None
    assert not found.held


async def test_where_little_was_said_it_says_from_when_on(world: World) -> None:
    mara = await taught(world, 3)
    await mara.says("learning")
    mara.sees("3 outcomes counted", "I learn from 200 outcomes on, 30 of either kind.")


async def test_members_neither_see_nor_stop_it(world: World) -> None:
    await taught(world, 3)
    bob = await world.member("Bob")
    await bob.says("learning")
    bob.sees_nothing_of("What matching has learnt")
    await presses(world, OnLearning(Act.STOP, Row.PLAIN, 0), "not-a-manager")
    assert newest(world) is None


async def test_in_spanish_and_italian(world: World) -> None:
    mara = await taught(world, 3)
    for code, head in (("es", "Lo que ha aprendido"), ("it", "Che cosa ha imparato")):
        await world.db.run(partial(people.set_member, member_id=1, language=code))
        await world.jump(minutes=1)
        await mara.says("learning")
        mara.sees(head)
