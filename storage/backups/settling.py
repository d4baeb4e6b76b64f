"""After a restore nobody knows what happened between the backup and this moment: nothing is sent as if it had not."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from domain.delivery import Purpose, State
from storage import privacy, ticks
from storage.backups.archive import Progress
from storage.outbox import outbox
from storage.people import account, member
from storage.ticks import due

WHY = "restored"
"""Stands as the error of each send that a restore left in doubt."""
GAP = 1_000_000
"""Sends are recognised on the far side by their number: none is given out twice."""
OPEN = [str(State.PENDING), str(State.SENDING)]
TOGETHER = 256


@dataclass(frozen=True)
class Settled:
    """What became of what waited: sends in doubt, answers that came too late, and pieces of work in doubt."""

    uncertain: int
    expired: int
    doubted: int


def settle(db: Connection, now: datetime, periods: Mapping[str, str], *, moved: bool) -> Settled:
    """Put everything in doubt that may have happened since the backup.

    Args:
        db: inside the restoring transaction.
        now: what is due later cannot have happened yet.
        periods: each periodic work's period at this moment.
        moved: no bot has run since the backup, so all of it still waits.
    """
    _leave_numbers_out(db, now)
    if moved:
        return Settled(0, 0, 0)
    return Settled(*_sends(db, now), _works(db, now, periods))


def _sends(db: Connection, now: datetime) -> tuple[int, int]:
    """What goes once is uncertain where it may have left; an answer is too late in any case."""
    once = [str(purpose) for purpose in Purpose if purpose.once]
    over = {"error": WHY, "done": now, "lease": None, "leased_until": None}
    waits = outbox.c.state.in_(OPEN)
    answers = update(outbox).where(waits, outbox.c.purpose.not_in(once)).values(state=str(State.EXPIRED), **over)
    expired = db.execute(answers).rowcount
    left = or_(outbox.c.state == str(State.SENDING), outbox.c.due <= now)
    uncertain = db.execute(update(outbox).where(waits, left).values(state=str(State.UNCERTAIN), **over)).rowcount
    db.execute(update(outbox).where(waits).values(lease=None, leased_until=None))
    return uncertain, expired


def _works(db: Connection, now: datetime, periods: Mapping[str, str]) -> int:
    """Work that was due, or in somebody's hands, is done again in doubt; so is each period that began meanwhile."""
    begun = select(due.c.work, due.c.key).where(or_(due.c.held, due.c.at <= now), due.c.work != ticks.RESTORED)
    pieces = [(row.work, row.key) for row in db.execute(begun)]
    for work, key in pieces:
        ticks.unplan(db, work, key)
    pieces += [(work, period) for work, period in periods.items() if ticks.win(db, work, period, now)]
    for work, key in pieces:
        ticks.plan_in_doubt(db, work, key, now)
    return len(pieces)


def _leave_numbers_out(db: Connection, now: datetime) -> None:
    """A row that says so keeps the numbers of sends made after the backup from being given out again."""
    highest = db.execute(select(func.max(outbox.c.id))).scalar() or 0
    row: dict[str, Any] = {"id": highest + GAP, "op": "send", "message": "", "purpose": str(Purpose.NOTICE)}
    row |= {"state": str(State.SKIPPED), "priority": Purpose.NOTICE.priority, "error": WHY}
    db.execute(insert(outbox).values(row | {"due": now, "created": now, "done": now}))


def erase_again(db: Connection, erased: Mapping[str, datetime], now: datetime, told: Progress) -> int:
    """Erase again whoever was erased after the backup; who came back since then is somebody new and stays."""
    known = privacy.erasures(db)
    later = {mark: at for mark, at in erased.items() if mark not in known or known[mark] < at}
    for mark, at in later.items():
        privacy.remember(db, mark, at)
    meant = _meant(db, later, told) if later else []
    return sum(privacy.erase(db, one, now) is not None for one in meant)


def _meant(db: Connection, erased: Mapping[str, datetime], told: Progress) -> list[int]:
    """The people behind the fingerprints: by themselves, or by any of their accounts."""
    last = max(erased.values())
    before = member.c.created <= last
    people = db.execute(select(member.c.id, member.c.created).where(before).order_by(member.c.id)).all()
    meant = {row.id for row in people if privacy.member_fingerprint(row.id, row.created) in erased}
    columns = (account.c.platform, account.c.workspace, account.c.user, member.c.id, member.c.created)
    accounts = db.execute(select(*columns).join(member, member.c.id == account.c.member_id).where(before)).all()
    for (*_, one, created), mark in zip(accounts, _marks(accounts, told), strict=True):
        if mark in erased and created <= erased[mark]:
            meant.add(one)
    return sorted(meant)


def _marks(accounts: Sequence[Any], told: Progress) -> Iterator[str]:
    """Each account's fingerprint; they are slow on purpose, so all processors help."""
    with ThreadPoolExecutor() as threads:
        for start in range(0, len(accounts), TOGETHER):
            some = accounts[start : start + TOGETHER]
            yield from threads.map(lambda row: privacy.fingerprint(row.platform, row.workspace, row.user), some)
            told("looking for erased people", start + len(some), len(accounts))
