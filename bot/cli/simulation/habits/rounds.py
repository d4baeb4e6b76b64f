"""People take part in coffee rounds or do not, say hello, and tell whether they met; one of them sets the rounds up."""

from bot.cli.simulation.neighbours import Neighbour
from domain.meetings import Met, Worth
from handlers.round_asking import TakePart, Wish
from handlers.round_cards import Greet, HowWasIt, WasItWorth

OWNER_CODE = "simulated"


async def sets_up(me: Neighbour) -> bool:
    """The first one of all is the manager: rounds every week."""
    if not me.manages or not me.first("rounds"):
        return False
    await me.says(f"/claim {OWNER_CODE}")
    await me.says("/round every week")
    return True


async def takes_part(me: Neighbour) -> bool:
    """Told of the rounds, most say yes; some say nothing. Asked whether to go on, anything may be."""
    for press in me.sees(TakePart):
        if press.wish is Wish.LATER and me.first("rounds stay", me.around.week):
            wish = me.chance("rounds stay", me.around.week).choice(tuple(Wish))
            return await me.taps(TakePart(press.community, wish))
        if press.wish is Wish.STAY and me.first("rounds", press.community, me.around.week // 4):
            (said,) = me.chance("rounds", press.community).choices((Wish.STAY, Wish.STOP, None), (70, 8, 22))
            return said is not None and await me.taps(TakePart(press.community, said))
    return False


async def says_hello(me: Neighbour) -> bool:
    """To those they sit with, now and then."""
    for press in me.sees(Greet):
        if me.first(press) and me.chance("coffee", press.group).random() < 0.3:
            if await me.taps(press):
                await me.fills({"text": "Coffee on Thursday at ten?"})
            return True
    return False


async def tells_how_it_went(me: Neighbour) -> bool:
    """In the middle and at the end; some never answer."""
    for press in me.sees(HowWasIt):
        if press.met is Met.NOT_YET and me.first("coffee met", press.group, me.around.week):
            (met,) = me.chance("coffee met", press.group, me.around.week).choices((*Met, None), (55, 12, 12, 6, 15))
            return met is not None and await me.taps(HowWasIt(press.group, met))
    for worth in me.sees(WasItWorth):
        if me.first("coffee worth", worth.group):
            return await me.taps(WasItWorth(worth.group, me.chance("coffee worth", worth.group).choice(tuple(Worth))))
    return False


async def takes_a_break(me: Neighbour) -> None:
    """From the rounds alone."""
    await me.says(
        me.chance("coffee break", me.gestures).choice(("/round skip", "/round snooze 2 weeks", "/round join"))
    )
