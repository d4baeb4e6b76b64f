"""Journeys of trust: what is held, handed over, and erased."""

import json
from datetime import timedelta
from functools import partial
from itertools import pairwise

from bot.ui import Message
from domain.delivery import Purpose
from storage import people, privacy, profile
from storage.outbox import counts
from tests.journeys.world import World


async def test_everything_is_told_and_handed_over(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("privacy")
    ann.sees("What I know about you", "Your profile is private", "[Give me all of it]", "[Forget me]")
    await ann.taps("Give me all of it")
    ann.sees("Everything I hold on you", "[tertulia-my-data.json]")


async def test_a_copy_holds_no_copies_of_former_ones(world: World) -> None:
    ann = await world.member("Ann")
    sizes = []
    for _ in range(8):
        await ann.says("mydata")
        sizes.append(len(json.dumps(world.db.read_now(partial(privacy.everything, member_id=1)))))
    assert max(later - sooner for sooner, later in pairwise(sizes)) < 2 * sizes[0], "each adds its own row, no more"
    told = world.db.read_now(partial(privacy.everything, member_id=1))
    assert "tertulia-my-data.json" in told["outbox"][-1]["message"]


async def test_forget_leaves_no_trace_and_stops_what_waits(world: World) -> None:
    ann = await world.member("Ann")
    await world.member("Kostas")
    await world.bot.office.run(
        lambda desk: desk.send(1, lambda t: Message(t("later")), Purpose.NOTICE, due=desk.now + timedelta(days=1))
    )
    await ann.says("forget")
    await ann.taps("Forget me")
    ann.sees("You are forgotten")
    assert world.db.read_now(partial(privacy.everything, member_id=1)) == {"member": []}
    assert "pending" not in world.db.read_now(counts)
    assert [m.name for m in world.db.read_now(partial(people.members, community_id=1))] == ["Kostas"]


async def test_a_yes_to_stay_changes_nothing(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("forget")
    await ann.taps("Keep me")
    ann.sees("You stay")
    assert world.db.read_now(partial(people.get, member_id=1)) is not None


async def test_the_file_holds_mine_and_nothing_of_others(world: World) -> None:
    await world.member("Ann")
    await world.member("Kostas")
    await world.db.run(lambda db: profile.change(db, 1, world.clock(), headline="I draw catalogues"))
    told = json.dumps(world.db.read_now(partial(privacy.everything, member_id=1)))
    assert "I draw catalogues" in told
    assert "Kostas" not in told
