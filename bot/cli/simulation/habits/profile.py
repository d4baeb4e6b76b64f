"""People come in, tell what they do and publish it; later they change a word of it."""

from bot.cli.simulation.neighbours import Neighbour
from bot.ui import Run
from handlers.profile_cards import Look, View


async def comes_in(me: Neighbour) -> None:
    """The first minute: hello, six questions or a few short lines, and publishing it or not."""
    await me.says("/start")
    me.inside = True
    if me.chance("form").random() < 0.5:
        await _fills_the_form(me)
    else:
        await _writes_lines(me)
    await settles_doubts(me)
    if me.about.published and not await me.taps(Look(View.PUBLISH)):
        await me.says("/profile public")


async def _fills_the_form(me: Neighbour) -> None:
    about = me.about
    await me.says("/profile")
    await me.fills(
        {
            "offers": "; ".join(about.offers),
            "headline": about.headline[:120],
            "looking_for": about.looking_for[:200],
            "languages": ", ".join(about.languages),
            "city": about.city,
            "availability": about.availability[:80],
        }
    )


async def _writes_lines(me: Neighbour) -> None:
    """As people do who were shown the commands."""
    about = me.about
    await me.says(f"/profile offers {'; '.join(about.offers)}")
    await me.says(f"/profile headline {about.headline}")
    await me.says(f"/profile city {about.city}")
    await me.says(f"/profile languages {', '.join(about.languages)}")


async def settles_doubts(me: Neighbour) -> bool:
    """Say yes where the bot asks whether a clock or a city is meant."""
    for press in me.sees(Run):
        about = press.command == "profile" and press.text.partition(" ")[0] in {"zone", "city"}
        if about and me.first(press):
            return await me.taps(press)
    return False


async def changes(me: Neighbour) -> None:
    """One line of it, or who sees it."""
    chance = me.chance("profile", me.gestures)
    if chance.random() < 0.3:
        await me.says(f"/profile {chance.choice(('private', 'public'))}")
    else:
        await me.says(f"/profile availability {chance.choice(('mornings', '5 h a week', 'after the summer'))}")
