"""The manager writes to everybody now and then; some readers want fewer of these."""

import re

from bot.cli.simulation.neighbours import Neighbour
from handlers.broadcast_forms import Leave, Leaving, Wanted

NEWS = ("Soup on Thursday", "The printer works again", "Who waters the plants?", "Open forum on Monday at noon")
_COUNT = re.compile(r": (\d+) \w+ · ")


async def writes(me: Neighbour) -> bool:
    """A line to everybody, once a week at most; the number of people is typed, as the card says it."""
    if not me.manages or not me.first("news", me.around.week):
        return False
    news = me.chance("news", me.around.week).choice(NEWS)
    await me.says(f"/broadcast {news}, week {me.around.week + 1}")
    for press in me.sees(Leave):
        if press.act is Leaving.SEND and me.first(press):
            await _sends(me, press)
            break
    return True


async def _sends(me: Neighbour, press: Leave) -> None:
    card = next(card for card in me.phone.cards() if press.pack() in card.buttons)
    count = _COUNT.search(card.text)
    if count and await me.taps(press):
        await me.fills({"people": count[1]})


async def wants_fewer(me: Neighbour) -> bool:
    """One in twenty wants no more of them."""
    for press in me.sees(Wanted):
        if me.first("fewer", me.around.week):
            return me.chance("fewer", me.around.week).random() < 0.05 and await me.taps(press)
    return False
