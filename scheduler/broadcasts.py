"""Carries a broadcast out: who is meant, a row for each in chunks, the manager's card meanwhile, changes afterwards."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row

from bot.context import Desk
from domain import broadcasts as rules
from domain import budget as budgets
from domain import segments
from domain.broadcasts import Repeat, Skip, State
from domain.budget import Push
from domain.delivery import Purpose
from domain.delivery import State as Stands
from handlers import broadcast_cards as cards
from handlers import broadcast_letters as letters
from handlers.broadcast_forms import name_of
from scheduler.works import Office, Works
from storage import broadcast_ledger as ledgers
from storage import broadcasts, budget, people
from storage import segments as saved
from storage.backups import settling
from storage.broadcast_ledger import Entry, Recipient
from storage.broadcasts import Broadcast

works = Works()
CHUNK = 200
"""Rows a unit: some milliseconds, so that nobody who writes meanwhile waits."""
GLANCE = timedelta(seconds=3)
"""How often the card of a broadcast on its way is brought up to date."""
WATCH, ALTER = "broadcasts.watch", "broadcasts.alter"


@works.due("broadcasts.begin")
async def begin(office: Office, key: str) -> None:
    """Begin a broadcast, or go on with it after a crash. The key is its id."""
    one = await office.run(partial(_on_its_way, int(key)))
    if one is None:
        return
    found = await office.read(partial(_meant, one, office.setting.clock()))
    await office.run(partial(_written_down, one.id, found))
    while await office.run(partial(_chunk, one.id)):
        pass


def _on_its_way(broadcast_id: int, desk: Desk) -> Broadcast | None:
    """The broadcast if it is to go on; what was planned begins here, and plans its next time."""
    one = broadcasts.get(desk.db, broadcast_id, lock=True)
    if one is None or one.state == State.DROPPED:
        return None
    if one.state != State.SCHEDULED or one.due is None:
        return one if State(one.state).begun else None
    if one.due > desk.now:
        return None
    _plan_next(desk, one)
    if desk.now - one.due > rules.LATE:
        broadcasts.change(desk.db, one.id, state=str(State.DRAFT), due=None, repeats=str(Repeat.NEVER), until=None)
        if one.author_id:
            desk.send(one.author_id, partial(cards.missed, one))
        return None
    values = {"state": str(State.SENDING), "begun": desk.now, "repeats": str(Repeat.NEVER), "until": None}
    broadcasts.change(desk.db, one.id, **values)
    return broadcasts.get(desk.db, one.id)


def _plan_next(desk: Desk, one: Broadcast) -> None:
    """The next time is a broadcast of its own: it can be changed or dropped, and has a ledger of its own."""
    due, first = one.due, one.first
    if due is None or first is None:
        return
    coming = rules.next_time(due, Repeat(one.repeats), one.zone, first, one.until)
    while coming and coming <= desk.now:
        coming = rules.next_time(coming, Repeat(one.repeats), one.zone, first, one.until)
    if coming:
        series = {"repeats": one.repeats, "first": first, "until": one.until}
        copy = broadcasts.again(desk.db, one, desk.now, state=str(State.SCHEDULED), due=coming, **series)
        desk.later("broadcasts.begin", str(copy), coming)


def _meant(one: Broadcast, now: datetime, db: Connection) -> list[int]:
    """Whom it is for at this moment, by id."""
    if one.resend_of:
        return ledgers.unreached(db, one.resend_of)
    segment = segments.read(one.filters) if one.filters else segments.Segment()
    return [person.id for person in segments.audience(segment, saved.people(db, one.community_id), now)]


def _written_down(broadcast_id: int, found: list[int], desk: Desk) -> None:
    """From now on the audience stands; a second beginning finds the letters there."""
    one = broadcasts.get(desk.db, broadcast_id, lock=True)
    if one is None or broadcasts.letters(desk.db, broadcast_id):
        return
    community = people.get_community(desk.db, one.community_id)
    texts = broadcasts.translations(desk.db, one.id)
    name = community.name if community else ""
    broadcasts.keep_letters(desk.db, one.id, letters.letters(one, texts, name, desk.setting.catalogues))
    broadcasts.meant(desk.db, one.id, found)
    broadcasts.change(desk.db, one.id, audience=len(found))


def _chunk(broadcast_id: int, desk: Desk) -> bool:
    """Rows for the next of them; True as long as there are more."""
    one = broadcasts.get(desk.db, broadcast_id, lock=True)
    if one is None:
        return False
    ids = broadcasts.meant(desk.db, one.id)[one.cursor : one.cursor + CHUNK]
    if not ids:
        broadcasts.all_have_rows(desk.db, one.id)
        desk.later(WATCH, str(one.id), desk.now + GLANCE)
        return False
    budget.lock(desk.db, ids)
    found = ledgers.recipients(desk.db, one.community_id, ids)
    pushes = budget.pushes(desk.db, [someone.id for someone in found], desk.now)
    stands = broadcasts.letters(desk.db, one.id)
    entries = [_entry(desk, one, someone, pushes[someone.id], stands) for someone in found]
    ledgers.write(desk.db, one, entries, desk.now, desk.now + rules.WORTH, desk.reference)
    broadcasts.change(desk.db, one.id, cursor=one.cursor + len(ids))
    ledgers.forgotten(desk.db, one.id, len(ids) - len(found))
    desk.later(WATCH, str(one.id), desk.now + GLANCE)
    return True


def _entry(desk: Desk, one: Broadcast, someone: Recipient, before: list[Push], stands: dict[str, int]) -> Entry:
    """What becomes of one of them: when they get it, or why they do not."""
    letter = stands.get(someone.language, stands[one.language])
    due = rules.leaves(desk.now, someone.reader)
    entry = partial(Entry, someone.id, letter)
    if isinstance(due, Skip):
        return entry(Stands.SKIPPED, desk.now, str(due))
    if one.state != State.SENDING:
        return entry(Stands.CANCELLED, due, ledgers.STOPPED)
    if desk.setting.doubtful:
        return entry(Stands.UNCERTAIN, due, settling.WHY)
    if not budgets.room(Purpose.BROADCAST, due, someone.budget, someone.reader.zone, before):
        return entry(Stands.SKIPPED, due, str(Skip.OVER_BUDGET))
    return entry(Stands.PENDING, due)


@works.due(WATCH)
async def watch(office: Office, key: str) -> None:
    """Bring the card up to date until nothing waits any more. The key is the broadcast's id."""
    await office.run(partial(_watched, int(key)))


def _watched(broadcast_id: int, desk: Desk) -> None:
    one = broadcasts.get(desk.db, broadcast_id, lock=True)
    if one is None:
        return
    waits = one.cursor < one.audience or ledgers.waits(desk.db, one.id)
    if waits:
        desk.later(WATCH, str(one.id), desk.now + GLANCE)
    elif one.state == State.SENDING:
        broadcasts.change(desk.db, one.id, state=str(State.SENT), ended=desk.now)
        one = broadcasts.get(desk.db, one.id) or one
    if not waits and one.taken_back and _next_to_alter(desk, one, 0):
        desk.later(ALTER, str(one.id))
    if one.author_id:
        told = ledgers.told(desk.db, one)
        desk.edit(one.author_id, name_of(one.id), partial(cards.begun, one, told))


@works.due(ALTER)
async def alter(office: Office, key: str) -> None:
    """Change, or take back, what stands on people's screens. The key is the broadcast's id."""
    after: int | None = 0
    while after is not None:
        after = await office.run(partial(_alter, int(key), after))


def _alter(broadcast_id: int, after: int, desk: Desk) -> int | None:
    """The next of them; gives how far it came, None at the end."""
    one = broadcasts.get(desk.db, broadcast_id, lock=True)
    rows = _next_to_alter(desk, one, after) if one else []
    if one is None or not rows or desk.setting.doubtful:
        desk.later(WATCH, str(broadcast_id), desk.now + GLANCE)
        return None
    stands = broadcasts.letters(desk.db, one.id)
    pairs = [(row, stands.get(row.language, stands[one.language])) for row in rows]
    op = "delete" if one.taken_back else "change"
    ledgers.alter(desk.db, one.id, op, pairs, desk.now, ledgers.change_of(one))
    return int(rows[-1].id)


def _next_to_alter(desk: Desk, one: Broadcast, after: int) -> list[Row[Any]]:
    return ledgers.shown(desk.db, one.id, ledgers.change_of(one), after, CHUNK)
