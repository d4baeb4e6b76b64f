"""Journeys of consent: how far I may look for somebody, and whether I go on asking."""

from functools import partial

from sqlalchemy import Connection

from storage import consent, people
from tests.journeys.couples import ann, asks, id_of, kostas, looks
from tests.journeys.world import World


async def test_a_mind_can_be_changed_and_the_last_word_counts(world: World) -> None:
    await world.db.run(lambda db: people.set_community(db, 1, network="Med"))
    await world.db.run(
        lambda db: people.add_community(db, "Lonja", "open", "en", "Europe/Madrid", world.clock(), network="Med")
    )
    two = await kostas(world)
    await asks(world)
    await two.taps("No")
    await two.taps("I changed my mind")
    two.sees("From now on I look in all of Med for you.")
    given = partial(consent.given, member_id=id_of(world, "Kostas"), purpose=consent.NETWORK)
    assert world.db.read_now(given) is True
    await two.taps("I changed my mind")
    two.sees("Only here, then.")
    assert world.db.read_now(given) is False


async def test_a_community_alone_in_its_network_asks_nothing(world: World) -> None:
    await world.db.run(lambda db: people.set_community(db, 1, network="Med"))
    two = await kostas(world)
    await asks(world)
    assert not two.has_seen("May I also introduce you")


async def test_after_three_silences_i_ask_once_and_then_stop(world: World) -> None:
    one, _ = await ann(world), await kostas(world)
    for text in ("catalogue design", "design of a catalogue of lamps", "layout and design of our catalogue"):
        await asks(world, text=text)
        await world.jump(days=8)
    one.sees("Shall I go on asking you?", "[Go on]", "[Ask me later]", "[Stop]")
    await asks(world, text="catalogue design for toys")
    assert not one.has_seen("toys")
    await one.taps("Stop")
    one.sees("I have stopped.")
    await one.taps("Start again")
    await world.jump(days=15)
    one.sees("[Yes, ask]")


async def test_ask_me_later_is_a_month(world: World) -> None:
    one, _ = await ann(world), await kostas(world)
    for text in ("catalogue design", "design of a catalogue of lamps", "layout and design of our catalogue"):
        await asks(world, text=text)
        await world.jump(days=8)
    await one.taps("Ask me later")
    one.sees("I ask you nothing for a month")
    await world.jump(days=20)
    assert not one.has_seen("[Yes, ask]")
    await world.jump(days=12)
    one.sees("[Yes, ask]")


async def test_other_communities_are_crossed_only_with_consent(world: World) -> None:
    await two_communities(world)
    one, two = await ann(world), await kostas(world)
    await world.db.run(lambda db: _moved(world, db, "Ann"))
    await asks(world)
    two.sees("May I also introduce you to people of Med?", "[Yes]", "[No]")
    assert not one.has_seen("[Yes, ask]")
    await two.taps("Yes")
    two.sees("From now on I look in all of Med for you.")
    assert not one.has_seen("[Yes, ask]")
    await looks(world, id_of(world, "Ann"), "matches.profile")
    one.sees("May I also introduce you to people of Med?")
    await one.taps("Yes")
    one.sees("[Yes, ask]")


async def test_a_no_to_the_network_is_kept(world: World) -> None:
    await two_communities(world)
    two = await kostas(world)
    await asks(world)
    await two.taps("No")
    two.sees("Only here, then.")
    await asks(world, text="catalogue design for lamps")
    assert two.screen().count("May I also introduce") == 0
    assert world.db.read_now(partial(consent.given, member_id=id_of(world, "Kostas"), purpose="network")) is False


async def two_communities(world: World) -> None:
    def added(db: Connection) -> None:
        people.set_community(db, 1, network="Med")
        people.add_community(db, "Lonja", "open", "en", "Europe/Madrid", world.clock(), network="Med")

    await world.db.run(added)


def _moved(world: World, db: Connection, name: str) -> None:
    member = id_of(world, name)
    people.set_membership(db, 1, member, "left", world.clock())
    people.set_membership(db, 2, member, "in", world.clock())
    people.set_member(db, member, community_id=2)
