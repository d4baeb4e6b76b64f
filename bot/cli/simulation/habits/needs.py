"""People write down what they need or offer, renew it, or say that it is done."""

from bot.cli.simulation.neighbours import Neighbour
from handlers.need_cards import Act, Day, MetBy, OnNeed


async def asks(me: Neighbour) -> None:
    """A new need in one line, sometimes with a day; then a yes to its card."""
    if me.asked >= len(me.needs):
        return
    text = me.needs[me.asked]
    me.asked += 1
    days = me.chance("until", me.asked).choice(("", "", " in 5 days", " in 9 days"))
    await _writes(me, f"/need {text}{days}")


async def offers(me: Neighbour) -> None:
    """The same for what one can do."""
    offer = me.chance("offer", me.gestures).choice(me.about.offers)
    await _writes(me, f"/offer {offer}")


async def _writes(me: Neighbour, text: str) -> None:
    await me.says(text)
    confirms = next((press for press in me.sees(OnNeed) if press.act is Act.CONFIRM), None)
    if confirms and me.chance("sure", me.gestures).random() < 0.95:
        await me.taps(confirms)


async def keeps_up(me: Neighbour) -> bool:
    """Settle a doubtful day; answer the bot's question whether something is still needed."""
    for day in me.sees(Day):
        if me.first(day):
            return await me.taps(day)
    for press in me.sees(MetBy):
        if press.member == 0 and me.first(press):
            return await me.taps(press)
    return await _answers_the_warning(me)


async def _answers_the_warning(me: Neighbour) -> bool:
    """A card with "Renew" on it asks; some say nothing."""
    for press in me.sees(OnNeed):
        if press.act is Act.RENEW and me.first(press, me.around.week):
            act = me.chance("warned", press.need).choice((Act.RENEW, Act.FULFILLED, Act.CLOSE, None))
            return act is not None and await me.taps(OnNeed(press.need, act))
    return False
