"""People look for somebody by what they do."""

from bot.cli.simulation.neighbours import Neighbour


async def looks(me: Neighbour) -> None:
    """With words of somebody's offer, or of nobody's."""
    chance = me.chance("find", me.gestures)
    words = chance.choice(me.needs).split()[:3]
    await me.says(f"/find {' '.join(words) if chance.random() < 0.9 else 'a dragon tamer'}")
