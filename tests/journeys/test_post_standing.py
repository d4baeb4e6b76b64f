"""Journeys of who decides on a post: each step stands in the audit, and an editor removed decides nothing more."""

from functools import partial

from domain.roles import Role
from storage import audit
from tests.journeys.newsdesk import approved, house
from tests.journeys.world import World


async def test_every_step_stands_in_the_audit(world: World) -> None:
    mara, *_ = await approved(world)
    await mara.taps("Next good time")
    lines = [
        entry.what for entry in world.db.read_now(partial(audit.latest, community_id=1)) if "post:" in entry.subject
    ]
    expected = ["post.drafted", "post.submit", "post.ready", "post.agreed", "post.approve", "post.schedule"]
    assert lines[::-1] == expected


async def test_an_editor_removed_in_the_middle_decides_nothing_more(world: World) -> None:
    mara, eleni, ann, _ = await house(world)
    await ann.says("post Nine chairs were sold.")
    await ann.taps("Hand in")
    await world.promote("Eleni", Role.MEMBER)
    await eleni.taps("Ready for approval")
    eleni.sees("There is no such post here")
    await world.jump(hours=2)
    mara.sees("To decide: Nine chairs")
    await mara.taps("Approve")
    mara.sees("Approved: Nine chairs")
