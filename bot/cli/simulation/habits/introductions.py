"""People who were introduced write to each other, say whether they talked, and what came of it."""

from bot.cli.simulation.neighbours import Neighbour
from domain.introductions import Outcome
from domain.meetings import Met, Worth
from handlers.introduction_cards import CameOf, DidMeet, SomeoneElse, WasWorth, Write

HELLOS = (
    "Hello! Shall we talk on Thursday at ten?",
    "¡Hola! ¿Te va bien una llamada esta semana?",
    "Γεια! Πότε σου βολεύει;",
    "Ciao, ti va un caffè lunedì?",
    "Next week is better for me <3 & thank you *very* much",
)


async def says_hello(me: Neighbour) -> bool:
    """Through the bot: the first word after an introduction, and now and then an answer to the other's."""
    for press in me.sees(Write):
        turn = sum("writes:" in card.text for card in me.phone.cards())
        if me.first(press, turn) and me.chance("hello", press.introduction, turn).random() < 0.5:
            if await me.taps(press):
                await me.fills({"text": me.chance("words", press.introduction, turn).choice(HELLOS)})
            return True
    return False


async def tells_whether_they_met(me: Neighbour) -> bool:
    """The question comes after three days and after ten; some never answer."""
    for press in me.sees(DidMeet):
        if press.met is Met.NOT_YET and me.first("met", press.introduction, me.around.week):
            ways, weights = (*Met, None), (50, 12, 15, 8, 15)
            (met,) = me.chance("met", press.introduction, me.around.week).choices(ways, weights)
            return met is not None and await me.taps(DidMeet(press.introduction, met))
    for again in me.sees(SomeoneElse):
        if me.first(again):
            return await me.taps(again)
    return False


async def tells_what_came_of_it(me: Neighbour) -> bool:
    """How the talk was, and after a month what it led to."""
    for press in me.sees(WasWorth):
        if me.first("worth", press.introduction):
            worth = me.chance("worth", press.introduction).choice(tuple(Worth))
            return await me.taps(WasWorth(press.introduction, worth))
    for came in me.sees(CameOf):
        if me.first("outcome", came.introduction):
            outcome = me.chance("outcome", came.introduction).choice(tuple(Outcome))
            return await me.taps(CameOf(came.introduction, outcome))
    return False
