"""The manager plans an evening a week with few seats; people say yes, change their minds, and tell how it was."""

from bot.cli.simulation.neighbours import Neighbour
from handlers.event_cards import Act, Answer, OnEvent, Rsvp
from handlers.event_door import Rate

EVENINGS = ("pizza and pitches", "soup and stories", "open workshop", "film about a cooperative")
DAYS = ("Thursday 19:00", "Friday 18:30", "Saturday 11:00")


async def plans(me: Neighbour) -> bool:
    """Once a week at most; now and then everybody is invited."""
    if not me.manages or not me.first("evening", me.around.week):
        return False
    chance = me.chance("evening", me.around.week)
    what, when, seats = chance.choice(EVENINGS), chance.choice(DAYS), chance.randint(3, 8)
    await me.says(f"/event {when} {what}, {seats} places, Space A")
    for press in me.sees(OnEvent):
        if press.act is Act.PUBLISH and me.first(press):
            return await me.taps(press) and await _invites(me, press.event, likely=chance.random() < 0.5)
    return True


async def _invites(me: Neighbour, event: int, *, likely: bool) -> bool:
    for act in (Act.MORE, Act.INVITE, Act.INVITE_NOW) if likely else ():
        if not await me.taps(OnEvent(event, act)):
            break
    return True


async def looks(me: Neighbour) -> None:
    """See what is ahead, and open the first of it."""
    await me.says("/events")
    for press in me.sees(OnEvent):
        if press.act is Act.SHOW:
            await me.taps(press)
            return


async def answers(me: Neighbour) -> bool:
    """Most who see an event say yes, some maybe; a seat that is offered is taken by nearly all."""
    for press in me.sees(Rsvp):
        if press.answer is Answer.GOING and me.first("event", press.event, me.around.week):
            (said,) = me.chance("event", press.event).choices((*Answer, None), (60, 10, 10, 20))
            return said is not None and await me.taps(Rsvp(press.event, said))
    return False


async def changes_their_mind(me: Neighbour) -> None:
    """Something comes up: the seat goes to the first in line."""
    for press in me.sees(Rsvp):
        if press.answer is Answer.NOT and me.first("event off", press.event):
            await me.taps(press)
            return


async def tells_how_it_was(me: Neighbour) -> bool:
    """Three taps; some give one."""
    for press in me.sees(Rate):
        if me.first(press.event, press.about):
            return me.chance("rate", press.event, press.about).random() < 0.6 and await me.taps(press)
    return False
