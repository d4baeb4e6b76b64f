"""Journeys of the editors' desk: a time, quiet hours, a withdrawal."""

from functools import partial

from domain.delivery import State as Sent
from storage import post_variants
from tests.journeys.newsdesk import ready, stands
from tests.journeys.world import World


async def test_a_time_is_chosen_moved_and_taken_away(world: World) -> None:
    mara = await ready(world)
    await mara.taps("Choose a time…")
    await mara.fills(day="2026-11-17", hour="10:00")
    mara.sees("That moment has passed")
    await mara.fills(day="2026-11-20", hour="10:00")
    mara.sees("Goes out Fri 20 Nov 10:00: Nine chairs", "[Another time…] [Not yet after all] [More]")
    await mara.taps("Another time…")
    await mara.fills(day="2026-11-27", hour="23:30")
    mara.sees("Nothing goes out in the quiet hours: it leaves Sat 28 Nov 08:00")
    await mara.says("post calendar")
    mara.sees("Posts of the week from 16 November", "Nothing is planned")
    await mara.taps("Week after")
    mara.sees("Posts of the week from 23 November", "Sat 28 08:00 · Nine chairs were sold. · planned · Dry run")
    await mara.taps("Nine chairs")
    await mara.taps("Not yet after all")
    mara.sees("Approved: Nine chairs")
    assert stands(world).due is None


async def test_posted_now_at_night_waits_for_the_morning(world: World) -> None:
    mara = await ready(world)
    await world.jump(hours=10)
    await mara.says("post")
    await mara.taps("1  Nine chairs")
    await mara.taps("More")
    await mara.taps("Post it now")
    mara.sees("Goes out Thu 19 Nov 08:00", "Nothing goes out in the quiet hours")


async def test_a_withdrawal_is_asked_once_and_stops_everything(world: World) -> None:
    mara = await ready(world)
    await mara.taps("Next good time")
    await mara.taps("More")
    await mara.taps("Withdraw…")
    mara.sees("Withdraw “Nine chairs were sold.”?", "[Yes, withdraw it] [No]")
    await mara.taps("Yes, withdraw it")
    mara.sees("Withdrawn: Nine chairs")
    found = world.db.read_now(partial(post_variants.variants, post_id=1))
    assert [variant.state for variant in found] == [str(Sent.CANCELLED)]
    await mara.says("post")
    mara.sees("No posts yet")
