"""What leaves by itself, member by member: how much of each one's weekly budget is used."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from domain import budget as rules
from domain.budget import Push
from domain.delivery import Purpose, State
from storage.outbox import outbox
from storage.people import member

_COUNTED = [str(purpose) for purpose in sorted(rules.COUNTED)]
_LEAVES = [str(state) for state in (State.PENDING, State.SENDING, State.SENT, State.UNCERTAIN)]
OVER = "over budget"
"""The error of a push that was skipped: it waits for the digest."""


def lock(db: Connection, member_ids: Iterable[int]) -> None:
    """Hold these members while their budgets are decided on: two units would each find the last place free.

    Not against rows that name them: two units that both wrote one would only wait for each other.
    """
    these = select(member.c.id).where(member.c.id.in_(sorted(member_ids))).order_by(member.c.id)
    db.execute(these.with_for_update(key_share=True)).all()


def pushes(db: Connection, member_ids: Iterable[int], around: datetime) -> dict[int, list[Push]]:
    """What counts and leaves within a week of that moment, for each of these members."""
    ids = sorted(member_ids)
    found: dict[int, list[Push]] = {one: [] for one in ids}
    span = outbox.c.due.between(around - rules.LOOK_BACK, around + rules.LOOK_BACK)
    query = select(outbox.c.member_id, outbox.c.purpose, outbox.c.due).where(
        outbox.c.member_id.in_(ids),
        outbox.c.op == "send",
        outbox.c.purpose.in_(_COUNTED),
        outbox.c.state.in_(_LEAVES),
        span,
    )
    for row in db.execute(query):
        found[row.member_id].append(Push(Purpose(row.purpose), row.due))
    return found


def room(db: Connection, member_id: int, purpose: Purpose, at: datetime) -> bool:
    """Whether one more push of that kind may leave for a member at that moment; locks them where it matters."""
    if not rules.held_back(purpose):
        return True
    lock(db, [member_id])
    me = db.execute(select(member.c.budget, member.c.zone).where(member.c.id == member_id)).first()
    if me is None:
        return True
    return rules.room(purpose, at, me.budget, me.zone, pushes(db, [member_id], at)[member_id])
