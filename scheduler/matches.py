"""Looking for people who can help: finds candidates, asks one after the other, and lets a silence lapse politely."""

import asyncio
import zlib
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.context import Desk, Setting
from domain import matches as rules
from domain.delivery import Purpose
from domain.matches import IN_THE_DIGEST, SILENCES, TO_ANSWER, Side, State
from handlers import consent as consents
from handlers import match_cards as cards
from handlers.match_cards import Two
from handlers.matches import alive, both, polite
from matching.filters import Why
from scheduler import match_finding as finding
from scheduler import match_vectors as vectors
from scheduler.match_finding import Found, Reading
from scheduler.works import Office, Works
from storage import budget, consent, needs, people, profile
from storage import matches as rows
from storage.matches import Match
from storage.needs import Need

works = Works()
DAILY = timedelta(days=1)


@works.due("matches.find")
async def find(office: Office, key: str) -> None:
    """Look for people who can help with a need, and ask the first. The key is the need's id."""
    reading = await office.read(partial(finding.read, need_id=int(key), now=office.setting.clock()))
    if reading is None:
        return
    found = await asyncio.to_thread(_compared, office.setting, reading)
    await office.run(partial(_keep, reading, found))


def _compared(setting: Setting, reading: Reading) -> Found:
    return finding.compare(reading, vectors.tier(setting))


def _keep(reading: Reading, found: Found, desk: Desk) -> None:
    """Write what was found, if the need still is what was compared and everybody found is still here."""
    meant = {reading.need.member_id, *(candidate.helper_id for candidate in found.candidates)}
    here = rows.hold(desk.db, meant, reading.at)
    need = needs.get(desk.db, reading.need.id, lock=True)
    if need is None or need != reading.need or here != meant:
        if need is not None and need.state == "open":
            desk.later("matches.find", str(need.id))
        return
    if found.unread:
        desk.later("vectors.fill", "all")
    settled = {m.helper_id for m in rows.of_need(desk.db, need.id) if _settled(m, desk)}
    rows.forget_waiting(desk.db, need.id)
    for candidate in finding.in_line(reading, found, desk.rng):
        if candidate.helper_id not in settled:
            rows.keep(desk.db, need.id, need.member_id, candidate, desk.now)
    if not ask_next(desk, need) and found.why is not None:
        _tell_nobody(desk, need, found.why)
    _ask_about_network(desk, need.member_id)


def _settled(match: Match, desk: Desk) -> bool:
    return not rules.may_return(State(match.state), match.answered or match.asked, desk.now)


def _tell_nobody(desk: Desk, need: Need, why: Why) -> None:
    """Once for each wording of a need."""
    owner = people.get(desk.db, need.member_id)
    if owner:
        wording = zlib.crc32(f"{need.text}|{need.place}|{need.remote}".encode())
        desk.send(
            owner.id, partial(cards.nobody, need, dict(why.relaxed)), Purpose.MATCH,
            once=f"nobody:{need.id}:{wording}", card=f"nobody:{need.id}", due=polite(owner, desk.now),
        )  # fmt: skip


def _ask_about_network(desk: Desk, member_id: int) -> None:
    """Ask once whether I may look in the other communities of the network too."""
    network, member = consents.network_of(desk.db, member_id), people.get(desk.db, member_id)
    if network and member and consent.given(desk.db, member_id, consent.NETWORK) is None:
        desk.send(
            member_id, partial(consents.network_card, network), Purpose.NOTICE,
            once=f"consent:network:{member_id}", due=polite(member, desk.now),
        )  # fmt: skip


@works.due("matches.next")
async def following(office: Office, key: str) -> None:
    """Ask the next candidate for a need, or look anew where none is left. The key is the need's id."""
    await office.run(partial(_following, int(key)))


def _following(need_id: int, desk: Desk) -> None:
    need = needs.get(desk.db, need_id, lock=True)
    if need is not None and need.state == "open" and not ask_next(desk, need):
        desk.later("matches.find", str(need.id))


def ask_next(desk: Desk, need: Need) -> bool:
    """Ask the best candidate who can be asked now; one at a time. False where there is none. The need is locked."""
    known = rows.of_need(desk.db, need.id)
    if any(State(match.state).asked for match in known) or finding.paused(known, desk.now):
        return True
    # All at once and in one order: two needs would else ask somebody their last free request, or wait for each other.
    waiting = [match for match in known if match.state == State.WAITING]
    budget.lock(desk.db, {match.helper_id for match in waiting})
    return any(_asked(desk, match.id) for match in waiting)


def _asked(desk: Desk, match_id: int) -> bool:
    two = both(desk.db, match_id)
    if two is None:
        return False
    if not alive(desk.db, two):
        rows.change(desk.db, match_id, state=str(State.WITHDRAWN))
        return False
    if not _free(desk, two):
        return False
    _ask(desk, two)
    return True


def _free(desk: Desk, two: Two) -> bool:
    """Whether the helper may be asked at this moment."""
    helper = two.helper
    away = helper.snoozed_until is not None and helper.snoozed_until > desk.now
    stopped = consent.given(desk.db, helper.id, consent.MATCHING) is False
    load = rows.load(desk.db, desk.now - finding.WEEK, helper.id).get(helper.id, (0, 0))
    resting = helper.id in rows.resting(desk.db, desk.now, SILENCES)
    # With neither room in the week nor a digest nothing would tell them.
    unheard = helper.digest == "off" and not desk.has_room(helper.id, Purpose.MATCH, polite(helper, desk.now))
    return (
        not (away or stopped or resting or unheard) and rules.capacity(*load, profile.capacity(desk.db, helper.id)) > 0
    )


def _ask(desk: Desk, two: Two) -> None:
    """The one who could help is asked first, without the name of who asks."""
    match = two.match
    due = polite(two.helper, desk.now)
    lapses = due + (TO_ANSWER if desk.has_room(two.helper.id, Purpose.MATCH, due) else IN_THE_DIGEST)
    rows.change(desk.db, match.id, state=str(State.ASKED_HELPER), asked=desk.now, lapses=lapses, answered=None)
    asking = replace(two, match=replace(match, lapses=lapses))
    desk.send(
        two.helper.id, partial(cards.shown, asking, Side.HELPER), Purpose.MATCH,
        once=f"match:{match.id}:helper:{desk.now:%Y%m%d%H%M}", card=cards.card_name(match.id),
        due=due, not_after=lapses,
    )  # fmt: skip
    desk.later("matches.lapse", str(match.id), lapses)


@works.due("matches.lapse")
async def lapse(office: Office, key: str) -> None:
    """Three days without an answer: let the request pass and go on. The key is the match's id."""
    await office.run(partial(_lapsed, int(key)))


def _lapsed(match_id: int, desk: Desk) -> None:
    two = both(desk.db, match_id, lock=True)
    side = rules.turn(State(two.match.state)) if two else None
    if two is None or side is None or two.match.lapses is None or two.match.lapses > desk.now:
        return
    if not alive(desk.db, two):
        _withdraw(desk, two)
    else:
        rows.change(desk.db, match_id, state=str(State.LAPSED), ended_by=str(side), answered=desk.now)
        _tell_lapsed(desk, two, side)
    if two.need.state == "open" and not ask_next(desk, two.need):
        desk.later("matches.find", str(two.need.id))


def _tell_lapsed(desk: Desk, two: Two, side: Side) -> None:
    """The card changes in silence; after three in a row I ask once whether to go on."""
    silent = two.helper if side is Side.HELPER else two.owner
    card = cards.card_name(two.match.id)
    desk.edit(silent.id, card, partial(cards.passed, two.asked))
    if side is Side.OWNER:
        desk.edit(two.helper.id, card, partial(cards.not_together, two.asked))
    budget.lock(desk.db, [silent.id])
    if rows.silent(desk.db, silent.id) == SILENCES:
        desk.send(
            silent.id, consents.stay_card, Purpose.NOTICE,
            once=f"stay:{silent.id}:{two.match.id}:{desk.now:%Y%m%d}", due=polite(silent, desk.now),
        )  # fmt: skip


def _withdraw(desk: Desk, two: Two) -> None:
    """The need was closed or somebody left: whoever was asked sees it on the card."""
    rows.change(desk.db, two.match.id, state=str(State.WITHDRAWN))
    card, side = cards.card_name(two.match.id), rules.turn(State(two.match.state))
    desk.edit(two.helper.id, card, partial(cards.closed, two.asked))
    if side is Side.OWNER:
        desk.edit(two.owner.id, card, partial(cards.closed, two.asked))


@works.due("matches.close")
async def close(office: Office, key: str) -> None:
    """Take back the questions about a need that is not open any more. The key is the need's id."""
    await office.run(partial(_closed, int(key)))


def _closed(need_id: int, desk: Desk) -> None:
    need = needs.get(desk.db, need_id, lock=True)
    if need is None or need.state == "open":
        return
    rows.forget_waiting(desk.db, need_id)
    for match in rows.of_need(desk.db, need_id):
        two = both(desk.db, match.id, lock=True) if State(match.state).asked else None
        if two:
            _withdraw(desk, two)


@works.due("matches.profile")
async def newcomer(office: Office, key: str) -> None:
    """Somebody can be found now: look at the open needs that they fit. The key is the member's id."""
    now = office.setting.clock()
    readings = await office.read(partial(_open_readings, member_id=int(key), now=now))
    fitting = await asyncio.to_thread(lambda: [r for r in readings if finding.alone(r, int(key))])
    await office.run(partial(_found_for, int(key), [r.need.id for r in fitting]))


def _open_readings(db: Connection, member_id: int, now: datetime) -> list[Reading]:
    ids = [row.community_id for row in people.memberships(db, member_id) if row.state == "in"]
    networks = {c.network for c in people.communities(db) if c.id in ids and c.network}
    reached = [c.id for c in people.communities(db) if c.id in ids or c.network in networks]
    open_needs = needs.open_in(db, reached, "need")
    asking = rows.asking(db, [need.id for need in open_needs])
    readings = (finding.read(db, n.id, now) for n in open_needs if n.id not in asking and n.member_id != member_id)
    return [reading for reading in readings if reading]


def _found_for(member_id: int, need_ids: list[int], desk: Desk) -> None:
    for need_id in need_ids:
        desk.later("matches.find", str(need_id))
    if profile.get(desk.db, member_id).published:
        _ask_about_network(desk, member_id)


@works.due("matches.offer")
async def offered(office: Office, key: str) -> None:
    """Something new is offered: its owner may fit open needs. The key is the offer's id."""
    offer = await office.read(partial(needs.get, need_id=int(key)))
    if offer and offer.state == "open":
        await newcomer(office, str(offer.member_id))


@works.due("matches.again")
async def again(office: Office, key: str) -> None:
    """Look anew for everything that somebody needs. The key is the member's id."""
    await office.run(partial(_again, int(key)))


def _again(member_id: int, desk: Desk) -> None:
    for need in needs.of_member(desk.db, member_id, "need", ("open",)):
        desk.later("matches.find", str(need.id))


@works.every(DAILY, "matches.look_again")
async def look_again(office: Office, slot: str) -> None:
    """Once a day look again for every open need for which nobody is being asked, and tidy up after closed ones."""
    del slot
    await office.run(_look_again)


def _look_again(desk: Desk) -> None:
    ids = [community.id for community in people.communities(desk.db)]
    asking = rows.asking_anywhere(desk.db)
    open_ids = {need.id for need in needs.open_in(desk.db, ids, "need")}
    for need_id in sorted(open_ids - asking):
        desk.later("matches.find", str(need_id))
    for need_id in sorted(asking - open_ids):
        desk.later("matches.close", str(need_id))
