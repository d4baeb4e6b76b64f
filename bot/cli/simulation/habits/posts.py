"""The managers open channels, set them up, and write, approve and plan as many posts as the plan asks for.

Several are written at a sitting, as editors do: what stands on their screen is handed in, approved and planned, one
kind of tap after the other.
"""

from random import Random

from bot.cli.simulation.neighbours import Neighbour
from handlers.post_forms import Act, OnPost, Part, Tune
from handlers.post_places import AddPlace

PRICES = (("X", "0.02", "0.20"),)
"""Of a channel that costs something: a post without a link, and one with. X has been reported to charge so."""
BEST = "daily 9:00 11:00 13:00 15:00 17:00"
AT_ONCE = 4
"""Posts that are written at one sitting, at most: their cards stand on the screen together."""
STEPS = (Act.SUBMIT, Act.APPROVE, Act.NEXT)
NEWS = (
    "Soup on Thursday, bring a bowl: {n} people come, and one of them plays the cello.",
    "Two desks are free from Monday. Come for a day and see: https://agora.example/desks/{n} #coworking",
    "Someone needed a mould, someone makes them. Number {n} of what began at the kitchen table.",
    "We look for ideas for the empty shop at number {n}. Anyone may answer: https://agora.example/shop",
    "This week in numbers: {n} people, nine requests, four introductions, and one firm that did not exist in spring.",
)
LONG = (
    "What we learned in week {n}. A request of one line is answered sooner than one of ten. People who say until when "
    "they need something get twice as many answers. A coffee is worth more than a profile. Whoever is thanked comes "
    "back. None of that is new, and all of it had to be found out here, by us, at a table with too few chairs."
)
"""A thread on the channels with little room."""


THREADS = 0.1


async def opens_channels(me: Neighbour) -> bool:
    """A Telegram channel of the community is one of them, beside the accounts that its operator set."""
    if not me.plan.posts or not me.manages or not me.first("news channel"):
        return False
    address = me.phone.founds_channel()
    await me.says("/post channels")
    if address and await me.taps(AddPlace()):
        await me.fills({"kind": "telegram", "address": address, "name": "News"})
    return True


async def sets_channels_up(me: Neighbour) -> bool:
    """What each channel costs, and the best times of the week."""
    if not me.plan.posts or not me.manages or not me.first("channels"):
        return False
    await me.says("/post channels")
    for press in [press for press in me.sees(Tune) if press.part is Part.SHOW and press.channel]:
        if me.first("channel", press.channel):
            await _sets_up(me, press)
    me.ready = True
    return True


async def _sets_up(me: Neighbour, press: Tune) -> None:
    await me.says("/post channels")
    await me.taps(press)
    name = me.phone.cards()[0].text.split("\n")[0].strip()
    for channel, plain, linked in PRICES:
        if name == channel and await me.taps(Tune(press.channel, Part.COST)):
            await me.fills({"plain": plain, "linked": linked, "cap": "-"})
    if await me.taps(Tune(press.channel, Part.TIMES)):
        await me.fills({"slots": BEST, "gap": "60"})


async def writes(me: Neighbour) -> bool:
    """As many as there should be by now."""
    if not me.ready:
        return False
    due = min(round(me.plan.posts * me.around.passed) - me.written, AT_ONCE)
    for _ in range(due):
        me.written += 1
        await me.phone.says(f"/post {wording(me.chance('post', me.written), me.written)}")
        me.gestures += 1
    if due > 0:
        await _brings_out(me)
    return due > 0


def wording(chance: Random, number: int) -> str:
    """A post's words; no two are the same, and one in ten is a thread where there is little room."""
    text = LONG if chance.random() < THREADS else chance.choice(NEWS)
    return f"{text.format(n=number)} ({number})"


async def _brings_out(me: Neighbour) -> None:
    await me.around.rest()
    for act in STEPS:
        for press in [press for press in me.sees(OnPost) if press.act is act]:
            if me.first(press) and await me.phone.taps(press.pack()):
                me.gestures += 1
        await me.around.rest()
