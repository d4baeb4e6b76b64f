"""A journey of the posts' calendar as an address for calendar programs."""

from tests.journeys.test_post_sources import editor
from tests.journeys.world import World


async def test_editors_follow_the_calendar_of_posts(world: World) -> None:
    eleni = await editor(world)
    await eleni.says("post feed")
    eleni.sees("The calendar of posts.", "/calendar/", ".ics")
    await eleni.says("post feed")
    eleni.sees("You have a link to the posts' calendar since")
    await eleni.taps("Take it back")
    eleni.sees("leads nowhere now")
    await eleni.taps("A new link")
    eleni.sees("The calendar of posts.")
