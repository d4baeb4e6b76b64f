"""Chats move and close: every reference to one changes in one transaction."""

from sqlalchemy import Connection, and_, update

from domain.delivery import State
from storage.cards import placed_card
from storage.outbox import outbox
from storage.people import account, home


def move(db: Connection, platform: str, workspace: str, old: str, new: str) -> None:
    """A group became another (Telegram's supergroups): everything that named the old chat names the new one."""
    here = and_(account.c.platform == platform, account.c.workspace == workspace, account.c.chat == old)
    db.execute(update(account).where(here).values(chat=new))
    db.execute(update(home).where(home.c.platform == platform, home.c.place == old).values(place=new))
    stands = and_(placed_card.c.adapter == platform, placed_card.c.workspace == workspace, placed_card.c.chat == old)
    db.execute(update(placed_card).where(stands).values(chat=new, drawn=""))
    waiting = and_(outbox.c.adapter == platform, outbox.c.workspace == workspace, outbox.c.chat == old)
    open_states = outbox.c.state.in_([str(State.PENDING), str(State.SENDING)])
    db.execute(update(outbox).where(waiting, open_states).values(chat=new))


def close(db: Connection, platform: str, workspace: str, chat: str) -> None:
    """Nobody can be reached there until the person writes again."""
    here = and_(account.c.platform == platform, account.c.workspace == workspace, account.c.chat == chat)
    db.execute(update(account).where(here).values(state="blocked"))
