"""People answer when they are asked whether they could help, or be helped."""

from bot.cli.simulation.neighbours import Neighbour
from domain.matches import Said, WhyNot
from handlers.match_cards import Answer, Because

MINDS = (Said.YES, Said.NOT_NOW, Said.NOT_FOR_ME, None)
WEIGHTS = (66, 8, 14, 12)
"""In a hundred; the last ones say nothing, and the bot lets the request pass."""


async def answers(me: Neighbour) -> bool:
    """Yes, not now, not for me with a reason, or nothing at all."""
    for press in me.sees(Because):
        if me.first("why", press.match):
            why = me.chance("why", press.match).choice(tuple(WhyNot))
            return await me.taps(Because(press.match, why))
    for asked in me.sees(Answer):
        if me.first("match", asked.match):
            (said,) = me.chance("match", asked.match).choices(MINDS, WEIGHTS)
            if said is not None:
                return await me.taps(Answer(asked.match, said))
    return False
