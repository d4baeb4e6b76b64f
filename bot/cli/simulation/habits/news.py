"""People read their digest: some come forward for a request in it, some want fewer."""

from bot.cli.simulation.neighbours import Neighbour
from handlers.digest_cards import CanHelp, Look, Turn


async def looks(me: Neighbour) -> None:
    """What the next one would hold; a few turn it off, and on again later."""
    await me.says("/digest")
    chance = me.chance("digest", me.gestures)
    for press in me.sees(Turn):
        if press.on or chance.random() < 0.2:
            await me.taps(press)
        return


async def comes_forward(me: Neighbour) -> bool:
    """Look at a request of the digest, and say that one can help."""
    for press in me.sees(CanHelp):
        if me.first(press) and me.chance("help", press.need).random() < 0.6:
            return await me.taps(press)
    for seen in me.sees(Look):
        if me.first(seen) and me.chance("look", seen.need).random() < 0.3:
            return await me.taps(seen)
    return False
