"""What may be forgotten: which rows, after how long and why; found with a read, removed in small batches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, select, tuple_, update

from domain.delivery import Purpose, State
from storage.claim import claim
from storage.drafts import draft
from storage.inbox import inbox
from storage.installations import install_state
from storage.link import link_code
from storage.outbox import outbox
from storage.picture_files import UNUSED, nameless, picture_file, picture_name, unused
from storage.pictures import KEPT, WAITS, picture, picture_wish
from storage.ticks import slot

BATCH = 200
"""Rows a unit: some milliseconds, so that nobody waits."""
OVER = [str(s) for s in (State.SENT, State.FAILED, State.CANCELLED, State.EXPIRED, State.SKIPPED)]
"""States that nothing leads out of; what is uncertain waits for a person."""
SETTLED = [*OVER, str(State.UNCERTAIN)]
AGAIN = [str(purpose) for purpose in Purpose if not purpose.once]
ANSWERED = timedelta(minutes=2)
"""Words of an answer: a retry and a look at the log are over by then; a code or a login link may stand in them."""
DOUBTED = timedelta(minutes=15)
"""Words of an answer in doubt: codes are dead by then, and so late an answer helps nobody."""
TOLD = timedelta(days=30)
"""Words of everything else: so long a member's copy of their data shows them, and an operator can look them up."""
UNDECIDED = timedelta(days=90)
"""Words of a send in doubt that nobody has settled."""
RECENT = timedelta(days=1)
"""How far back the quick look goes; the thorough one finds what left later than that."""


@dataclass(frozen=True)
class Rule:
    """Rows that go: of which table, which, and how long after the moment that counts.

    Args:
        table: where.
        old: true of what may go, given the moment before which it must lie.
        after: how long it is kept; the reason stands beside it in `RULES`.
    """

    table: Table
    old: Callable[[datetime], ColumnElement[bool]]
    after: timedelta


def _answers(before: datetime) -> ColumnElement[bool]:
    """Rows without a key and without a card; the newest row stays, on SQLite its number would be given out again."""
    newest = select(func.max(outbox.c.id)).scalar_subquery()
    plain = and_(outbox.c.once.is_(None), outbox.c.card == "", outbox.c.id < newest)
    return and_(plain, outbox.c.state.in_(OVER), outbox.c.done < before)


def _cards(before: datetime) -> ColumnElement[bool]:
    newest = select(func.max(outbox.c.id)).scalar_subquery()
    shown = and_(outbox.c.once.is_(None), outbox.c.card != "", outbox.c.id < newest)
    return and_(shown, outbox.c.state.in_(OVER), outbox.c.done < before)


RULES = (
    # Telegram keeps an update for a day, Slack repeats an event for hours at most: nobody delivers it again.
    Rule(inbox, lambda before: inbox.c.received < before, timedelta(days=3)),
    # A slot is asked for during its own period; the longest is a month, and a clock may jump back.
    Rule(slot, lambda before: slot.c.won < before, timedelta(days=40)),
    # A form waits for a person for weeks, not for ever.
    Rule(draft, lambda before: draft.c.changed < before, timedelta(days=30)),
    # Dead after ten minutes; the rule of three in ten minutes looks back no further.
    Rule(link_code, lambda before: link_code.c.expires < before, timedelta(days=1)),
    Rule(install_state, lambda before: install_state.c.expires < before, timedelta(days=1)),
    # Whoever it is for has a copy by then; a wish for one ends after a day.
    Rule(picture, lambda before: picture.c.at < before, KEPT),
    Rule(picture_wish, lambda before: picture_wish.c.at < before, WAITS),
    # No event, series or broadcast shows it, and letters with it have left long ago.
    Rule(picture_file, unused, UNUSED),
    Rule(picture_name, nameless, timedelta()),
    # A letter that was found late is answered with a sentence either way.
    Rule(claim, lambda before: claim.c.expires < before, timedelta(days=1)),
    # Answers and edits have no key and count in nobody's report after a season.
    Rule(outbox, _answers, timedelta(days=90)),
    # A card is edited where it stands, which only its row knows; after a year nobody scrolls so far.
    Rule(outbox, _cards, timedelta(days=365)),
)
"""Rows with a `once` key are never removed: the key says for good that this was planned. They lose their words."""


def worth_it(db: Connection, rule: Rule, now: datetime) -> bool:
    """Whether there is anything to remove; takes no write lock."""
    return db.execute(select(rule.table.c[0]).where(rule.old(now - rule.after)).limit(1)).first() is not None


def remove(db: Connection, rule: Rule, now: datetime, limit: int = BATCH) -> int:
    """Remove a batch; returns how many went."""
    key = tuple_(*rule.table.primary_key.columns)
    old = select(*rule.table.primary_key.columns).where(rule.old(now - rule.after)).limit(limit)
    return db.execute(delete(rule.table).where(key.in_(old))).rowcount


def wordy(db: Connection, now: datetime, *, thorough: bool, limit: int = BATCH) -> list[int]:
    """Sends whose words have served, the oldest first; takes no write lock.

    Args:
        db: for reading.
        now: the moment.
        thorough: look at every row; else at the answers of the last day alone, by the index.
        limit: the most.
    """
    served = _served(now)
    if not thorough:
        lately = and_(outbox.c.due > now - RECENT, outbox.c.due <= now)
        served = and_(outbox.c.state.in_(SETTLED), outbox.c.priority == Purpose.ANSWER.priority, lately, served)
    query = select(outbox.c.id).where(served, outbox.c.message != "").order_by(outbox.c.id).limit(limit)
    return list(db.execute(query).scalars())


def _served(now: datetime) -> ColumnElement[bool]:
    """Whether nobody needs a row's words any more; an edit needs the card's receipt, not its words."""
    answer, doubt = outbox.c.purpose.in_(AGAIN), outbox.c.state == str(State.UNCERTAIN)
    over = outbox.c.state.in_(OVER)

    def since(what: ColumnElement[bool], state: ColumnElement[bool], after: timedelta) -> ColumnElement[bool]:
        return and_(what, state, outbox.c.done < now - after)

    return (
        since(answer, over, ANSWERED)
        | since(answer, doubt, DOUBTED)
        | since(~answer, over, TOLD)
        | since(~answer, doubt, UNDECIDED)
    )


def blank(db: Connection, ids: list[int], now: datetime) -> int:
    """Forget the words of these sends, unless one has become something else meanwhile; returns how many."""
    these = and_(outbox.c.id.in_(ids), _served(now))
    return db.execute(update(outbox).where(these).values(message="")).rowcount
