"""What a community decides on its events."""

from sqlalchemy import Connection, delete, insert, select

from domain.events import WANTED
from storage.events import event_rule


def wanted(db: Connection, community_id: int) -> int:
    """How many have to say that they would come before a proposal is on."""
    query = select(event_rule.c.wanted).where(event_rule.c.community_id == community_id)
    return int(db.execute(query).scalar() or WANTED)


def set_wanted(db: Connection, community_id: int, count: int) -> None:
    """From now on so many; proposals that wait keep the number they were told."""
    db.execute(delete(event_rule).where(event_rule.c.community_id == community_id))
    db.execute(insert(event_rule).values(community_id=community_id, wanted=count))
