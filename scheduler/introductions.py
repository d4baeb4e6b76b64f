"""Makes introductions once both said yes, and asks later whether the two talked and what came of it."""

from collections.abc import Callable
from functools import partial

from bot.context import Build, Desk
from bot.i18n import Translator
from bot.meetings import ICEBREAKERS
from bot.reasons import offer_of
from bot.ui import Message
from domain import introductions as rules
from domain import meetings, times
from domain.delivery import Purpose
from domain.matches import State
from handlers import introduction_cards as cards
from handlers.introductions import connected, meeting
from scheduler.introduction_calendar import first_talk
from scheduler.works import Office, Works
from storage import introductions as rows
from storage import matches, people
from storage.introductions import Introduction
from storage.matches import Match
from storage.people import Member

works = Works()


@works.due("introductions.make")
async def make(office: Office, key: str) -> None:
    """Introduce two people who both said yes. The key is the match's id."""
    await office.run(partial(_made, int(key)))


def _made(match_id: int, desk: Desk) -> None:
    match = matches.get(desk.db, match_id, lock=True)
    if match is None or match.state != State.INTRODUCED or rows.of_match(desk.db, match_id):
        return
    helper, owner = people.get(desk.db, match.helper_id), people.get(desk.db, match.owner_id)
    if helper is None or owner is None:
        return
    one = rows.get(desk.db, _written(desk, match, helper, owner))
    if one is None or not connected(desk.db, one):
        return
    _tell(desk, one, owner, awake=True)
    _tell(desk, one, helper)
    for after in rules.CHECKS:
        desk.later("introductions.check", f"{one.id}:{after.days}", desk.now + after)
    for after in rules.OUTCOMES:
        desk.later("introductions.outcome", f"{one.id}:{after.days}", desk.now + after)


def _written(desk: Desk, match: Match, helper: Member, owner: Member) -> int:
    clocks = ((m.zone, (m.quiet_from, m.quiet_until)) for m in (helper, owner))
    return rows.add(
        desk.db,
        desk.now,
        meetings.slots(desk.now, *clocks),
        match_id=match.id,
        need_id=match.need_id,
        helper_id=helper.id,
        owner_id=owner.id,
        offer=offer_of(match.reasons),
        icebreaker=desk.rng.choice(ICEBREAKERS),
    )


def _tell(desk: Desk, one: Introduction, reader: Member, *, awake: bool = False) -> None:
    """Tell one of the two; whoever has just said yes is awake and hears it at once."""
    due = desk.now if awake else times.after_quiet(desk.now, reader.zone, reader.quiet_from, reader.quiet_until)
    once = f"intro:{one.id}:{reader.id}"
    build = partial(_introduced, desk, one, reader.id)
    desk.send(reader.id, build, Purpose.INTRODUCTION, once=once, card=cards.card_name(one.id), due=due)


def _introduced(desk: Desk, one: Introduction, reader: int, t: Translator) -> Message:
    found = meeting(desk.db, one, reader)
    if found is None:
        raise LookupError("somebody who was introduced a moment ago is gone")
    return cards.introduced(found, reader, t, first_talk(found, reader, desk.now, desk.setting.public_url, t))


@works.due("introductions.check")
async def check(office: Office, key: str) -> None:
    """Ask both whether they talked. The key is the introduction's id and the days since then."""
    await office.run(partial(_asked, key, "check", lambda one: meetings.ask_whether_met(one.met), cards.check))


@works.due("introductions.outcome")
async def outcome(office: Office, key: str) -> None:
    """Ask both what came of it. The key is the introduction's id and the days since then."""
    await office.run(
        partial(_asked, key, "outcome", lambda one: rules.ask_outcome(one.met, one.outcome), cards.outcome)
    )


Question = Callable[[int, str, Translator], Message]


def _asked(key: str, word: str, worth: Callable[[Introduction], bool], question: Question, desk: Desk) -> None:
    one = rows.get(desk.db, int(key.partition(":")[0]))
    if one is None or not worth(one) or not connected(desk.db, one):
        return
    for reader_id in (one.helper_id, one.owner_id):
        reader, other = people.get(desk.db, reader_id), people.get(desk.db, one.other(reader_id))
        if reader is None or other is None or (reader.snoozed_until or desk.now) > desk.now:
            continue
        build: Build = partial(question, one.id, other.name)
        due = times.after_quiet(desk.now, reader.zone, reader.quiet_from, reader.quiet_until)
        once = f"intro-{word}:{key}:{reader_id}"
        desk.send(reader_id, build, Purpose.NOTICE, once=once, card=f"intro-{word}:{one.id}", due=due)
