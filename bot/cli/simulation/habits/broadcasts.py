"""Whoever comes to host the community writes to everybody now and then; some readers want fewer of these."""

import re

from bot.cli.simulation.neighbours import Neighbour
from handlers.broadcast_forms import Leave, Leaving, Wanted

CODE = "the-simulated-host"
"""What makes the first who knows it the owner."""
HOSTS = 0.2
"""How many would host, if nobody did yet."""
NEWS = ("Soup on Thursday", "The printer works again", "Who waters the plants?", "Open forum on Monday at noon")
_COUNT = re.compile(r": (\d+) \w+ · ")


async def writes(me: Neighbour) -> None:
    """A line to everybody; the number of people is typed, as the card says it."""
    if me.chance("hosts").random() >= HOSTS:
        return
    if me.first("claim"):
        await me.says(f"/claim {CODE}")
    news = me.chance("news", me.gestures).choice(NEWS)
    await me.says(f"/broadcast {news}, week {me.around.week + 1}, {me.gestures}")
    for press in me.sees(Leave):
        if press.act is Leaving.SEND and me.first(press):
            await _sends(me, press)
            return


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
