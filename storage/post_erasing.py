"""What an erasure does to posts: those that name the person, and what they wrote that is not out, go with them."""

from datetime import datetime

from sqlalchemy import Connection, and_, delete, or_, select, update

from domain.delivery import State as Sent
from domain.posts import State
from storage import post_rewordings, ticks
from storage.post_consents import post_consent
from storage.post_pictures import post_picture
from storage.post_variants import post_variant
from storage.posts import post

PULL = "posts.pull"
"""The work that deletes what is out, where a channel can."""
_OPEN = [str(state) for state in State if state.open]


def leave(db: Connection, member_id: int, now: datetime) -> None:
    """No post names them any more: withdrawn, its words gone; what is public is pulled back."""
    naming = select(post_consent.c.post_id).where(post_consent.c.member_id == member_id)
    theirs = and_(post.c.author_id == member_id, post.c.state.in_(_OPEN))
    found = db.execute(select(post.c.id, post.c.state).where(or_(post.c.id.in_(naming), theirs))).all()
    post_rewordings.forget(db, [one.id for one in found], member_id)
    for one in found:
        waiting = and_(post_variant.c.post_id == one.id, post_variant.c.state == str(Sent.PENDING))
        db.execute(update(post_variant).where(waiting).values(state=str(Sent.CANCELLED)))
        db.execute(update(post_variant).where(post_variant.c.post_id == one.id).values(text=None))
        db.execute(delete(post_picture).where(post_picture.c.post_id == one.id))
        withdrawn = {"state": str(State.WITHDRAWN), "text": "", "warning": "", "ended": now}
        db.execute(update(post).where(post.c.id == one.id).values(withdrawn))
        ticks.at_once(db, PULL, str(one.id), now)
