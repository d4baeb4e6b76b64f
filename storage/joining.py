"""Coming and going: how many come, and what a person leaves behind: needs close, matches end, nothing more is sent."""

from datetime import datetime

from sqlalchemy import Connection, and_, exists, func, or_, select, update

from domain.delivery import Purpose, State
from storage.matches import match
from storage.needs import need
from storage.outbox import outbox
from storage.people import account, member, membership


def newcomer(db: Connection, number: int) -> datetime | None:
    """When the person behind the newest account but so many came; the first is the newest of all."""
    query = select(member.c.created).join(account, account.c.member_id == member.c.id)
    return db.execute(query.order_by(account.c.id.desc()).offset(number - 1).limit(1)).scalar()


def waiting(db: Connection, community_id: int) -> int:
    """How many have asked to come in and have no answer yet."""
    asked = and_(membership.c.community_id == community_id, membership.c.state == "asked")
    return int(db.execute(select(func.count()).select_from(membership).where(asked)).scalar() or 0)


def leave_behind(db: Connection, community_id: int, member_id: int, now: datetime) -> None:
    """Close what the person had open in that community; someone who is in no community gets no pushes at all."""
    theirs = and_(need.c.member_id == member_id, need.c.community_id == community_id)
    going_on = need.c.state.in_(("draft", "held", "open", "matched"))
    db.execute(update(need).where(theirs, going_on).values(state="withdrawn", changed=now))
    here = select(need.c.id).where(need.c.community_id == community_id)
    undecided = match.c.state.in_(("waiting", "asked_helper", "asked_owner"))
    mine = or_(match.c.owner_id == member_id, match.c.helper_id == member_id)
    db.execute(update(match).where(mine, undecided, match.c.need_id.in_(here)).values(state="withdrawn"))
    elsewhere = exists().where(membership.c.member_id == member_id, membership.c.state == "in")
    if not db.execute(select(elsewhere)).scalar():
        _silence(db, member_id, now)


def _silence(db: Connection, member_id: int, now: datetime) -> None:
    """Stop what waits for them, but not the answer to what they just did, nor why they are out."""
    kept = [str(Purpose.ANSWER), str(Purpose.NOTICE)]
    waiting = and_(outbox.c.member_id == member_id, outbox.c.state == State.PENDING, outbox.c.purpose.not_in(kept))
    db.execute(update(outbox).where(waiting).values(state=str(State.CANCELLED), done=now))
