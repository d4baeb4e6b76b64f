"""People need a rest, write nonsense, leave, come back, or want to be forgotten."""

from bot.cli.simulation.neighbours import Neighbour
from handlers.consent import Keep, Wish
from handlers.privacy import Forget

RUBBISH = (
    "asdfghjkl",
    "/needd a web shop",
    "/find",
    "<b>bold</b> & <script>alert(1)</script>",
    "{name} %s {{ 7*7 }} `rm -rf /`",
    "\u202eright to left\u202c and \u200bzero\u200bwidth",
    "👩‍👩‍👧‍👦" * 200,
    "*_*_`[x](javascript:alert(1))",
    "a" + "\u0301" * 300,
    "@channel <!here> hello everybody",
    "la la la " * 450,
)


async def writes_rubbish(me: Neighbour) -> None:
    """Whatever comes to mind, or over the keyboard."""
    await me.says(me.chance("rubbish", me.gestures).choice(RUBBISH))


async def pauses(me: Neighbour) -> None:
    """Some days without the bot."""
    await me.says(me.chance("snooze", me.gestures).choice(("/snooze 1 week", "/snooze 3 days", "/snooze off")))


async def stays_or_goes(me: Neighbour) -> bool:
    """The bot asks once, after three silences, whether to go on."""
    for press in me.sees(Keep):
        if press.wish is Wish.LATER and me.first("keep", me.around.week):
            return await me.taps(Keep(me.chance("keep", me.around.week).choice(tuple(Wish))))
    return False


async def asks_what_is_held(me: Neighbour) -> None:
    """As anybody may."""
    await me.says("/mydata")


async def leaves(me: Neighbour) -> None:
    """Half of those who leave are back at once: it was a slip."""
    await me.says("/leave")
    if me.chance("back", me.gestures).random() < 0.5:
        await me.says("/join")
    else:
        me.gone = True


async def shuts_the_bot_out(me: Neighbour) -> None:
    """Block it without a word."""
    me.gone = me.phone.blocks()
    await me.around.rest()


async def wants_to_be_forgotten(me: Neighbour) -> None:
    """Nothing of them is left; the census looks before, for afterwards there is nobody to count."""
    await me.says("/forget")
    me.around.census()
    me.gone = await me.taps(Forget(sure=True))
